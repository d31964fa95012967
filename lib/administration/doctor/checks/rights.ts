import type { Decision, RightsFact } from '../facts';
import type { Check, Finding } from '../finding';

/** What IAM's simulator says about the rights to write. */
export const checkRights: Check = ({ rights }) =>
  rights.flatMap((fact) => [toFinding(fact), ...fact.notAsked.map((what) => notAsked(fact, what))]);

const area = 'rights';

function toFinding(fact: RightsFact): Finding {
  const { who, purposes, decisions } = fact;
  const subject = subjectOf(fact);
  if ('refusal' in decisions) {
    return {
      area,
      code: 'rightsUnproven',
      severity: 'unproven',
      sentence: `What ${subject} may do is unknown: ${decisions.refusal.problem}`,
      cure: decisions.refusal.remedy,
    };
  }
  if (purposes.length === 0) {
    return {
      area,
      code: 'stackOfOthers',
      severity: 'warning',
      sentence: `The stack of ${subject} has nothing of this organization`,
      cure: 'Name its organization with --organization-id, or another stack',
    };
  }
  const refused = decisions.value.filter(({ decision }) => decision.endsWith('Deny'));
  const untold = decisions.value.filter(({ decision }) => decision === 'untold');
  const open = refused.filter(({ missing }) => missing.length > 0);
  if (open.length < refused.length) return refusal(fact, refused);
  if (open.length > 0) {
    const keys = [...new Set(open.flatMap(({ missing }) => missing))].join(', ');
    return {
      area,
      code: 'rightsUnproven',
      severity: 'unproven',
      sentence: `Whether ${subject} may ${listOf(open)} rests on ${keys}, which IAM's simulator does not know`,
      cure: who === 'provider' ? 'A deployment tells' : 'Try it: --prove',
    };
  }
  if (untold.length > 0) {
    return {
      area,
      code: 'rightsUnproven',
      severity: 'unproven',
      sentence: `Whether ${subject} may ${listOf(untold)} is unknown: IAM's simulator gives no answer for it`,
      cure: who === 'provider' ? 'A deployment tells' : 'Try it: --prove',
    };
  }
  return {
    area,
    code: 'rightsThere',
    severity: 'fine',
    sentence: `${upper(subject)} may, in the organization, ${purposes.join(', ')}`,
  };
}

function refusal(fact: RightsFact, refused: readonly Decision[]): Finding {
  const { who } = fact;
  const by = [...new Set(refused.flatMap(({ refusedBy }) => refusedBy ?? []))];
  const why = by.length > 0 ? `, refused by a ${by.join(' and a ')}` : '';
  // a deployment needs the provider's rights, not those of whoever asks
  const severity = who === 'provider' ? 'problem' : 'warning';
  const sentence = `${upper(subjectOf(fact))} may not ${listOf(refused)}${why}`;
  if (refused.some(({ decision }) => decision === 'explicitDeny')) {
    return { area, code: 'rightsDenied', severity, sentence, cure: 'Remove the statement that denies it' };
  }
  const cure =
    who === 'provider'
      ? 'Deploy the stack again: the rights are part of it'
      : 'Give these rights, on the organization, to whoever shall pause rules or change them by hand';
  return { area, code: 'rightsMissing', severity, sentence, cure };
}

/** Neither unproven nor a warning: with every stack that has such a thing it is so. */
function notAsked(fact: RightsFact, what: string): Finding {
  const subject = subjectOf(fact);
  return {
    area,
    code: 'rightsNotAsked',
    severity: 'note',
    sentence: `Whether ${subject} may ${what} was not asked: CloudFormation's list of resources does not name it`,
    cure: 'A deployment tells',
  };
}

function subjectOf({ who, principal }: RightsFact): string {
  return who === 'provider' ? `the provider's role ${principal}` : principal;
}

/** At the beginning of a sentence; an ARN stays as it is. */
function upper(subject: string): string {
  return subject.replace(/^the /, 'The ');
}

function listOf(decisions: readonly Decision[]): string {
  return decisions.map(({ action }) => action).join(', ');
}
