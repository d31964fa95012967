import type { Action, Direction } from '../../rules';
import { deployCommand, factoryCall, headLines, importedNames, listOf, type Variables } from './code';
import type { LeftOut } from './inexpressible';
import { pythonLiteral as literal } from './literal';
import { snake, wordsOf } from './names';
import type { CodePlan, ImportPlan, Naming, RulePlan, StackPlan } from './plan';
import { FACTORY, RULE_CLASS } from './vocabulary';

export const PYTHON_NAMING: Naming = { write: snake, keywords: [] };

/** A whole CDK app in one file. */
export function writePython(plan: CodePlan, leftOut: readonly LeftOut[], file: string): string {
  const head = headLines(plan, leftOut, deployCommand('python', file));
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

function importLines(plan: CodePlan): string[] {
  return [
    ...(plan.stacks.some(({ functions }) => functions.length > 0) ? ['from aws_cdk import aws_lambda'] : []),
    'from cdk_workmail_flow import (',
    ...importedNames(plan).map((name) => `    ${name},`),
    ')',
  ];
}

function stackLines({ organization }: CodePlan, stack: StackPlan): string[] {
  const functions = new Map(stack.functions.map((plan) => [plan.identity, plan.variable]));
  const gateways = new Map(stack.gateways.map((plan) => [plan.identity, plan.variable]));
  const imports = (factory: string, plans: readonly ImportPlan[]) =>
    plans.map(
      (plan) => `        ${plan.variable} = ${factory}(self, ${literal(plan.constructId)}, ${literal(plan.identity)})`,
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
  const { method, about, synchronous } = factoryCall(direction, action, variables);
  const call = `${FACTORY[direction]}.${snake(wordsOf(method))}`;
  if (!synchronous) return `${call}(${about})`;
  return [
    `${call}(`,
    `                ${about},`,
    `                fallback_action=${actionCode(direction, synchronous.FallbackAction, variables)},`,
    `                rule_timeout=aws_cdk.Duration.minutes(${synchronous.RetryPeriodMinutes}),`,
    '            )',
  ].join('\n');
}

function appLines({ organization: { account, region }, stacks }: CodePlan): string[] {
  return [
    'app = aws_cdk.App()',
    `env = aws_cdk.Environment(account=${literal(account)}, region=${literal(region)})`,
    ...stacks.map(({ name }) => `${name}(app, ${literal(name)}, env=env)`),
    'app.synth()',
  ];
}
