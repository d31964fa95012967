import { DeploymentError } from '../errors';
import type { ParameterDeclaration } from './document';

interface Sources {
  readonly parameters: Readonly<Record<string, string>>;
  readonly storedParameter: (name: string) => string | undefined;
}

/** What every template can refer to without declaring it. */
export function pseudoParametersOf(stack: {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
}): Record<string, unknown> {
  return {
    'AWS::AccountId': stack.account,
    'AWS::Region': stack.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.stackName,
    'AWS::StackId': stack.stackId,
    'AWS::NotificationARNs': [],
  };
}

/** The value of each parameter: the given one, else its default. */
export function parameterValues(
  declarations: Readonly<Record<string, ParameterDeclaration>>,
  { parameters, storedParameter }: Sources,
): Record<string, unknown> {
  const entries = Object.entries(declarations).map(([name, { Type, Default }]) => {
    const given = parameters[name] ?? Default;
    if (given === undefined) {
      throw new DeploymentError(
        'TEMPLATE_INVALID',
        `Parameters.${name} has neither a value nor a default. Give it a default in the template.`,
      );
    }
    return [name, typedValue(Type, String(given), storedParameter)];
  });
  return Object.fromEntries(entries);
}

function typedValue(type: string, given: string, storedParameter: Sources['storedParameter']): unknown {
  const stored = /^AWS::SSM::Parameter::Value<(.*)>$/.exec(type);
  // what nobody stored here, such as the version of a bootstrap stack, gets a value that says so
  if (stored) return typedValue(stored[1] ?? '', storedParameter(given) ?? `value-of-${given}`, storedParameter);
  return type === 'CommaDelimitedList' || type.startsWith('List<')
    ? given.split(',').map((item) => item.trim())
    : given;
}
