import type { StackArtifact } from '../assembly';
import { parameterValues } from '../template/parameters';
import type { StackPlace } from './stack-preview';

/** Parameters and pseudo parameters; a parameter without a value, or with one that only AWS knows, gets one that says so. */
export function valuesOf({ artifact, account, region, stackName }: StackPlace & { readonly artifact: StackArtifact }): {
  values: Record<string, unknown>;
  unknown: ReadonlySet<string>;
} {
  const declarations = Object.entries(artifact.template.Parameters ?? {});
  const without = declarations.filter(([name, { Default }]) => (artifact.parameters[name] ?? Default) === undefined);
  const stored = declarations.filter(([, { Type }]) => Type.startsWith('AWS::SSM::Parameter::Value<'));
  const parameters = {
    ...Object.fromEntries(without.map(([name]) => [name, `value-of-${name}`])),
    ...artifact.parameters,
  };
  const storedParameter = () => undefined;
  const pseudoParameters = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`,
    'AWS::NotificationARNs': [],
  };
  const values = parameterValues(artifact.template.Parameters ?? {}, { parameters, storedParameter });
  return {
    values: { ...pseudoParameters, ...values },
    unknown: new Set([...without, ...stored].map(([name]) => name)),
  };
}
