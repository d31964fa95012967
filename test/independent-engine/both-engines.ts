import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../lib/local';
import type { InboundRule, OutboundRule } from '../../lib/rules';
import {
  CreateInboundMailFlowRuleCommand,
  DeleteInboundMailFlowRuleCommand,
  UpdateInboundMailFlowRuleCommand,
} from '../../lib/workmail-api';
import { type Engine, IndependentEngine, type Outcome, OwnEngine, type ProviderRequest } from './engines';
import { ORGANIZATION_ID, STACK_NAME, synthesize } from './screening';

/** What one step did, as far as the two engines can be compared. */
export interface Traces {
  readonly status: string;
  readonly rules: { readonly inbound: readonly InboundRule[]; readonly outbound: readonly OutboundRule[] };
  /** What the provider was asked, and whether it succeeded; sorted, since one engine works in parallel. */
  readonly requests: readonly string[];
}

export interface Step extends Traces {
  readonly output: string;
  /** The rules after each change of them, by name. */
  readonly history: readonly string[][];
}

export interface Steps {
  readonly own: Step;
  readonly independent: Step;
}

/** Takes the same steps on the local CloudFormation and on the independent one. */
export class BothEngines {
  static async start(): Promise<BothEngines> {
    const folder = mkdtempSync(join(tmpdir(), 'both-engines-'));
    const both = new BothEngines(folder, await OwnEngine.start(), await IndependentEngine.start(folder));
    for (const { workmail } of both.engines) {
      workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
    }
    return both;
  }

  private assemblies = 0;

  private constructor(
    private readonly folder: string,
    readonly own: Engine,
    readonly independent: IndependentEngine,
  ) {}

  private get engines(): readonly Engine[] {
    return [this.own, this.independent];
  }

  /** Deploys the example, changed as the parameters of {@link synthesize} say. */
  deploy(...change: Tail<Parameters<typeof synthesize>>): Promise<Steps> {
    const assembly = synthesize(join(this.folder, `assembly-${++this.assemblies}`), ...change);
    return this.take((engine) => engine.deploy(STACK_NAME, assembly));
  }

  destroy(): Promise<Steps> {
    const assembly = join(this.folder, `assembly-${this.assemblies}`);
    return this.take((engine) => engine.destroy(STACK_NAME, assembly));
  }

  /** Something that happens to both WorkMails beside all deployments. */
  async happens(event: (workmail: LocalWorkMail, person: WorkMailClient) => unknown): Promise<void> {
    for (const { workmail } of this.engines) await event(workmail, personAt(workmail));
  }

  async stop(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async take(act: (engine: Engine) => Promise<Outcome>): Promise<Steps> {
    const [own, independent] = await Promise.all(this.engines.map((engine) => watch(engine, act)));
    return { own: own!, independent: independent! };
  }
}

type Tail<Items extends unknown[]> = Items extends [unknown, ...infer Rest] ? Rest : never;

async function watch(engine: Engine, act: (engine: Engine) => Promise<Outcome>): Promise<Step> {
  const { workmail } = engine;
  const before = new Set((await engine.requests()).map(({ requestId }) => requestId));
  const history: string[][] = [];
  const unwatch = workmail.onChange(({ inboundRules, outboundRules }) =>
    history.push([...inboundRules, ...outboundRules].map(({ Name }) => Name).sort()),
  );
  const { status, output } = await act(engine);
  unwatch();
  const requests = (await engine.requests()).filter(({ requestId }) => !before.has(requestId));
  return { status, output, rules: liveRules(workmail), requests: requests.map(inWords).sort(), history };
}

/** The live rules by name, without what each engine adds to the names of functions. */
function liveRules(workmail: LocalWorkMail): Traces['rules'] {
  const rules = {
    inbound: byName(workmail.inboundRules(ORGANIZATION_ID)),
    outbound: byName(workmail.outboundRules(ORGANIZATION_ID)),
  };
  return JSON.parse(JSON.stringify(rules).replaceAll(/(:function:[^"]+)-[0-9A-Z]+"/g, '$1"'));
}

function inWords({ requestType, logicalId, outcome }: ProviderRequest): string {
  return `${requestType} ${logicalId} ${outcome}`;
}

function byName<R extends { readonly Name: string }>(rules: readonly R[]): R[] {
  return [...rules].sort((left, right) => (left.Name < right.Name ? -1 : 1));
}

function personAt({ endpoint, region, access }: LocalWorkMail): WorkMailClient {
  return new WorkMailClient({ endpoint, region, credentials: access.root });
}

/** Somebody enters an inbound rule in the console. */
export async function enterRule(person: WorkMailClient, Rule: InboundRule): Promise<void> {
  await person.send(new CreateInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, Rule }));
}

/** Somebody changes one there. */
export async function changeRule(person: WorkMailClient, Rule: InboundRule): Promise<void> {
  await person.send(new UpdateInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, Rule }));
}

/** Somebody removes one there. */
export async function removeRule(person: WorkMailClient, RuleName: string): Promise<void> {
  await person.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, RuleName }));
}
