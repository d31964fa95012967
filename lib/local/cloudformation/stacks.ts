import { randomUUID } from 'node:crypto';
import type { Target } from './engine/stack-operations';
import { DeploymentError } from './errors';
import { interruptedStatus, type StackState } from './state';

/** How many deleted stacks can still be asked for, by their id. */
const DELETED_STACKS = 50;

/** The stacks of the account and Region. */
export class Stacks {
  constructor(
    /** By id. */
    private readonly byId: Record<string, StackState>,
    private readonly place: { readonly account: string; readonly region: string },
  ) {
    for (const stack of Object.values(byId)) stack.status = interruptedStatus(stack.status);
  }

  /** Those that were not deleted, in the order of their creation. */
  get all(): StackState[] {
    return Object.values(this.byId).filter(({ deleted }) => !deleted);
  }

  /** By name; by id also one that was deleted. */
  find(nameOrId: string): StackState | undefined {
    return Object.hasOwn(this.byId, nameOrId) ? this.byId[nameOrId] : this.all.find(({ name }) => name === nameOrId);
  }

  get(nameOrId: string): StackState {
    const stack = this.find(nameOrId);
    if (stack && !stack.deleted) return stack;
    const names = this.all.map(({ name }) => name).join(', ');
    throw new DeploymentError('STACK_UNKNOWN', `There is no stack ${nameOrId}. There is: ${names || 'none'}.`);
  }

  newId(name: string): string {
    return `arn:aws:cloudformation:${this.place.region}:${this.place.account}:stack/${name}/${randomUUID()}`;
  }

  add(name: string, id: string, { template, parameters }: Target): StackState {
    const nothing = { status: '', resources: {}, outputs: [], imports: [], leftovers: [] };
    const stack: StackState = { name, id, created: new Date().toISOString(), template, parameters, ...nothing };
    this.byId[id] = stack;
    const deleted = Object.values(this.byId).filter((other) => other.deleted);
    for (const old of deleted.slice(0, -DELETED_STACKS)) delete this.byId[old.id];
    return stack;
  }
}
