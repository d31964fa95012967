import { DIRECTIONS, type Direction } from '../../rules';
import { describeRule, listRuleNames } from '../../workmail-api';
import type { Connection } from '../connection';
import type { AdministrationError } from '../error';
import { readEventLogging } from '../events/event-log';
import { readIdentity } from '../identity';
import { readGateways, readRules } from '../live-rules';
import type { LiveOrganization } from '../organization';
import { asked } from './asked';
import type { Facts, OperationFact } from './facts';
import { readFunctions } from './functions';
import { prove } from './prove';
import { readRights } from './rights';

export interface Examination {
  /** The stack whose provider is asked about. @default none */
  readonly stackName?: string;
  /** Make and remove a rule. @default false */
  readonly prove?: boolean;
}

/** Asks everything; nothing is changed, unless a proof is wanted. */
export async function gatherFacts(
  connection: Connection,
  organization: LiveOrganization,
  { stackName, prove: wantsProof = false }: Examination = {},
): Promise<Facts> {
  const { organizationId } = organization;
  const operations = await tryOperations(connection, organizationId);
  const [identity, rules, gateways, eventLog] = await Promise.all([
    asked(() => readIdentity(connection)),
    asked(() => readRules(connection, organizationId)),
    asked(() => readGateways(connection, organizationId)),
    asked(() => readEventLogging(connection, organizationId)),
  ]);
  return {
    region: connection.region,
    organization,
    identity,
    operations,
    rules,
    gateways,
    eventLog,
    rights: await readRights(connection, organization, { identity, stackName, eventLog }),
    functions: 'value' in rules ? await readFunctions(connection, organization, rules.value) : [],
    ...(wantsProof && { proof: await asked(() => prove(connection, organizationId)) }),
  };
}

/** No rule has this name. */
const PROBE = 'workmail-flow-doctor-probe';

/** Tries every operation that reads. Describe may find nothing: an answer is an answer. */
async function tryOperations(connection: Connection, organizationId: string): Promise<OperationFact[]> {
  const { workmail } = connection;
  const reads = (direction: Direction): [string, () => Promise<unknown>][] => {
    const word = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
    return [
      [`List${word}MailFlowRules`, () => listRuleNames(workmail, organizationId, direction)],
      [`Describe${word}MailFlowRule`, () => describeRule(workmail, organizationId, direction, PROBE)],
    ];
  };
  const all = DIRECTIONS.flatMap(reads);
  return Promise.all(
    all.map(async ([operation, call]) => {
      const outcome = await asked(() => connection.ask(`workmail:${operation}`, call(), organizationId));
      return 'refusal' in outcome && !isAnswer(outcome.refusal)
        ? { operation, refusal: outcome.refusal }
        : { operation };
    }),
  );
}

/** Whoever objects to the name of the probe knows the operation. */
function isAnswer({ meaning }: AdministrationError): boolean {
  return meaning === 'notFound' || meaning === 'invalidInput' || meaning === 'unknown';
}
