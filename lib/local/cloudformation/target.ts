import { isDeepStrictEqual } from 'node:util';
import type { Account } from './account/account';
import type { StackArtifact } from './assembly';
import type { Target } from './engine/stack-operations';
import type { StackState } from './state';
import { readBlueprint } from './template/blueprint';
import { pseudoParametersOf } from './template/parameters';

/** What a stack is to become in an account. Throws if its template asks for what cannot be. */
export function targetOf(
  { stackName, template, parameters }: StackArtifact,
  stackId: string,
  account: Account,
): Target {
  const pseudoParameters = pseudoParametersOf({ account: account.id, region: account.region, stackName, stackId });
  const storedParameter = (name: string) => account.state.parameters[name]?.value;
  return {
    template,
    parameters,
    blueprint: readBlueprint(template, { pseudoParameters, parameters, storedParameter }),
  };
}

/** Whether a deployment would have nothing to do. */
export function isAsWanted({ template, parameters, leftovers }: StackState, target: Target): boolean {
  return (
    leftovers.length === 0 &&
    isDeepStrictEqual(template, target.template) &&
    isDeepStrictEqual(parameters, target.parameters)
  );
}
