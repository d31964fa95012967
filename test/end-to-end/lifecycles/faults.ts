import type { Faults } from '../../../lib/local';
import type { Random } from './random';

/** What WorkMail does to the provider while a stack deploys. */
export function addFaults(faults: Faults, random: Random): void {
  const common = { random: random.next, operation: /MailFlowRules?$|SmtpGateways?$/ };
  faults.add({ ...common, kind: 'cutAfterWrite', probability: 0.05 });
  faults.add({ ...common, kind: 'cutBeforeWrite', probability: 0.05 });
  faults.add({ ...common, kind: 'internalFailure', probability: 0.05 });
  faults.add({ ...common, kind: 'throttle', probability: 0.03 });
  faults.add({ ...common, kind: 'refuse', name: 'AccessDeniedException', probability: 0.03 });
  faults.add({ ...common, kind: 'delay', milliseconds: 150, probability: 0.1 });
}

/** How likely an answer to CloudFormation is lost, and how likely the next attempt at it then is too. */
const LOST = 0.05;
const LOST_AGAIN = 0.6;

/** Answers to CloudFormation that are lost, before or after they were taken. */
export function loseAnswers(random: Random): (attempt: number) => 'before' | 'after' | undefined {
  return (attempt) => {
    if (attempt > 1) return random.chance(LOST_AGAIN) ? 'before' : undefined;
    if (random.chance(LOST)) return 'before';
    return random.chance(LOST) ? 'after' : undefined;
  };
}
