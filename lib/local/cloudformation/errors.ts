import { withLink } from '../../rules';

/** Why a deployment was refused before it changed anything, or a stack cannot do what was asked. */
export class DeploymentError extends Error {
  constructor(
    readonly code: DeploymentErrorCode,
    /** What is wrong, and where, and what to do. */
    readonly problem: string,
  ) {
    super(withLink(problem, code));
    this.name = 'DeploymentError';
  }
}

export type DeploymentErrorCode =
  /** A file of the cloud assembly, or of the state that this machine keeps, is not there or not what it must be. */
  | 'ASSEMBLY_UNREADABLE'
  /** The stack is made for another account or Region than this machine stands for. */
  | 'STACK_ELSEWHERE'
  | 'STACK_UNKNOWN'
  /** The stack is in the middle of something, or something failed that has to be cleared first. */
  | 'STACK_STATE'
  /** Only what mail flow needs can be made on this machine. */
  | 'TYPE_UNKNOWN'
  /** CloudFormation would refuse the template, or it needs what does not exist on this machine. */
  | 'TEMPLATE_INVALID'
  /** The template refers to what neither it nor a stack deployed before it has. */
  | 'REFERENCE_UNRESOLVED'
  /** Another stack imports what this one no longer exports. */
  | 'EXPORT_IN_USE'
  | 'FUNCTION_UNKNOWN'
  /** The policy or the rights in the templates do not allow a call: in an account of AWS it would be refused as well. */
  | 'ACCESS_DENIED';

/** Why a resource could not be created, updated or deleted. */
export class ResourceFailure extends Error {
  constructor(
    message: string,
    /** What it is known by, where it may exist all the same. */
    readonly physicalId?: string,
  ) {
    super(message);
    this.name = 'ResourceFailure';
  }
}

/** Why an update was refused before it changed anything. */
export class NothingChanged extends ResourceFailure {}
