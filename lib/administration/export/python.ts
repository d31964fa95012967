import { type Action, actionMember, type Direction, lambdaAction } from '../../rules';
import { headLines, listOf } from './code';
import type { LeftOut } from './inexpressible';
import { pythonLiteral as literal } from './literal';
import { snake, wordsOf } from './names';
import type { CodePlan, ImportPlan, RulePlan, StackPlan } from './plan';
import { FACTORY, METHODS, RULE_CLASS } from './vocabulary';

/** A whole CDK app in one file. */
export function writePython(plan: CodePlan, leftOut: readonly LeftOut[], file: string): string {
  const head = headLines(plan, leftOut, `npx cdk deploy --all --app 'python ${file}'`);
  return [
    ...head.map((line) => (line === '' ? '#' : `# ${line}`)),
    'import aws_cdk',
    ...importLines(plan),
    'from constructs import Construct',
    ...plan.stacks.flatMap((stack) => ['', '', ...stackLines(plan, stack)]),
    '',
    '',
    ...appLines(plan),
    '',
  ].join('\n');
}

function importLines({ stacks }: CodePlan): string[] {
  const rules = stacks.flatMap((stack) => stack.rules);
  const directions = (['INBOUND', 'OUTBOUND'] as const).filter((direction) =>
    rules.some((rule) => rule.direction === direction),
  );
  const own = [
    ...directions.flatMap((direction) => [FACTORY[direction], RULE_CLASS[direction]]),
    'Organization',
    ...(stacks.some(({ gateways }) => gateways.length > 0) ? ['SmtpGateway'] : []),
  ];
  return [
    ...(stacks.some(({ functions }) => functions.length > 0) ? ['from aws_cdk import aws_lambda'] : []),
    'from cdk_workmail_flow import (',
    ...own.map((name) => `    ${name},`),
    ')',
  ];
}

function stackLines({ organization }: CodePlan, stack: StackPlan): string[] {
  const functions = new Map(stack.functions.map((plan) => [plan.identity, snake(plan.words)]));
  const gateways = new Map(stack.gateways.map((plan) => [plan.identity, snake(plan.words)]));
  const imports = (factory: string, plans: readonly ImportPlan[]) =>
    plans.map(
      (plan) =>
        `        ${snake(plan.words)} = ${factory}(self, ${literal(plan.constructId)}, ${literal(plan.identity)})`,
    );
  return [
    `class ${stack.name}(aws_cdk.Stack):`,
    '    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:',
    '        super().__init__(scope, construct_id, **kwargs)',
    `        organization = Organization.from_organization_id(self, "Organization", ${literal(organization.organizationId)})`,
    ...(stack.rules.length > 0 ? ['        adopted = {"organization": organization, "adopt_existing": True}'] : []),
    ...imports('aws_lambda.Function.from_function_arn', stack.functions),
    ...imports('SmtpGateway.from_smtp_gateway_name', stack.gateways),
    ...stack.rules.flatMap((rule) => ['', ...ruleLines(rule, { functions, gateways })]),
  ];
}

interface Variables {
  readonly functions: ReadonlyMap<string, string>;
  readonly gateways: ReadonlyMap<string, string>;
}

function ruleLines(rule: RulePlan, variables: Variables): string[] {
  const patterns = (name: string, list: readonly string[]) =>
    `            ${name}=${listOf(list.map(literal), 12, `${name}=`)},`;
  return [
    `        ${RULE_CLASS[rule.direction]}(`,
    '            self,',
    `            ${literal(rule.constructId)},`,
    '            **adopted,',
    `            rule_name=${literal(rule.ruleName)},`,
    patterns('senders', rule.senders),
    patterns('recipients', rule.recipients),
    `            action=${actionCode(rule.direction, rule.action, variables)},`,
    '        )',
  ];
}

function actionCode(direction: Direction, action: Action, variables: Variables): string {
  const factory = FACTORY[direction];
  const lambda = lambdaAction(action);
  if (lambda) {
    const handler = variables.functions.get(lambda.Arn);
    const synchronous = lambda.SynchronousLambdaParameters;
    if (!synchronous) return `${factory}.run_lambda(${handler})`;
    return [
      `${factory}.run_lambda_synchronously(`,
      `                ${handler},`,
      `                fallback_action=${actionCode(direction, synchronous.FallbackAction, variables)},`,
      `                rule_timeout=aws_cdk.Duration.minutes(${synchronous.RetryPeriodMinutes}),`,
      '            )',
    ].join('\n');
  }
  const gateway = 'SmtpRoutingAction' in action ? variables.gateways.get(action.SmtpRoutingAction.SmtpGatewayName) : '';
  return `${factory}.${snake(wordsOf(METHODS[direction][actionMember(action)] ?? ''))}(${gateway})`;
}

function appLines({ organization: { account, region }, stacks }: CodePlan): string[] {
  return [
    'app = aws_cdk.App()',
    `env = aws_cdk.Environment(account=${literal(account)}, region=${literal(region)})`,
    ...stacks.map(({ name }) => `${name}(app, ${literal(name)}, env=env)`),
    'app.synth()',
  ];
}
