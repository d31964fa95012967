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
import { createEntity } from './entity-creation';
import { deleteEntity } from './entity-deletion';
import { failedPhysicalId, readRequest } from './entity-request';
import { updateEntity } from './entity-update';
import { liveRules } from './live-rules';
import { formatPhysicalId } from './physical-id';
import { checkFunctionHome, checkWanted, readRuleProperties, refuseProblems } from './properties';
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
    existsCode: 'ruleExists',
    refusals: REFUSALS,
  };
}

/** Email flow rules of one direction. */
export function ruleKind(direction: Direction): ResourceKind {
  const nature = ruleNature(direction);
  const read = (properties: Readonly<Record<string, unknown>>) => readRuleProperties(direction, properties);
  return {
    async settle(event, session) {
      const request = readRequest(event, read);
      const world = { ...session, nature, live: liveRules(session.client, session.sender, direction) };
      if (event.RequestType === 'Delete') {
        await deleteEntity(world, request);
        return { PhysicalResourceId: event.PhysicalResourceId ?? '' };
      }
      checkWanted(request.wanted, nature);
      refuseProblems(checkFunctionHome(request.wanted.document, session.home));
      const change = event.RequestType === 'Create' ? createEntity : updateEntity;
      return { PhysicalResourceId: formatPhysicalId(await change(world, request)) };
    },
    failedPhysicalId: (event, mayHaveWritten) =>
      failedPhysicalId(read(event.ResourceProperties), nature, mayHaveWritten),
    logged: ({ OrganizationId, Rule }) => ({
      organizationId: OrganizationId,
      ruleName: (Rule as { Name?: unknown } | undefined)?.Name,
    }),
  };
}
