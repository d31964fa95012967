import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { IStackSynthesizer } from 'aws-cdk-lib';
import type { LocalWorkMail, StackReport } from '../../../lib/local';
import type { DirectedRule } from '../../../lib/rules';
import { CreateInboundMailFlowRuleCommand, CreateOutboundMailFlowRuleCommand } from '../../../lib/workmail-api';
import { Edits } from './edits';
import { asText, ruleKey } from './expected';
import { addFaults } from './faults';
import { Gateways } from './gateways';
import type { DeclaredStack, Standing } from './model';
import { makePlan, type Plan } from './plan';
import { Random } from './random';
import { nextSteps, type Step } from './steps';
import { lostMail } from './watch';

export interface LifecycleOptions {
  readonly steps: number;
  /** WorkMail throttles, fails, is slow, and cuts connections. */
  readonly faults: boolean;
  /** People change rules of stacks in the console. */
  readonly edits?: boolean;
  /** Stacks check where mail goes. */
  readonly checks?: boolean;
  /** Stacks have SMTP gateways; this gives their secret a new value. */
  readonly putSecret?: (password: string) => void;
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

/** How long requests that were cancelled may take to end, and to take their writes back. */
const PATIENCE_MILLISECONDS = 10_000;

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
  private readonly edits: Edits;
  private readonly gateways?: Gateways;

  constructor(
    private readonly account: Account,
    readonly seed: number,
    private readonly options: LifecycleOptions,
  ) {
    this.random = new Random(seed);
    const { endpoint, region, access } = account.workmail;
    this.person = new WorkMailClient({ endpoint, region, credentials: access.root });
    this.organizationId = account.workmail.createOrganization({ alias: `seed-${seed}-${Date.now()}` }).organizationId;
    this.edits = new Edits(this.person, this.organizationId);
    const { putSecret } = options;
    if (putSecret) this.gateways = new Gateways(account.workmail, this.organizationId, putSecret);
  }

  async run(): Promise<void> {
    try {
      while (this.history.length < this.options.steps) {
        await this.meddle();
        const features = { gateways: this.gateways !== undefined };
        for (const step of nextSteps(this.random, this.declaredStacks(), features)) {
          // What comes next was meant for what this makes.
          if (!(await this.take(step))) break;
        }
      }
      for (const stackName of Object.keys(this.standing)) await this.take({ what: 'destroy', stackName });
      await this.check('in the end', this.foreign);
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

  // ---- people -----------------------------------------------------------------------------------

  private async meddle(): Promise<void> {
    if (this.random.chance(0.15)) await this.makeRule();
    const ofStacks = Object.values(this.standing).flatMap(({ rules }) => rules);
    if (this.options.edits && ofStacks.length > 0 && this.random.chance(0.25)) {
      this.history.push(await this.edits.edit(this.random, this.random.pick(ofStacks)));
    }
    if (this.gateways && this.random.chance(0.2)) {
      this.history.push(await this.gateways.rotate());
      await this.check('after a rotation', this.rules());
    }
  }

  /** A person makes a rule in the console, perhaps of a name that a stack wants later. */
  private async makeRule(): Promise<void> {
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

  // ---- what is, and what must be ----------------------------------------------------------------

  private live(): DirectedRule[] {
    const { workmail } = this.account;
    return [
      ...workmail.inboundRules(this.organizationId).map((rule) => ({ direction: 'INBOUND', rule }) as const),
      ...workmail.outboundRules(this.organizationId).map((rule) => ({ direction: 'OUTBOUND', rule }) as const),
    ];
  }

  /** The rules that there must be. */
  private rules(): DirectedRule[] {
    return this.edits.applied([...this.foreign, ...Object.values(this.standing).flatMap(({ rules }) => rules)]);
  }

  private async check(when: string, expected: readonly DirectedRule[]): Promise<void> {
    const problem = () => {
      const [is, should] = [asText(this.live()), asText(expected)];
      return is === should ? this.gateways?.problem() : `the rules are\n${is}\nand should be\n${should}`;
    };
    for (const end = Date.now() + PATIENCE_MILLISECONDS; problem() !== undefined && Date.now() < end; ) await pause(50);
    const left = problem();
    if (left) throw new Error(`${when} ${left}`);
  }

  // ---- deployments ------------------------------------------------------------------------------

  /** Whether it came about, as it must or must not. */
  private async take(step: Step): Promise<boolean> {
    const { stackName } = step;
    const before = this.rules();
    const plan = this.plan(step);
    const mustFail = plan.declared?.breaks !== undefined || plan.takesName || plan.failsCheck;
    const lost: string[] = [];
    const unwatch = this.account.workmail.onChange(() => lost.push(...lostMail(this.live(), before, plan.after)));
    if (this.options.faults && !plan.meetsLikeness) addFaults(this.account.workmail.faults, this.random);
    this.history.push(`${stackName}: ${step.what}${plan.declared?.breaks ? `, breaks ${plan.declared.breaks}` : ''}`);
    const { stacks } = plan.assembly ? await this.account.deploy(plan.assembly) : await this.account.destroy(stackName);
    const report = stacks[0]!;
    unwatch();
    this.account.workmail.faults.clear();
    this.history.push(
      `  -> ${report.status} ${report.changes.flatMap(({ failure }) => failure?.slice(0, 120) ?? []).join('; ')}`,
    );

    if (/ROLLBACK_FAILED|DELETE_FAILED/.test(report.status)) throw new Error(`${report.status}: ${report.reason}`);
    if ((report.outcome === 'failed') !== mustFail) {
      throw new Error(`the deployment should have ${mustFail ? 'failed' : 'succeeded'}`);
    }
    if (mustFail) await this.stay(stackName);
    else await this.accept(stackName, plan);
    // A name that is taken makes "the state after" one that cannot come about; what a person did can be lost on the way.
    const isClear = !plan.takesName && plan.overwrites.length === 0;
    if (lost.length > 0 && isClear) throw new Error(`mail was lost: ${lost[0]}`);
    return !mustFail;
  }

  private plan(step: Step): Plan {
    const { organizationId, random, standing, foreign, edits, gateways, options } = this;
    const folder = join(this.folder, String(this.history.length));
    const { checks: hasChecks = false, synthesizer } = options;
    const known = { organizationId, random, standing, foreign, edits, gateways };
    return makePlan(step, { folder, ...known, hasChecks, synthesizer });
  }

  private async accept(stackName: string, { declared, rules, checkId, released, overwrites }: Plan): Promise<void> {
    const isDeclared = (rule: DirectedRule) => rules.some((other) => ruleKey(other) === ruleKey(rule));
    const gone = (this.standing[stackName]?.rules ?? []).filter((rule) => !isDeclared(rule)).map(ruleKey);
    this.edits.forget([...overwrites, ...gone]);
    // What was retained and left the stack is nobody's now.
    this.foreign = [...this.foreign.filter((rule) => !isDeclared(rule)), ...released];
    if (declared) this.standing[stackName] = { declared, rules, checkId };
    else delete this.standing[stackName];
    this.gateways?.accept(stackName, declared?.gateway);
    await this.check('after a success', this.rules());
  }

  /** Also what people had changed is as they left it. */
  private async stay(stackName: string): Promise<void> {
    this.gateways?.rolledBack(stackName);
    await this.check('after a failure', this.rules());
  }
}
