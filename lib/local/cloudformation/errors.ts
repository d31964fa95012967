/** Why a deployment was refused before it changed anything, or a stack cannot do what was asked. */
export class DeploymentError extends Error {
  constructor(
    readonly code: DeploymentErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'DeploymentError';
  }
}

export type DeploymentErrorCode =
  | 'ASSEMBLY_UNREADABLE'
  | 'STACK_ELSEWHERE'
  | 'STACK_UNKNOWN'
  | 'STACK_STATE'
  | 'TYPE_UNKNOWN'
  | 'TEMPLATE_INVALID'
  | 'REFERENCE_UNRESOLVED'
  | 'EXPORT_IN_USE'
  | 'FUNCTION_UNKNOWN'
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
