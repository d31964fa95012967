import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Journal } from './journal';
import type { LoggedUpdate } from './own-log';
import type { PhysicalId } from './physical-id';
import type { FunctionHome } from './properties';
import type { Answer, CustomResourceEvent } from './protocol';
import type { Sender } from './sender';
import type { StackResource, StackState } from './stack-resources';

/** What one request is served with. */
export interface Session {
  readonly client: WorkMailClient;
  readonly sender: Sender;
  readonly journal: Journal;
  /** Where the provider runs, and with it the organization. */
  readonly home: FunctionHome;
  stackResources(): Promise<StackResource[]>;
  /** With which physical id the last Create of a resource ended, if the log of this function tells it. */
  loggedCreation(logicalId: string): Promise<PhysicalId | undefined>;
  /** What the last Update of a resource did, if the log of this function tells it already. */
  loggedUpdate(logicalId: string): Promise<LoggedUpdate | undefined>;
  stackState(): Promise<StackState>;
  resourceMetadata(logicalId: string): Promise<Readonly<Record<string, unknown>>>;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** When the request began to be served, in milliseconds since 1970. */
  readonly begun: number;
  /** Before which time it was sent: what begins after that, in CloudFormation, is not this request. */
  readonly sentBefore: number;
  /** What a person should be able to read later, such as a rule that is overwritten. */
  note(event: string, detail: Readonly<Record<string, unknown>>): void;
}

/** How the resources of one type are served. */
export interface ResourceKind {
  /** Does what the request asks for; a {@link Failure} is what the person who deploys reads. */
  settle(event: CustomResourceEvent, session: Session): Promise<Success>;
  /** The physical id of a Create that failed: the Delete that follows acts on it. */
  failedPhysicalId?(event: CustomResourceEvent, mayHaveWritten: boolean): string | undefined;
  /** What the log says of the resource in each line. */
  logged(properties: CustomResourceEvent['ResourceProperties']): Readonly<Record<string, unknown>>;
}

export type Success = Omit<Answer, 'Status' | 'Reason' | 'code'>;
