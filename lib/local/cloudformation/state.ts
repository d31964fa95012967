import type { DeletionPolicy } from './template/blueprint';
import type { Properties, Template } from './template/document';

/** A resource as a stack knows it. Never changed: a change puts another one in its place. */
export interface ResourceState {
  readonly logicalId: string;
  readonly type: string;
  /** Absent until it is known. */
  readonly physicalId?: string;
  readonly status: string;
  readonly reason?: string;
  /** ISO time of the last change of status. */
  readonly updated: string;
  /** Resolved; those of the operation that is under way, or of the last one. */
  readonly properties: Properties;
  readonly attributes: Properties;
  /** Are the attributes secret? */
  readonly noEcho?: boolean;
  readonly dependencies: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export type Resources = Readonly<Record<string, ResourceState>>;

export interface StackState {
  readonly name: string;
  readonly id: string;
  status: string;
  reason?: string;
  readonly created: string;
  updated?: string;
  deleted?: string;
  template: Template;
  parameters: Readonly<Record<string, string>>;
  resources: Record<string, ResourceState>;
  outputs: readonly StackOutput[];
  /** The exports of other stacks that it uses. */
  imports: readonly string[];
  /** While an update is under way, or its roll-back has failed: what the stack was before. */
  before?: Pick<StackState, 'template' | 'parameters' | 'resources' | 'outputs' | 'imports'>;
  /** What the clean-up at the end of an update has to delete. */
  leftovers: readonly ResourceState[];
}

/** Something that happened to a resource, or to the stack itself (logicalId is then its name). */
export interface StackEvent {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: string;
  readonly reason?: string;
  readonly time: string;
}

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** A stack whose creation failed can only be deleted. */
export function isFailedCreation(status: string): boolean {
  return ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'].includes(status);
}

/** States from which an update may start. */
export function isSettled(status: string): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(status);
}

/** What a stack's state means when the process that worked on it is gone. */
export function interruptedStatus(status: string): string {
  if (!status.endsWith('_IN_PROGRESS')) return status;
  if (status === 'DELETE_IN_PROGRESS') return 'DELETE_FAILED';
  return status.startsWith('UPDATE') ? 'UPDATE_ROLLBACK_FAILED' : 'ROLLBACK_FAILED';
}
