import {
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import { type Direction, lambdaAction, type Rule } from '../../rules';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import { directed, type LiveRules } from '../live-rules';
import type { LiveOrganization } from '../organization';
import { findPauses } from '../pause/pauses';
import { asked } from './asked';
import type { FunctionConfiguration, FunctionFact, FunctionUse } from './facts';

/** Asks Lambda about every function that a rule names, or will when it is resumed. */
export async function readFunctions(
  connection: Connection,
  organization: LiveOrganization,
  rules: LiveRules,
): Promise<FunctionFact[]> {
  const known = findPauses(rules);
  const users = new Map<string, FunctionUse[]>();
  const addUse = ({ direction, rule }: { direction: Direction; rule: Rule }, paused: boolean) => {
    const lambda = lambdaAction(rule.Action);
    if (!lambda) return;
    const synchronous = lambda.SynchronousLambdaParameters !== undefined;
    const use = { direction, name: rule.Name, synchronous, paused };
    users.set(lambda.Arn, [...(users.get(lambda.Arn) ?? []), use]);
  };
  for (const rule of directed(known.rules)) addUse(rule, false);
  for (const { direction, original } of known.pauses) addUse({ direction, rule: original }, true);
  return Promise.all(
    [...users].map(async ([arn, usedBy]) => {
      if (!isHere(arn, organization)) return { arn, usedBy, configuration: NOT_ASKED, policy: NOT_ASKED };
      return {
        arn,
        usedBy,
        configuration: await asked(() => readConfiguration(connection, arn)),
        policy: await asked(() => readPolicy(connection, arn)),
      };
    }),
  );
}

/** Whether a function is in the Region and account of the organization. */
export function isHere(arn: string, organization: LiveOrganization): boolean {
  const place = (text: string) => text.split(':').slice(3, 5).join(' ');
  return place(arn) === place(organization.arn);
}

const NOT_ASKED = { value: undefined };

/** The function's own ARN, and the alias or version. */
function parts(arn: string): { FunctionName: string; Qualifier?: string } {
  const [, , , , , , , Qualifier] = arn.split(':');
  const FunctionName = arn.split(':').slice(0, 7).join(':');
  return { FunctionName, ...(Qualifier !== undefined && { Qualifier }) };
}

async function readConfiguration(connection: Connection, arn: string): Promise<FunctionConfiguration | undefined> {
  const client = connection.client('LAMBDA');
  const found = await unlessMissing(
    connection.ask('lambda:GetFunction', client.send(new GetFunctionCommand(parts(arn)))),
  ).catch(async (refusal: AdministrationError): Promise<Partial<GetFunctionCommandOutput> | undefined> => {
    // a smaller right, which says nothing of the reserved concurrency
    if (refusal.meaning !== 'accessDenied') throw refusal;
    const call = client.send(new GetFunctionConfigurationCommand(parts(arn)));
    const Configuration = await unlessMissing(connection.ask('lambda:GetFunctionConfiguration', call));
    return Configuration && { Configuration };
  });
  if (!found?.Configuration) return undefined;
  const { Timeout = 3, State = 'Active', StateReason } = found.Configuration;
  const reserved = found.Concurrency?.ReservedConcurrentExecutions;
  return {
    timeoutSeconds: Timeout,
    state: State,
    ...(StateReason !== undefined && { stateReason: StateReason }),
    ...(reserved !== undefined && { reservedConcurrency: reserved }),
  };
}

async function readPolicy(connection: Connection, arn: string): Promise<string | undefined> {
  const call = connection.client('LAMBDA').send(new GetPolicyCommand(parts(arn)));
  return (await unlessMissing(connection.ask('lambda:GetPolicy', call)))?.Policy;
}

async function unlessMissing<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AdministrationError && error.meaning === 'notFound') return undefined;
    throw error;
  }
}
