import {
  type DirectedRule,
  type Direction,
  differences,
  documentKey,
  type Rule,
  sameDocument,
  validateRule,
} from '../rules';
import { digest, type Nature } from './entity';
import { entityKind } from './entity-kind';
import { liveRules } from './live-rules';
import { checkFunctionHome, readRuleProperties, refuseProblems } from './properties';
import { REFUSALS } from './refusals';
import type { ResourceKind } from './resource-kind';

export function ruleNature(direction: Direction): Nature<Rule> {
  return {
    same: sameDocument,
    differences,
    hash: (rule) => digest(documentKey(rule)),
    problems: (rule) => validateRule({ direction, rule } as DirectedRule),
    restored: (live) => live,
    isReadableWhole: true,
    isCreateIdempotent: false,
    isTakenByChange: false,
    existsCode: 'ruleExists',
    wayAround: 'choose another name',
    refusals: REFUSALS,
  };
}

/** Email flow rules of one direction. */
export function ruleKind(direction: Direction): ResourceKind {
  return entityKind({
    nature: ruleNature(direction),
    read: (properties) => readRuleProperties(direction, properties),
    live: ({ client, sender }) => liveRules(client, sender, direction),
    check: (rule, { home }) => refuseProblems(checkFunctionHome(rule, home)),
    logged: ({ OrganizationId, Rule }) => ({
      organizationId: OrganizationId,
      ruleName: (Rule as { Name?: unknown } | undefined)?.Name,
    }),
  });
}
