import { previewAssembly, previewTemplate, type StackPreview } from '../local/cloudformation';
import { MessageStore, SimulatedContent } from '../local/message-flow';
import type { Decision, Direction, MailAddresses, Rule } from '../rules';
import { decide } from '../rules';
import {
  type Invocation,
  type InvocationResult,
  type Means,
  type Organization,
  type OrganizationRules,
  simulate,
} from '../simulator';
import { CalledFunctions, unqualified } from './called-functions';
import { deployedStack, type StackConstruct, synthesize } from './constructs';
import { MailFlowError } from './errors';
import { type Mail, toMessage } from './mail';
import { RealFunctions, type RealFunctionsOptions } from './real-functions';
import { type RuleSet, readRuleDocuments, readStackRules } from './rule-set';
import { selectStacks } from './selected-stacks';
import { SimulatedMail } from './simulated-mail';
import type { StandIn } from './stand-in';

/** What a {@link MailFlow} is told beside its rules. */
export interface MailFlowOptions extends RealFunctionsOptions {
  /** What answers in the place of functions. The others run: the code of the stack, in processes of their own. */
  readonly functions?: readonly StandIn[];
  /** Whose rules these are, if there are rules of several organizations; an alias where a stack looks it up by that. */
  readonly organizationId?: string;
  /** The mail domains of the organization. @default every address counts as its own */
  readonly domains?: readonly string[];
}

/** What a {@link MailFlow} is told beside a cloud assembly. */
export interface AssemblyOptions extends MailFlowOptions {
  /** The stacks whose rules these are, by name or id. @default all */
  readonly stacks?: readonly string[];
}

const NO_ORGANIZATION = 'm-00000000000000000000000000000000';

/**
 * The rules of an organization and the functions behind them, without the organization.
 *
 * @example
 * import { MailFlow } from 'cdk-workmail-flow/testing';
 *
 * const flow = MailFlow.fromAssembly('cdk.out', { domains: ['corp.example'] });
 * const mail = await flow.inbound({ from: 'sales@partner.example', to: 'office@corp.example' });
 * console.log(mail.for('office@corp.example').kind);
 * await flow.stop();
 */
export class MailFlow {
  /** The rules that a stack will have. The app is synthesized as by `Template.fromStack`. */
  static fromStack(stack: StackConstruct, options: MailFlowOptions = {}): MailFlow {
    const deployed = deployedStack(stack);
    const all = previewAssembly(synthesize(deployed));
    return MailFlow.fromPreviews(
      all.filter(({ artifact }) => artifact.id === deployed.artifactId),
      all,
      options,
    );
  }

  /** The rules in a template. It has no code, but for functions whose code stands in it: others need stand-ins. */
  static fromTemplate(template: object, options: MailFlowOptions = {}): MailFlow {
    const document = 'toJSON' in template && typeof template.toJSON === 'function' ? template.toJSON() : template;
    const stacks = [previewTemplate(document)];
    return MailFlow.fromPreviews(stacks, stacks, options);
  }

  /** The rules that the stacks of a cloud assembly will have: the folder that `cdk synth` writes. */
  static fromAssembly(folder: string, options: AssemblyOptions = {}): MailFlow {
    const all = previewAssembly(folder);
    return MailFlow.fromPreviews(selectStacks(all, options.stacks), all, options);
  }

  /** Rules as WorkMail's own API has them; from a file, too. Their functions need stand-ins. */
  static fromRules(rules: { inbound?: unknown; outbound?: unknown }, options: MailFlowOptions = {}): MailFlow {
    return new MailFlow(readRuleDocuments(rules, options.organizationId ?? NO_ORGANIZATION), [], options);
  }

  /** The rules that an organization has, as WorkMail tells them. What this library would refuse of them is a notice. */
  static fromLiveRules(rules: OrganizationRules, options: MailFlowOptions & { organizationId: string }): MailFlow {
    return new MailFlow(readRuleDocuments(rules, options.organizationId, { isLive: true }), [], options);
  }

  private static fromPreviews(
    chosen: readonly StackPreview[],
    all: readonly StackPreview[],
    options: MailFlowOptions,
  ): MailFlow {
    return new MailFlow(readStackRules(chosen, all, options), all, options);
  }

  readonly organization: Organization;
  readonly rules: OrganizationRules;
  /** Sentences about what only a deployment could tell. */
  readonly notices: readonly string[];
  private readonly functions: CalledFunctions;
  private readonly real: RealFunctions;
  private readonly messages = new MessageStore();
  private readonly content: SimulatedContent;
  private readonly means: Means = { invoke: (invocation) => this.invoke(invocation) };
  private readonly standIns = new Map<string, StandIn>();

  private constructor(
    { organizationId, rules, notices }: RuleSet,
    stacks: readonly StackPreview[],
    options: MailFlowOptions,
  ) {
    const { domains } = options;
    this.organization = { id: organizationId, ...(domains && { domains }) };
    this.rules = rules;
    this.notices = notices;
    this.functions = new CalledFunctions(rules, stacks);
    this.real = new RealFunctions(stacks, organizationId, this.messages, options);
    this.content = new SimulatedContent(this.messages, {
      isKept: false,
      needsContent: ({ functionArn }) => this.isReal(functionArn),
    });
    const byExactness = (options.functions ?? []).toSorted(
      (a, b) => this.functions.exactness(a.reference) - this.functions.exactness(b.reference),
    );
    for (const standIn of byExactness) {
      for (const arn of this.functions.find(standIn.reference)) this.standIns.set(arn, standIn);
    }
  }

  private get callsReal(): boolean {
    return this.functions.arns.some((arn) => this.isReal(arn));
  }

  /** Whether the code of a stack answers, so that it can ask for content. */
  private isReal(functionArn: string): boolean {
    return !this.standIns.has(functionArn) && this.functions.isDefined(functionArn);
  }

  /** What to call the functions that rules call, by ARN: paths of constructs, as far as they are known. */
  get functionNames(): Readonly<Record<string, string>> {
    return this.functions.names;
  }

  /** Says what happens to a message that comes in. */
  inbound(mail: Mail): Promise<SimulatedMail> {
    return this.simulate('INBOUND', mail);
  }

  /** Says what happens to a message that goes out. */
  outbound(mail: Mail): Promise<SimulatedMail> {
    return this.simulate('OUTBOUND', mail);
  }

  /** Says what happens to a message. The waits between the calls of a function that fails are not waited for. */
  async simulate(direction: Direction, mail: Mail): Promise<SimulatedMail> {
    const { organization, rules } = this;
    const message = toMessage(direction, mail);
    const content = typeof mail.eml === 'object' ? mail.eml : message.content;
    const simulation = this.callsReal
      ? await this.content.simulate({ organization, rules, message }, this.means, content)
      : await simulate({ organization, rules, message }, this.means);
    return new SimulatedMail(simulation, this.functions);
  }

  /** The rule that would decide on mail between addresses, and those that would lose. */
  decide(direction: Direction, addresses: MailAddresses): Decision<Rule> {
    const rules: readonly Rule[] = direction === 'INBOUND' ? this.rules.inbound : this.rules.outbound;
    return decide(direction, rules, addresses);
  }

  /** Ends the processes of functions. A test that forgets it does not hang. */
  async stop(): Promise<void> {
    await this.real.stop();
    this.messages.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async invoke(invocation: Invocation): Promise<InvocationResult> {
    const { functionArn } = invocation;
    const standIn = this.standIns.get(functionArn);
    if (standIn) return standIn.answer(invocation);
    if (this.functions.isDefined(functionArn)) return this.real.invoke(invocation);
    throw new MailFlowError(
      'FUNCTION_NOT_HERE',
      `A rule calls the function ${functionArn}, which is defined elsewhere`,
      `Give a stand-in for it: standIn('${unqualified(functionArn)}', …)`,
    );
  }
}
