import { randomUUID } from 'node:crypto';
import type { AccountState, EventRule } from './account-state';
import { matchesPattern } from './event-pattern';
import type { Functions } from './functions';

/** An event as a service of AWS puts it on the default event bus. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: object;
}

export interface EventRulesOptions {
  readonly id: string;
  readonly region: string;
  readonly functions: Functions;
  /** Called with a sentence where a target could not be called. */
  readonly onTrouble: (notice: string) => void;
}

/** EventBridge, as far as it hands events of services to functions. */
export class EventRules {
  constructor(
    private readonly state: AccountState,
    private readonly options: EventRulesOptions,
  ) {}

  get(name: string): EventRule | undefined {
    return this.state.eventRules[name];
  }

  put(name: string, rule: Omit<EventRule, 'arn'>): EventRule {
    const arn = `arn:aws:events:${this.options.region}:${this.options.id}:rule/${name}`;
    this.state.eventRules[name] = { ...rule, arn };
    return { ...rule, arn };
  }

  remove(name: string): void {
    delete this.state.eventRules[name];
  }

  /** Calls the targets of every rule that matches, as events are: nobody waits, and failures are tried again. */
  publish(event: BusEvent): void {
    const { id: account, region } = this.options;
    const time = new Date().toISOString();
    const whole = { version: '0', id: randomUUID(), account, region, time, ...event };
    for (const rule of Object.values(this.state.eventRules)) {
      if (!rule.isEnabled || !matchesPattern(rule.pattern, whole)) continue;
      for (const target of rule.targets) void this.call(rule, target, JSON.stringify(whole));
    }
  }

  private async call(
    { arn: sourceArn }: EventRule,
    target: EventRule['targets'][number],
    event: string,
  ): Promise<void> {
    const call = { principal: 'events.amazonaws.com', sourceArn, sourceAccount: this.options.id };
    try {
      const failure = await this.options.functions.invokeAsynchronously(target.arn, target.input ?? event, call);
      if (failure) this.options.onTrouble(`${sourceArn}: ${target.arn} failed at every try: ${failure}`);
    } catch (error) {
      this.options.onTrouble(`${sourceArn}: ${(error as Error).message}`);
    }
  }
}
