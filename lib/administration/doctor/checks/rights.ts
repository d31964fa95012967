import type { Decision, RightsFact } from '../facts';
import type { Check, Finding } from '../finding';

/** What IAM's simulator says about the rights to write. */
export const checkRights: Check = ({ rights }) => rights.map(toFinding);

function toFinding({ who, principal, decisions }: RightsFact): Finding {
  const subject = who === 'provider' ? `the provider's role ${principal}` : principal;
  const area = 'rights';
  if ('refusal' in decisions) {
    return {
      area,
      code: 'rightsUnproven',
      severity: 'unproven',
      sentence: `What ${subject} may do is unknown: ${decisions.refusal.problem}`,
      cure: decisions.refusal.remedy,
    };
  }
  const refused = decisions.value.filter(({ decision }) => decision !== 'allowed');
  const open = refused.filter(({ missing }) => missing.length > 0);
  if (refused.length === 0) {
    return {
      area,
      code: 'rightsThere',
      severity: 'fine',
      sentence: `${upper(subject)} may manage the rules of the organization`,
    };
  }
  if (open.length === refused.length) {
    const keys = [...new Set(open.flatMap(({ missing }) => missing))].join(', ');
    return {
      area,
      code: 'rightsUnproven',
      severity: 'unproven',
      sentence: `Whether ${subject} may ${listOf(open)} rests on ${keys}, which IAM's simulator does not know`,
      cure: 'Try it: --prove',
    };
  }
  const by = [...new Set(refused.flatMap(({ refusedBy }) => refusedBy ?? []))];
  const why = by.length > 0 ? `, refused by a ${by.join(' and a ')}` : '';
  // a deployment needs the provider's rights, not those of whoever asks
  const severity = who === 'provider' ? 'problem' : 'warning';
  const sentence = `${upper(subject)} may not ${listOf(refused)}${why}`;
  if (refused.some(({ decision }) => decision === 'explicitDeny')) {
    return { area, code: 'rightsDenied', severity, sentence, cure: 'Remove the statement that denies it' };
  }
  const cure =
    who === 'provider'
      ? 'Deploy the stack again: the rights are part of it'
      : 'Give these rights, on the organization, to whoever shall pause rules or change them by hand';
  return { area, code: 'rightsMissing', severity, sentence, cure };
}

/** At the beginning of a sentence; an ARN stays as it is. */
function upper(subject: string): string {
  return subject.replace(/^the /, 'The ');
}

function listOf(decisions: readonly Decision[]): string {
  return decisions.map(({ action }) => action).join(', ');
}
