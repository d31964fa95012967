import { setMaxListeners } from 'node:events';
import type { Account } from '../account/account';
import type { PresentResource, ResourceRequest, ResourceType } from '../resources/resource-type';
import { type ResourceState, STACK_TYPE, type StackEvent, type StackState } from '../state';

/** What all operations work with. */
export interface Engine {
  readonly account: Account;
  readonly stacks: { readonly all: Iterable<StackState> };
  /** What becomes of what is under way when another resource of the stack fails; see bringAbout. */
  readonly inFlightAtFailure: 'cancel' | 'finish';
  typeOf(type: string): ResourceType;
  onEvent(event: StackEvent): void;
  onNotice(notice: string): void;
  save(): void;
}

/** Something that an operation did to a resource. */
export interface ResourceChange {
  readonly operation: 'CREATE' | 'UPDATE' | 'REPLACE' | 'DELETE' | 'RETAIN';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** Why it failed, if it did. */
  readonly failure?: string;
}

/** One operation on one stack: records what becomes of the stack and its resources, and tells about it. */
export class Operation {
  readonly changes: ResourceChange[] = [];
  private readonly cancellation = new AbortController();
  private readonly forward: AbortSignal;

  constructor(
    readonly stack: StackState,
    readonly engine: Engine,
    /** Aborted when everything is to end. */
    private readonly stopping: AbortSignal,
  ) {
    this.forward = AbortSignal.any([stopping, this.cancellation.signal]);
    // as many as there are resources
    setMaxListeners(0, this.forward);
  }

  setStack(status: string, reason?: string): void {
    const { stack } = this;
    Object.assign(stack, { status, reason, updated: new Date().toISOString() });
    const { name: logicalId, id: physicalId } = stack;
    this.emit({ logicalId, physicalId, type: STACK_TYPE, status, reason });
  }

  /** Puts a resource in the place of the one with its logical id. */
  record(resource: ResourceState, status: string, reason?: string): ResourceState {
    const recorded = { ...resource, status, reason, updated: new Date().toISOString() };
    this.stack.resources[resource.logicalId] = recorded;
    this.tell(resource, status, reason);
    return recorded;
  }

  /** Tells about a resource that is not, or no longer, the stack's own. */
  tell({ logicalId, physicalId, type }: ResourceState, status: string, reason?: string): void {
    this.emit({ logicalId, physicalId, type, status, reason });
  }

  note(operation: ResourceChange['operation'], { logicalId, type, physicalId }: ResourceState, failure?: string): void {
    this.changes.push({ operation, logicalId, type, physicalId, ...(failure === undefined ? {} : { failure }) });
  }

  /** Stops waiting for what is under way. */
  cancel(): void {
    if (this.engine.inFlightAtFailure === 'cancel') this.cancellation.abort();
  }

  /** `isForward`: it can be cancelled. */
  request(resource: ResourceState, isForward = false): ResourceRequest {
    const { logicalId, type, properties } = resource;
    const { account, onNotice } = this.engine;
    const cancelled = isForward ? this.forward : this.stopping;
    return { stack: this.stack, account, logicalId, type, properties, cancelled, notice: onNotice };
  }

  presentRequest(wanted: ResourceState, present: ResourceState, isForward = false): PresentResource {
    const request = this.request(wanted, isForward);
    return { ...request, physicalId: present.physicalId ?? '', present: present.properties };
  }

  private emit(event: Omit<StackEvent, 'stackName' | 'stackId' | 'time'>): void {
    const { name: stackName, id: stackId } = this.stack;
    this.engine.onEvent({ stackName, stackId, time: new Date().toISOString(), ...event });
    this.engine.save();
  }
}
