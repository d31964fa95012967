import type { DeclaredRule } from '../../administration';
import type { FoundRule } from '../../testing';
import type { Live } from '../connection';
import { rooms } from '../rooms';
import { note } from '../terminal';

interface WantedRules {
  readonly app: string;
  readonly stack?: readonly string[];
}

/** The rules that an app declares for an organization, with what only its deployment could tell. */
export async function readDeclared(live: Live, wanted: WantedRules): Promise<DeclaredRule[]> {
  const { administration, connection, organization } = live;
  const { ofOrganization } = await rooms.testing();
  const declared = await readAll(live, wanted);
  await administration.checkAliases(connection, aliasesHere(declared, live));
  const own = ofOrganization(declared, organization.organizationId);
  for (const { notices } of own) notices.forEach(note);
  return own.map(({ direction, rule, place }) => ({ direction, rule, place }) as DeclaredRule);
}

/**
 * The rules for all organizations. Which stacks made what the rules name shows as they are read, stacks that nobody
 * named and nested ones among them: CloudFormation is asked for each, until no rule rests on another one.
 */
async function readAll(live: Live, { app, stack: stacks }: WantedRules): Promise<FoundRule[]> {
  const { administration, connection, organization } = live;
  const { declaredRules } = await rooms.testing();
  const here = placeOf(live);
  const idsOfStacks = new Map<string, ReadonlyMap<string, string>>();
  for (;;) {
    const unasked = new Set<string>();
    const declared = declaredRules(app, {
      ...here,
      ...(stacks && { stacks }),
      deployed: ({ stackName, account, region }, logicalId) => {
        if (account !== here.account || region !== here.region || !connection.has('CLOUDFORMATION')) return undefined;
        if (!idsOfStacks.has(stackName)) unasked.add(stackName);
        return idsOfStacks.get(stackName)?.get(logicalId);
      },
      organizationIdOf: (alias) =>
        alias.toLowerCase() === organization.alias.toLowerCase() ? organization.organizationId : undefined,
    });
    if (unasked.size === 0) return declared;
    for (const name of unasked) idsOfStacks.set(name, await administration.readPhysicalIds(connection, name));
  }
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
