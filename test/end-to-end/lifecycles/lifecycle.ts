import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { IStackSynthesizer } from 'aws-cdk-lib';
import type { LocalWorkMail, StackReport } from '../../../lib/local';
import type { DirectedRule, InboundRule, OutboundRule } from '../../../lib/rules';
import { CreateInboundMailFlowRuleCommand, CreateOutboundMailFlowRuleCommand } from '../../../lib/workmail-api';
import { synthesize } from './app';
import { asText, declaredRules, ruleKey } from './expected';
import type { DeclaredStack } from './model';
import { Random } from './random';
import { nextSteps, type Step } from './steps';
import { lostMail } from './watch';

export interface LifecycleOptions {
  readonly steps: number;
  readonly faults: boolean;
  /** @default the CDK's */
  readonly synthesizer?: () => IStackSynthesizer;
}

/** Where the stacks live: a CloudFormation, and the WorkMail behind it. */
export interface Account {
  readonly workmail: LocalWorkMail;
  deploy(assembly: string): Promise<Reports>;
  destroy(stackName?: string): Promise<Reports>;
}

interface Reports {
  readonly stacks: readonly (Pick<StackReport, 'status' | 'outcome' | 'reason'> & {
    readonly changes: readonly { readonly failure?: string }[];
  })[];
}

/** What is known to stand: by stack, what it declares and the rules that this makes. */
interface Standing {
  readonly declared: DeclaredStack;
  readonly rules: readonly DirectedRule[];
}

/** One random life of two stacks and the people around them; throws at the first thing that is not as it must be. */
export class Lifecycle {
  private readonly random: Random;
  private readonly standing: Record<string, Standing> = {};
  /** Rules that people made, or that a stack let go of. */
  private foreign: DirectedRule[] = [];
  private readonly history: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  private readonly organizationId: string;
  private readonly person: WorkMailClient;

  constructor(
    private readonly account: Account,
    readonly seed: number,
    private readonly options: LifecycleOptions,
  ) {
    this.random = new Random(seed);
    const { endpoint, region, access } = account.workmail;
    this.person = new WorkMailClient({ endpoint, region, credentials: access.root });
    this.organizationId = account.workmail.createOrganization({ alias: `seed-${seed}-${Date.now()}` }).organizationId;
  }

  async run(): Promise<void> {
    try {
      while (this.history.length < this.options.steps) {
        if (this.random.chance(0.15)) await this.meddle();
        for (const step of nextSteps(this.random, this.declaredStacks())) await this.take(step);
      }
      for (const stackName of Object.keys(this.standing)) await this.take({ what: 'destroy', stackName });
      this.check('in the end', this.foreign);
    } catch (error) {
      throw new Error(`seed ${this.seed}: ${(error as Error).message}\n  ${this.history.join('\n  ')}`, {
        cause: error,
      });
    } finally {
      this.account.workmail.faults.clear();
      await this.account.destroy().catch(() => undefined);
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private declaredStacks(): Record<string, DeclaredStack> {
    return Object.fromEntries(Object.entries(this.standing).map(([name, { declared }]) => [name, declared]));
  }

  /** A person makes a rule in the console, perhaps of a name that a stack wants later. */
  private async meddle(): Promise<void> {
    const name = this.random.pick(['alpha', 'beta', 'gamma', 'delta', 'by hand']);
    const direction = this.random.pick(['INBOUND', 'OUTBOUND'] as const);
    const senders = { Patterns: [this.random.pick(['a.example', '*.a.example', 'c.example'])] };
    const DestinationRuleCondition = { Patterns: ['*'] };
    const Action = { DropAction: {} };
    const directed: DirectedRule =
      direction === 'INBOUND'
        ? {
            direction,
            rule: { Name: name, Condition: { OriginRuleCondition: senders, DestinationRuleCondition }, Action },
          }
        : {
            direction,
            rule: { Name: name, Condition: { SenderRuleCondition: senders, DestinationRuleCondition }, Action },
          };
    if (this.live().some((other) => ruleKey(other) === ruleKey(directed))) return;
    const OrganizationId = this.organizationId;
    if (directed.direction === 'INBOUND') {
      await this.person.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: directed.rule }));
    } else {
      await this.person.send(new CreateOutboundMailFlowRuleCommand({ OrganizationId, Rule: directed.rule }));
    }
    this.foreign.push(directed);
    this.history.push(`somebody makes ${ruleKey(directed)}`);
  }

  private live(): DirectedRule[] {
    const { workmail } = this.account;
    return [
      ...workmail
        .inboundRules(this.organizationId)
        .map((rule: InboundRule) => ({ direction: 'INBOUND', rule }) as const),
      ...workmail
        .outboundRules(this.organizationId)
        .map((rule: OutboundRule) => ({ direction: 'OUTBOUND', rule }) as const),
    ];
  }

  private rulesOf(except?: string): DirectedRule[] {
    const others = Object.entries(this.standing).filter(([name]) => name !== except);
    return [...this.foreign, ...others.flatMap(([, { rules }]) => rules)];
  }

  private check(when: string, expected: readonly DirectedRule[]): void {
    const [is, should] = [asText(this.live()), asText(expected)];
    if (is !== should) throw new Error(`${when} the rules are\n${is}\nand should be\n${should}`);
  }

  private async take(step: Step): Promise<void> {
    const { stackName, declared } = step;
    const before = this.rulesOf();
    const others = this.rulesOf(stackName);
    const folder = join(this.folder, String(this.history.length));
    const { organizationId } = this;
    const synthesizer = this.options.synthesizer?.();
    const assembly = declared && synthesize({ folder, organizationId, stackName, declared, synthesizer });
    const rules = assembly ? declaredRules(assembly, stackName) : [];
    const after = [...others.filter((other) => !rules.some((rule) => ruleKey(rule) === ruleKey(other))), ...rules];
    const mayFail = this.wantsTakenName(step, rules);
    const lost: string[] = [];
    const unwatch = this.account.workmail.onChange(() => lost.push(...lostMail(this.live(), before, after)));
    this.addFaults();
    this.history.push(`${stackName}: ${step.what}${declared?.breaks ? `, breaks ${declared.breaks}` : ''}`);
    const report = assembly
      ? await this.account.deploy(assembly).then(({ stacks }) => stacks[0]!)
      : await this.account.destroy(stackName).then(({ stacks }) => stacks[0]!);
    unwatch();
    this.account.workmail.faults.clear();
    await this.settle();
    this.history.push(
      `  -> ${report.status} ${report.changes.flatMap(({ failure }) => failure?.slice(0, 90) ?? []).join('; ')}`,
    );

    if (/ROLLBACK_FAILED|DELETE_FAILED/.test(report.status)) throw new Error(`${report.status}: ${report.reason}`);
    if (report.outcome === 'failed') {
      this.check('after a failure', before);
      if (!declared?.breaks && !mayFail) throw new Error('the deployment should have succeeded');
    } else {
      if (mayFail || declared?.breaks) throw new Error('the deployment should have failed');
      this.accept(stackName, declared, rules);
      this.check('after a success', this.rulesOf());
    }
    // A name that is taken makes "the state after" one that cannot come about.
    if (lost.length > 0 && !mayFail) throw new Error(`mail was lost: ${lost[0]}`);
  }

  /**
   * A deployment must fail that wants the name of a rule of other people or of another stack, and one that gives the
   * name of one of its own rules to another construct and changes the rule at the same time.
   */
  private wantsTakenName({ stackName, declared }: Step, rules: readonly DirectedRule[]): boolean {
    const previous = this.standing[stackName];
    const ofOthers = this.rulesOf(stackName).map(ruleKey);
    return (declared?.rules ?? []).some(({ constructId, direction, ruleName, adopt }) => {
      const key = `${direction} ${ruleName}`;
      if (!ruleName || adopt) return false;
      if (ofOthers.includes(key)) return true;
      const holder = previous?.declared.rules.find(
        (rule) => rule.direction === direction && rule.ruleName === ruleName,
      );
      if (!holder || holder.constructId === constructId) return false;
      const [was, will] = [previous?.rules, rules].map((all) => all?.find((rule) => ruleKey(rule) === key));
      return JSON.stringify(was) !== JSON.stringify(will);
    });
  }

  private accept(stackName: string, declared: DeclaredStack | undefined, rules: readonly DirectedRule[]): void {
    const previous = this.standing[stackName];
    // What was retained and left the stack is nobody's now.
    const retained = previous?.declared.rules.filter(({ retain }) => retain) ?? [];
    const released = previous?.rules.filter(
      (rule) =>
        retained.some((kept) => kept.ruleName === rule.rule.Name && kept.direction === rule.direction) &&
        !rules.some((other) => ruleKey(other) === ruleKey(rule)),
    );
    this.foreign = [...this.foreign, ...(released ?? [])].filter(
      (rule) => !rules.some((other) => ruleKey(other) === ruleKey(rule)),
    );
    if (declared) this.standing[stackName] = { declared, rules };
    else delete this.standing[stackName];
  }

  private addFaults(): void {
    if (!this.options.faults) return;
    const { faults } = this.account.workmail;
    const common = { random: this.random.next, operation: /MailFlowRule$/ };
    faults.add({ ...common, kind: 'cutAfterWrite', probability: 0.05 });
    faults.add({ ...common, kind: 'cutBeforeWrite', probability: 0.05 });
    faults.add({ ...common, kind: 'internalFailure', probability: 0.05 });
    faults.add({ ...common, kind: 'refuse', name: 'AccessDeniedException', probability: 0.03 });
  }

  /** Requests that were cancelled end a little later. */
  private async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
