/**
 * What a rule costs at synth, against an SES receipt rule with a Lambda action and a bare CloudFormation resource: apps of
 * 100 of each, in one process, in turns. Run: `npx tsx bench/synth.ts`. Ends with an error if a rule costs more than a
 * receipt rule, or if 400 rules on one function need more than one permission or provider.
 */
process.env.CDK_VALIDATION = 'false';
// The CDK takes a stack trace for every resource. The package is JavaScript; what tsx maps back is not counted in.
process.setSourceMapsEnabled(false);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Lambda } from 'aws-cdk-lib/aws-ses-actions';
import { InboundAction, InboundMailFlowRule, Organization } from '../lib';
import { median, row } from './report';

const COUNT = 400;
const ROUNDS = Number(process.argv[2] ?? 61);
const WARM_UP = 6;
/** Short turns: what else the machine does then meets all subjects alike. */
const COUNT_IN_TURN = 100;
const OUTDIR = mkdtempSync(join(tmpdir(), 'synth-'));

type Declare = (stack: Stack, handler: LambdaFunction, count: number) => void;

const bareResources: Declare = (stack, _handler, count) => {
  for (let index = 0; index < count; index++) {
    const properties = { ServiceToken: 'arn', Name: `rule${index}` };
    new CfnResource(stack, `Rule${index}`, { type: 'Custom::Bare', properties });
  }
};

const receiptRules: Declare = (stack, handler, count) => {
  const rules = new ReceiptRuleSet(stack, 'Rules');
  for (let index = 0; index < count; index++) {
    const actions = [new Lambda({ function: handler })];
    rules.addRule(`Rule${index}`, { recipients: [`d${index}.example`], actions });
  }
};

const flowRules: Declare = (stack, handler, count) => {
  const organization = Organization.fromOrganizationId(stack, 'Organization', 'm-0123456789abcdef0123456789abcdef');
  for (let index = 0; index < count; index++) {
    const action = InboundAction.runLambdaSynchronously(handler, {
      fallbackAction: InboundAction.deliver(),
      ruleTimeout: Duration.minutes(30),
    });
    new InboundMailFlowRule(stack, `Rule${index}`, { organization, senders: [`d${index}.example`], action });
  }
};

/** Milliseconds of the processor's time to declare and synthesize an app, and its template. */
function synthesize(declare: Declare, count: number) {
  const before = process.cpuUsage();
  const app = new App({ outdir: OUTDIR, analyticsReporting: false });
  const stack = new Stack(app, 'Mail', { env: { region: 'eu-west-1', account: '111122223333' } });
  const handler = new LambdaFunction(stack, 'Function', {
    code: Code.fromInline('x'),
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: Duration.seconds(15),
  });
  declare(stack, handler, count);
  const template = app.synth().getStackByName('Mail').template as {
    Resources: Record<string, { Type: string; DependsOn?: string[] }>;
  };
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000, resources: Object.values(template.Resources) };
}

/** Per item: what an app of many takes longer than one of a single one. */
function costPerItem(declare: Declare): number {
  const one = synthesize(declare, 1).milliseconds;
  return (synthesize(declare, COUNT_IN_TURN).milliseconds - one) / (COUNT_IN_TURN - 1);
}

function checkTemplate(): void {
  const { resources } = synthesize(flowRules, COUNT);
  const count = (type: RegExp) => resources.filter(({ Type }) => type.test(Type)).length;
  const rules = count(/^Custom::WorkMailInboundMailFlowRule$/);
  const permissions = count(/^AWS::Lambda::Permission$/);
  const providers = count(/^AWS::Lambda::Function$/) - 1;
  const dependencies = Math.max(...resources.map(({ DependsOn = [] }) => DependsOn.length));
  console.log(`${rules} rules, ${permissions} permission, ${providers} provider, DependsOn of at most ${dependencies}`);
  if (rules !== COUNT || permissions !== 1 || providers !== 1) process.exitCode = 1;
}

/** Each leaves garbage that the next one's time goes into, so the order changes. */
function measureRound(flowFirst: boolean): { bare: number; receipt: number; flow: number } {
  const bare = costPerItem(bareResources);
  const first = costPerItem(flowFirst ? flowRules : receiptRules);
  const second = costPerItem(flowFirst ? receiptRules : flowRules);
  return flowFirst ? { bare, flow: first, receipt: second } : { bare, receipt: first, flow: second };
}

function measure(): void {
  const rounds = Array.from({ length: ROUNDS + WARM_UP }, (_, round) => measureRound(round % 2 === 0)).slice(WARM_UP);
  const costs = (subject: 'bare' | 'receipt' | 'flow') => rounds.map((round) => round[subject]);
  console.log(row('bare CfnResource', costs('bare'), 'ms each'));
  console.log(row('receipt rule with Lambda action', costs('receipt'), 'ms each'));
  console.log(row('flow rule, synchronous Lambda', costs('flow'), 'ms each'));
  const ratios = rounds.map(({ flow, receipt }) => flow / receipt);
  console.log(row('flow rule : receipt rule', ratios, ''));
  if (!(median(ratios) < 1)) process.exitCode = 1;
}

checkTemplate();
measure();
rmSync(OUTDIR, { recursive: true, force: true });
