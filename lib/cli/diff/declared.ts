import type { DeclaredRule } from '../../administration';
import type { FoundRule } from '../../testing';
import type { Live } from '../connection';
import { rooms } from '../rooms';
import { note } from '../terminal';

/** The rules that an app declares for an organization, with what only its deployment could tell. */
export async function readDeclared(
  live: Live,
  { app, stack: stacks }: { readonly app: string; readonly stack?: readonly string[] },
): Promise<DeclaredRule[]> {
  const { administration, connection, organization } = live;
  const { declaredRules, declaredStacks, ofOrganization } = await rooms.testing();
  const { account, region } = placeOf(live);
  const names = declaredStacks(app, stacks);
  const ids = connection.has('CLOUDFORMATION') ? await administration.readPhysicalIds(connection, names) : new Map();
  const declared = declaredRules(app, {
    ...(stacks && { stacks }),
    account,
    region,
    deployed: (stackName, logicalId) => ids.get(stackName)?.get(logicalId),
    organizationIdOf: (alias) =>
      alias.toLowerCase() === organization.alias.toLowerCase() ? organization.organizationId : undefined,
  });
  await administration.checkAliases(connection, aliasesHere(declared, live));
  const own = ofOrganization(declared, organization.organizationId);
  for (const { notices } of own) notices.forEach(note);
  return own.map(({ direction, rule, place }) => ({ direction, rule, place }) as DeclaredRule);
}

/** The aliases that are looked up in this account and Region. Of another, nobody can ask here. */
function aliasesHere(declared: readonly FoundRule[], live: Live): { alias: string; place: string }[] {
  const { account, region } = placeOf(live);
  return declared.flatMap(({ place, lookedUp }) =>
    lookedUp?.account === account && lookedUp.region === region ? { alias: lookedUp.alias, place } : [],
  );
}

function placeOf({ organization: { arn } }: Live): { account: string; region: string } {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}
