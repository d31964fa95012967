/**
 * What a rule costs at synth, against an SES receipt rule with a Lambda action and a bare CloudFormation resource: apps of
 * 400 of each, in one process, in turns. Run: `npx tsx bench/synth.ts`. Ends with an error if a rule costs more than a
 * receipt rule, or if 400 rules on one function need more than one permission or provider.
 */
process.env.CDK_VALIDATION = 'false';

import { rmSync } from 'node:fs';
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Lambda } from 'aws-cdk-lib/aws-ses-actions';
import { InboundAction, InboundMailFlowRule, Organization } from '../lib';

const COUNT = 400;
const REPETITIONS = 11;
const OUTDIR = 'bench/cdk.out';

type Declare = (stack: Stack, handler: LambdaFunction, count: number) => void;

const SUBJECTS: Readonly<Record<string, Declare>> = {
  'bare CfnResource': (stack, _handler, count) => {
    for (let index = 0; index < count; index++) {
      new CfnResource(stack, `Rule${index}`, {
        type: 'Custom::Bare',
        properties: { ServiceToken: 'arn', Name: `rule${index}` },
      });
    }
  },
  'receipt rule': (stack, handler, count) => {
    const rules = new ReceiptRuleSet(stack, 'Rules');
    for (let index = 0; index < count; index++) {
      rules.addRule(`Rule${index}`, {
        recipients: [`d${index}.example`],
        actions: [new Lambda({ function: handler })],
      });
    }
  },
  'flow rule': (stack, handler, count) => {
    const organization = Organization.fromOrganizationId(stack, 'Organization', 'm-0123456789abcdef0123456789abcdef');
    for (let index = 0; index < count; index++) {
      new InboundMailFlowRule(stack, `Rule${index}`, {
        organization,
        senders: [`d${index}.example`],
        action: InboundAction.runLambdaSynchronously(handler, {
          fallbackAction: InboundAction.deliver(),
          ruleTimeout: Duration.minutes(30),
        }),
      });
    }
  },
};

/** Milliseconds to declare and synthesize an app, and its template. */
function synthesize(declare: Declare, count: number) {
  const started = performance.now();
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
  return { milliseconds: performance.now() - started, resources: Object.values(template.Resources) };
}

/** Per item: what an app of many takes longer than one of a single one. */
function costPerItem(declare: Declare): number {
  const one = synthesize(declare, 1).milliseconds;
  return (synthesize(declare, COUNT).milliseconds - one) / (COUNT - 1);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function checkTemplate(): void {
  const { resources } = synthesize(SUBJECTS['flow rule'] as Declare, COUNT);
  const count = (type: RegExp) => resources.filter(({ Type }) => type.test(Type)).length;
  const rules = count(/^Custom::WorkMailInboundMailFlowRule$/);
  const permissions = count(/^AWS::Lambda::Permission$/);
  const providers = count(/^AWS::Lambda::Function$/) - 1;
  const dependencies = Math.max(...resources.map(({ DependsOn = [] }) => DependsOn.length));
  console.log(`${rules} rules, ${permissions} permission, ${providers} provider, DependsOn of at most ${dependencies}`);
  if (rules !== COUNT || permissions !== 1 || providers !== 1) process.exitCode = 1;
}

function measure(): void {
  const costs = new Map(Object.keys(SUBJECTS).map((name) => [name, [] as number[]]));
  for (const declare of Object.values(SUBJECTS)) costPerItem(declare); // warm up
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const [name, declare] of Object.entries(SUBJECTS)) costs.get(name)?.push(costPerItem(declare));
  }
  const bare = median(costs.get('bare CfnResource') ?? []);
  for (const [name, values] of costs) {
    const cost = median(values);
    console.log(`${name.padEnd(16)} ${cost.toFixed(3)} ms each, ${(cost / bare).toFixed(2)} of a bare resource`);
  }
  const ratio = median(costs.get('flow rule') ?? []) / median(costs.get('receipt rule') ?? []);
  console.log(`a flow rule costs ${ratio.toFixed(2)} of a receipt rule`);
  if (!(ratio < 1)) process.exitCode = 1;
}

checkTemplate();
measure();
rmSync(OUTDIR, { recursive: true, force: true });
