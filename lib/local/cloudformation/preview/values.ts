import type { StackArtifact } from '../assembly';
import { parameterValues, pseudoParametersOf } from '../template/parameters';
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
  const stackId = `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`;
  const values = parameterValues(artifact.template.Parameters ?? {}, { parameters, storedParameter });
  return {
    values: { ...pseudoParametersOf({ account, region, stackName, stackId }), ...values },
    unknown: new Set([...without, ...stored].map(([name]) => name)),
  };
}
