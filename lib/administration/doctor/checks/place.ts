import type { Check } from '../finding';

/** Who asks, and whether the organization is active. */
export const checkPlace: Check = ({ region, organization: { organizationId, alias, state }, identity }) => [
  'value' in identity
    ? {
        area: 'place',
        code: 'identityKnown',
        severity: 'fine',
        sentence: `Asked as ${identity.value.arn} in ${region} of account ${identity.value.account}`,
      }
    : {
        area: 'place',
        code: 'identityUnknown',
        severity: 'unproven',
        sentence: `Who asks is unknown: ${identity.refusal.problem}`,
        cure: identity.refusal.remedy,
      },
  state.toLowerCase() === 'active'
    ? {
        area: 'place',
        code: 'organizationActive',
        severity: 'fine',
        sentence: `The organization ${alias} (${organizationId}) is active`,
      }
    : {
        area: 'place',
        code: 'organizationNotActive',
        severity: 'problem',
        sentence: `The organization ${alias} (${organizationId}) is ${state}: it takes no rules and no mail`,
        cure: 'Look at it in the WorkMail console, or name another organization',
      },
];
