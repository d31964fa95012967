import { App, type CfnElement, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type IOrganization, Organization } from '../lib';

export const ENV = { region: 'eu-west-1', account: '111122223333' };
export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const OTHER_ORGANIZATION_ID = 'm-fedcba9876543210fedcba9876543210';

export const INBOUND_TYPE = 'Custom::WorkMailInboundMailFlowRule';
export const OUTBOUND_TYPE = 'Custom::WorkMailOutboundMailFlowRule';

export const CODE: FunctionProps = {
  code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
};

export function testStack(props: StackProps = { env: ENV }, scope: Construct = new App(), id = 'Mail'): Stack {
  return new Stack(scope, id, props);
}

export function organizationIn(scope: Construct, organizationId = ORGANIZATION_ID): IOrganization {
  return Organization.fromOrganizationId(scope, `Organization${organizationId.slice(2, 4)}`, organizationId);
}

export function functionIn(scope: Construct, id = 'Screening', props: Partial<FunctionProps> = {}): LambdaFunction {
  return new LambdaFunction(scope, id, { ...CODE, ...props });
}

export interface Resource {
  readonly logicalId: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template holds anything, and a test says what it expects
  readonly Properties: Record<string, any>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function resourcesOf(stack: Stack, type?: string): Resource[] {
  const resources: Record<string, Omit<Resource, 'logicalId'>> = Template.fromStack(stack).toJSON().Resources ?? {};
  return Object.entries(resources)
    .map(([logicalId, resource]) => ({ logicalId, ...resource }))
    .filter(({ Type }) => type === undefined || Type === type);
}

/** The rules of a stack by name. */
export function rulesOf(stack: Stack): Record<string, Resource> {
  const rules = resourcesOf(stack).filter(({ Type }) => Type === INBOUND_TYPE || Type === OUTBOUND_TYPE);
  return Object.fromEntries(rules.map((rule) => [rule.Properties.Rule.Name, rule]));
}

export function logicalId(stack: Stack, construct: Construct): string {
  return stack.resolve((construct.node.defaultChild as CfnElement).logicalId);
}

/** For each resource, all that CloudFormation makes before it. Fails on a circle. */
export function madeBefore(stack: Stack): Map<string, Set<string>> {
  const resources = new Map(resourcesOf(stack).map((resource) => [resource.logicalId, resource]));
  const done = new Map<string, Set<string>>();
  const visit = (id: string, path: readonly string[]): Set<string> => {
    if (path.includes(id)) throw new Error(`circle: ${[...path, id].join(' -> ')}`);
    const known = done.get(id);
    if (known) return known;
    const { Properties, DependsOn = [] } = resources.get(id)!;
    const direct = [...DependsOn, ...referencesIn(Properties)].filter((other) => resources.has(other));
    const found = new Set<string>(direct);
    for (const other of direct) for (const further of visit(other, [...path, id])) found.add(further);
    done.set(id, found);
    return found;
  };
  for (const id of resources.keys()) visit(id, []);
  return done;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'Ref') return [String(member)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(member) ? member[0] : String(member).split('.')[0])];
    if (key === 'Fn::Sub') return [...JSON.stringify(member).matchAll(/\$\{([A-Za-z0-9]+)/g)].map((match) => match[1]!);
    return referencesIn(member);
  });
}

/** What synth says of an app that is wrong. */
export function errorOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
