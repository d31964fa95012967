import type { LiveEntities, Wanted } from '../../lib/provider/entity';
import type { EntityRequest, EntityWorld } from '../../lib/provider/entity-request';
import type { LoggedUpdate } from '../../lib/provider/own-log';
import { type PhysicalId, parsePhysicalId } from '../../lib/provider/physical-id';
import { ruleNature } from '../../lib/provider/rule-resource';
import { CallError } from '../../lib/provider/sender';
import type { StackResource, StackState } from '../../lib/provider/stack-resources';
import type { InboundAction, InboundRule, Rule } from '../../lib/rules';

export const ORGANIZATION = 'm-0123456789abcdef0123456789abcdef';

export function inboundRule(
  name: string,
  action: InboundAction = { DropAction: {} },
  senders = ['a.example'],
): InboundRule {
  return {
    Name: name,
    Condition: { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action: action,
  };
}

export function wanted(rule: InboundRule, more: Partial<Wanted<Rule>> = {}): Wanted<Rule> {
  const identity = { organizationId: ORGANIZATION, kind: 'INBOUND', name: rule?.Name ?? '' } as const;
  return { identity, document: rule, adoptExisting: false, inConsole: false, ...more };
}

/** A call's failure, as the sender reports it. */
export function callError(operation: string, meaning: CallError['meaning'], unclear = false): CallError {
  return new CallError(operation, meaning, unclear, Object.assign(new Error('refused'), { name: 'SomeException' }));
}

type Fault = 'cutBeforeWrite' | 'cutAfterWrite' | 'refuse';

/** Rules in memory, with what can go wrong on the way to them. */
export class World implements EntityWorld<Rule> {
  readonly rules = new Map<string, Rule>();
  readonly calls: string[] = [];
  readonly notes: { event: string; [detail: string]: unknown }[] = [];
  readonly begunRequests = new Set<string>();
  resources: (StackResource & { logicalId: string })[] = [];
  time = 1_000_000;
  readonly begun = this.time;
  readonly sentBefore = this.begun;
  private readonly faults: { operation: string; fault: Fault; meaning: CallError['meaning'] }[] = [];

  fail(operation: string, fault: Fault, meaning: CallError['meaning'] = 'unreachable'): this {
    this.faults.push({ operation, fault, meaning });
    return this;
  }

  readonly nature = ruleNature('INBOUND');
  readonly live: LiveEntities<Rule> = {
    read: async ({ name }) => this.call('Describe', () => this.rules.get(name)),
    create: async ({ name }, rule) =>
      this.call('Create', () => {
        if (this.rules.has(name)) throw callError('Create', 'alreadyExists');
        this.rules.set(name, rule);
      }),
    update: async ({ name }, rule) =>
      this.call('Update', () => {
        if (!this.rules.has(name)) throw callError('Update', 'notFound');
        this.rules.set(name, rule);
      }),
    remove: async ({ name }) =>
      this.call('Delete', () => {
        if (!this.rules.delete(name)) throw callError('Delete', 'notFound');
      }),
  };

  readonly journal = {
    hasBegun: (requestId: string) => this.begunRequests.has(requestId),
    begin: (requestId: string) => void this.begunRequests.add(requestId),
    end: (requestId: string) => void this.begunRequests.delete(requestId),
  };

  stackResources = async (): Promise<StackResource[]> => {
    this.calls.push('List');
    return this.resources;
  };

  /** What the log tells of the resource's Create. */
  created: PhysicalId | undefined;
  loggedCreation = async (): Promise<PhysicalId | undefined> => {
    this.calls.push('Log');
    return this.created;
  };

  /** What the log tells of the resource's last Update. */
  updated: LoggedUpdate | undefined;
  loggedUpdate = async (): Promise<LoggedUpdate | undefined> => {
    this.calls.push('Log');
    return this.updated;
  };

  isRollingBack = false;
  stackState = async (): Promise<StackState> => {
    this.calls.push('Stack');
    return { isRollingBack: this.isRollingBack, isTakenBack: this.isRollingBack };
  };

  now = () => this.time;

  sleep = async (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
    this.asTimePasses();
  };

  asTimePasses = (): void => {};

  note = (event: string, detail: Readonly<Record<string, unknown>>) => void this.notes.push({ event, ...detail });

  private call<Result>(operation: string, effect: () => Result): Result {
    this.calls.push(operation);
    const index = this.faults.findIndex((fault) => fault.operation === operation);
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    if (fault?.fault === 'refuse') throw callError(operation, fault.meaning);
    if (fault?.fault === 'cutBeforeWrite') throw callError(operation, fault.meaning, true);
    const result = effect();
    if (fault?.fault === 'cutAfterWrite') throw callError(operation, fault.meaning, true);
    return result;
  }
}

export function request(rule: InboundRule, more: Partial<EntityRequest<Rule>> = {}): EntityRequest<Rule> {
  return { requestId: 'request-1', logicalId: 'Rule', wanted: wanted(rule), ...more };
}

export function held(name: string): PhysicalId {
  return parsePhysicalId(`${ORGANIZATION}/inbound/${name}`)!;
}

export function unknown(rule: InboundRule): PhysicalId {
  return { ...held(rule.Name), state: { kind: 'unknown', documentHash: ruleNature('INBOUND').hash(rule) } };
}

export function listed(logicalId: string, name: string, more: Partial<StackResource> = {}): StackResource {
  return { logicalId, physicalId: held(name), status: 'CREATE_COMPLETE', ...more };
}
