import { randomBytes } from 'node:crypto';
import { type InboundRule, sameDocument } from '../../rules';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import { RuleWriter } from '../rule-writer';

/** Nobody has an address in this domain (RFC 2606). */
const NOWHERE = 'workmail-flow-doctor.invalid';

/** Makes a rule that matches no mail and does nothing, reads it, and removes it. */
export async function prove(connection: Connection, organizationId: string): Promise<'made and removed'> {
  const rules = new RuleWriter(connection, organizationId, 'INBOUND');
  const rule: InboundRule = {
    Name: `workmail-flow-doctor-${randomBytes(6).toString('hex')}`,
    Condition: { OriginRuleCondition: { Patterns: [NOWHERE] }, DestinationRuleCondition: { Patterns: [NOWHERE] } },
    Action: { NormalDeliveryAction: {} },
  };
  try {
    await rules.create(rule);
    const live = await rules.read(rule.Name);
    if (!live || !sameDocument(live, rule)) {
      throw new AdministrationError(
        'REFUSED',
        `WorkMail took a rule, and tells something else of it: ${JSON.stringify(live)}`,
        'Report this: the documents of rules are then not as this library knows them',
      );
    }
  } catch (error) {
    // whatever went wrong, the rule may be there
    await rules.remove(rule.Name).catch(() => undefined);
    throw error;
  }
  await rules.remove(rule.Name).catch((error: AdministrationError) => {
    throw new AdministrationError(
      error.code,
      `The rule ${rule.Name} was made and cannot be removed: ${error.problem}`,
      'Remove it in the WorkMail console; it matches no mail',
    );
  });
  return 'made and removed';
}
