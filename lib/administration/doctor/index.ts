import { checkEventLog } from './checks/event-log';
import { checkFunctions } from './checks/functions';
import { checkGateways } from './checks/gateways';
import { checkOperations } from './checks/operations';
import { checkPlace } from './checks/place';
import { checkRights } from './checks/rights';
import { checkRules } from './checks/rules';
import type { Facts } from './facts';
import type { Check, Finding } from './finding';

const CHECKS: readonly Check[] = [
  checkPlace,
  checkOperations,
  checkRights,
  checkFunctions,
  checkGateways,
  checkRules,
  checkEventLog,
];

/** What there is to say about the facts. Asks nobody. */
export function diagnose(facts: Facts): Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}

export type { Facts } from './facts';
export { AREAS, type Area, type Finding, type Severity } from './finding';
export { type Examination, gatherFacts } from './gather';
