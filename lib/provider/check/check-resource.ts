import { DIRECTIONS, type Direction } from '../../rules';
import { Failure } from '../failure';
import type { CustomResourceEvent } from '../protocol';
import { REFUSALS, type Refusals } from '../refusals';
import type { ResourceKind, Session } from '../resource-kind';
import { CallError } from '../sender';
import { departures, type Leaves } from './departures';
import { examine, type Finding } from './findings';
import { liveMailFlow, mapSome } from './live-mail-flow';
import { type CheckProperties, readCheckProperties } from './properties';
import { recordOf, reportFailure } from './report';

/**
 * Expectations that are part of a stack. Only its Create asks WorkMail: a change of expectations or rules gives the
 * resource another logical id, so that it is created anew, and a roll-back, which creates nothing, never meets it.
 */
export const checkKind: ResourceKind = {
  async settle(event, session) {
    const PhysicalResourceId = event.PhysicalResourceId ?? `mail-flow-check:${event.LogicalResourceId}`;
    if (event.RequestType === 'Create') await check(event, session);
    return { PhysicalResourceId };
  },
  failedPhysicalId: ({ LogicalResourceId }) => `mail-flow-check:${LogicalResourceId}`,
  logged: ({ OrganizationId }) => ({ organizationId: OrganizationId }),
};

async function check({ ResourceProperties }: CustomResourceEvent, session: Session): Promise<void> {
  const properties = readCheckProperties(ResourceProperties);
  const { OrganizationId } = properties;
  const leaves = await departures(session, properties).catch((error) => refuse(error, OrganizationId));
  const findings: Finding[] = [];
  for (const direction of DIRECTIONS) {
    const found = await checkDirection(direction, properties, session, leaves);
    findings.push(...found);
  }
  session.note('checked', { findings: findings.map(recordOf) });
  if (findings.every(({ isMet }) => isMet)) return;
  throw new Failure('mailFlowCheck', reportFailure(OrganizationId, findings));
}

async function checkDirection(
  direction: Direction,
  { OrganizationId: organizationId, Expectations, InConsole }: CheckProperties,
  { client, sender }: Session,
  leaves: Leaves,
): Promise<Finding[]> {
  const expectations = Expectations.filter(({ Direction }) => Direction === direction);
  if (expectations.length === 0) return [];
  const live = liveMailFlow(client, sender, direction, organizationId);
  try {
    const rules = await live.rules();
    const awaited = InConsole.filter(
      (declared) => declared.direction === direction && !rules.some(({ Name }) => Name === declared.rule.Name),
    ).map(({ rule }) => rule);
    const evidence = { direction, organizationId, live, rules, awaited, leaves };
    return await mapSome(expectations, (expectation) => examine(expectation, evidence));
  } catch (error) {
    return refuse(error, organizationId);
  }
}

const REMOVE = 'or remove the MailFlowCheck';

const CHECK_REFUSALS: Refusals = {
  ...REFUSALS,
  accessDenied: {
    code: 'accessDenied',
    advise: (operation, organizationId) =>
      `The provider's role has the right to ${operation}, on organization ${organizationId} or this stack; a service control policy, a permissions boundary or the service itself refuses it. Allow it there, ${REMOVE}.`,
  },
  unknownOperation: {
    code: 'unknownOperation',
    advise: () =>
      `WorkMail's operations for email flow rules are not in the public SDK, and here WorkMail does not know them. Ask AWS Support for access, ${REMOVE}.`,
  },
};

function refuse(error: unknown, organizationId: string): never {
  if (!(error instanceof CallError)) throw error;
  const { code, advise } = CHECK_REFUSALS[error.meaning];
  throw new Failure(
    code,
    `${error.message}. So what is expected of mail could not be checked. ${advise(error.operation, organizationId)}`,
  );
}
