import type { Organizations } from '../processing/surroundings';
import { type PortRules, Refused } from './listener';

type Checks = Omit<PortRules, 'accept'>;

/** For the users of the organizations: their mail goes to anybody. */
export function submissionChecks(organizations: Organizations): Checks {
  const demandUser = (address: string, code: number) => {
    if (organizations.ownerOf(address)) return;
    const who = address === '' ? 'The empty sender' : address;
    const text = `${who} is no user of an organization here: those have addresses at ${domainsOf(organizations)}. Mail from elsewhere goes to the inbound port`;
    throw new Refused(code, text);
  };
  return {
    checkSender: (address) => demandUser(address, 550),
    checkRecipient: () => undefined,
    checkUser: (name) => demandUser(name, 535),
  };
}

/** For the world: mail for users of the organizations, from anybody. */
export function inboundChecks(organizations: Organizations): Checks {
  return {
    checkSender: () => undefined,
    checkRecipient: (address) => {
      if (organizations.ownerOf(address)) return;
      const text = `${address} is no address of an organization here: those are at ${domainsOf(organizations)}. Mail of their users to the world goes to the submission port`;
      throw new Refused(550, text);
    },
  };
}

/** RFC 5321 allows lines of 512 characters. */
const SHOWN = 8;

function domainsOf(organizations: Organizations): string {
  const domains = organizations.domains();
  if (domains.length === 0) return '(no organization has a domain yet)';
  return domains.slice(0, SHOWN).join(', ') + (domains.length > SHOWN ? ', …' : '');
}
