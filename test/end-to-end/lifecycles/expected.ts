import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DirectedRule, Rule } from '../../../lib/rules';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

const DIRECTIONS: Readonly<Record<string, DirectedRule['direction']>> = {
  'Custom::WorkMailInboundMailFlowRule': 'INBOUND',
  'Custom::WorkMailOutboundMailFlowRule': 'OUTBOUND',
};

function resourcesOf(assemblyFolder: string, stackName: string): [string, Resource][] {
  const template = JSON.parse(readFileSync(join(assemblyFolder, `${stackName}.template.json`), 'utf8'));
  return Object.entries(template.Resources as Record<string, Resource>);
}

/** The logical id of the check, if a template has one. */
export function checkIdIn(assemblyFolder: string, stackName: string): string | undefined {
  return resourcesOf(assemblyFolder, stackName).find(([, { Type }]) => Type === 'Custom::WorkMailMailFlowCheck')?.[0];
}

/** The rules that a synthesized template declares, as WorkMail should have them. */
export function declaredRules(assemblyFolder: string, stackName: string): DirectedRule[] {
  const resources = resourcesOf(assemblyFolder, stackName);
  const names = new Map(resources.map(([logicalId, { Properties }]) => [logicalId, Properties?.FunctionName]));
  const resolve = (_key: string, value: unknown): unknown => {
    const [logicalId] = (value as { 'Fn::GetAtt'?: string[] } | null)?.['Fn::GetAtt'] ?? [];
    return logicalId ? `arn:aws:lambda:us-east-1:123456789012:function:${names.get(logicalId)}` : value;
  };
  return resources.flatMap(([, { Type, Properties }]) => {
    const direction = DIRECTIONS[Type];
    return direction
      ? [{ direction, rule: JSON.parse(JSON.stringify(Properties.Rule, resolve)) as Rule } as DirectedRule]
      : [];
  });
}

export function ruleKey({ direction, rule }: DirectedRule): string {
  return `${direction} ${rule.Name}`;
}

/** One text for a set of rules, whatever their order. */
export function asText(rules: readonly DirectedRule[]): string {
  return rules
    .map((directed) => `${ruleKey(directed)} ${JSON.stringify(directed.rule)}`)
    .sort()
    .join('\n');
}
