import { type Action, type Direction, lambdaAction } from '../../rules';
import { deployCommand, factoryCall, headLines, importedNames, listOf, type Variables } from './code';
import type { LeftOut } from './inexpressible';
import { typeScriptLiteral as literal } from './literal';
import { camel } from './names';
import type { CodePlan, ImportPlan, Naming, RulePlan, StackPlan } from './plan';
import { FACTORY, RULE_CLASS } from './vocabulary';

export const TYPESCRIPT_NAMING: Naming = { write: camel, keywords: ['function'] };

/** A whole CDK app in one file. */
export function writeTypeScript(plan: CodePlan, leftOut: readonly LeftOut[], file: string): string {
  const head = headLines(plan, leftOut, deployCommand('npx tsx', file));
  return [
    '/*',
    ...head.map((line) => (line === '' ? ' *' : ` * ${line}`)),
    ' */',
    ...importLines(plan),
    ...plan.stacks.flatMap((stack) => ['', ...stackLines(plan, stack)]),
    '',
    ...appLines(plan),
    '',
  ].join('\n');
}

function importLines(plan: CodePlan): string[] {
  const rules = plan.stacks.flatMap((stack) => stack.rules);
  const synchronous = rules.some(({ action }) => lambdaAction(action)?.SynchronousLambdaParameters !== undefined);
  return [
    `import { App, ${synchronous ? 'Duration, ' : ''}Stack, type StackProps } from 'aws-cdk-lib';`,
    ...(plan.stacks.some(({ functions }) => functions.length > 0)
      ? ["import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';"]
      : []),
    `import { ${importedNames(plan).join(', ')} } from 'cdk-workmail-flow';`,
    "import type { Construct } from 'constructs';",
  ];
}

function stackLines({ organization }: CodePlan, stack: StackPlan): string[] {
  const functions = new Map(stack.functions.map((plan) => [plan.identity, plan.variable]));
  const gateways = new Map(stack.gateways.map((plan) => [plan.identity, plan.variable]));
  const imports = (factory: string, plans: readonly ImportPlan[]) =>
    plans.map(
      (plan) =>
        `    const ${plan.variable} = ${factory}(this, ${literal(plan.constructId)}, ${literal(plan.identity)});`,
    );
  return [
    `export class ${stack.name} extends Stack {`,
    '  constructor(scope: Construct, id: string, props?: StackProps) {',
    '    super(scope, id, props);',
    `    const organization = Organization.fromOrganizationId(this, 'Organization', ${literal(organization.organizationId)});`,
    ...(stack.rules.length > 0 ? ['    const adopted = { organization, adoptExisting: true };'] : []),
    ...imports('LambdaFunction.fromFunctionArn', stack.functions),
    ...imports('SmtpGateway.fromSmtpGatewayName', stack.gateways),
    ...stack.rules.flatMap((rule) => ['', ...ruleLines(rule, { functions, gateways })]),
    '  }',
    '}',
  ];
}

function ruleLines(rule: RulePlan, variables: Variables): string[] {
  const patterns = (name: string, list: readonly string[]) =>
    `      ${name}: ${listOf(list.map(literal), 6, `${name}: `)},`;
  return [
    `    new ${RULE_CLASS[rule.direction]}(this, ${literal(rule.constructId)}, {`,
    '      ...adopted,',
    `      ruleName: ${literal(rule.ruleName)},`,
    patterns('senders', rule.senders),
    patterns('recipients', rule.recipients),
    `      action: ${actionCode(rule.direction, rule.action, variables)},`,
    '    });',
  ];
}

function actionCode(direction: Direction, action: Action, variables: Variables): string {
  const { method, about, synchronous } = factoryCall(direction, action, variables);
  const call = `${FACTORY[direction]}.${method}`;
  if (!synchronous) return `${call}(${about})`;
  return [
    `${call}(${about}, {`,
    `        fallbackAction: ${actionCode(direction, synchronous.FallbackAction, variables)},`,
    `        ruleTimeout: Duration.minutes(${synchronous.RetryPeriodMinutes}),`,
    '      })',
  ].join('\n');
}

function appLines({ organization: { account, region }, stacks }: CodePlan): string[] {
  return [
    'const app = new App();',
    `const env = { account: ${literal(account)}, region: ${literal(region)} };`,
    ...stacks.map(({ name }) => `new ${name}(app, ${literal(name)}, { env });`),
  ];
}
