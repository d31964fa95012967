import { WorkMailClient } from '@aws-sdk/client-workmail';
import { ORGANIZATION_RESOURCE_TYPE, ruleDirection } from '../rules';
import { Failure } from './failure';
import { fileJournal } from './journal';
import { liveRules } from './live-rules';
import { findOrganization } from './organization-resource';
import { documentHash, formatPhysicalId, parsePhysicalId, type RuleState } from './physical-id';
import { checkRuleProperties, readRuleProperties } from './properties';
import { type Answer, type CustomResourceEvent, putAnswer } from './protocol';
import { createRule } from './rule-creation';
import { deleteRule } from './rule-deletion';
import { identityOf, type RuleRequest, type RuleWorld } from './rule-request';
import { updateRule } from './rule-update';
import { type Clock, createSender, type Sender } from './sender';
import { listStackResources } from './stack-resources';

/** Time kept back at the end of the function's time-out for the answer. */
const ANSWER_MILLISECONDS = 20_000;

const client = new WorkMailClient({ retryMode: 'adaptive', maxAttempts: 8 });

const clock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
    }),
};

interface LambdaContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** The custom resource's function: CloudFormation's event in, the operations, and always an answer out. */
export async function handler(event: CustomResourceEvent, context: LambdaContext): Promise<void> {
  const deadline = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - ANSWER_MILLISECONDS));
  const sender = createSender(deadline, clock);
  const started = clock.now();
  const answer = await settle(event, context, sender, deadline);
  log(event, {
    outcome: answer.Status,
    reason: answer.Reason,
    physicalId: answer.PhysicalResourceId,
    calls: sender.calls,
    milliseconds: clock.now() - started,
  });
  await putAnswer(event, answer);
  fileJournal.end(event.RequestId);
}

async function settle(
  event: CustomResourceEvent,
  context: LambdaContext,
  sender: Sender,
  deadline: AbortSignal,
): Promise<Answer> {
  const direction = ruleDirection(event.ResourceType);
  try {
    if (direction) return { Status: 'SUCCESS', PhysicalResourceId: await settleRule(event, context, sender, deadline) };
    if (event.ResourceType === ORGANIZATION_RESOURCE_TYPE) return await settleOrganization(event, sender);
    throw new Failure('resourceType', `This provider does not know resources of type ${event.ResourceType}.`);
  } catch (error) {
    return failed(event, error as Error);
  }
}

async function settleOrganization(event: CustomResourceEvent, sender: Sender): Promise<Answer> {
  if (event.RequestType === 'Delete') return { Status: 'SUCCESS', PhysicalResourceId: event.PhysicalResourceId ?? '' };
  const organizationId = await findOrganization(client, sender, String(event.ResourceProperties.Alias));
  return { Status: 'SUCCESS', PhysicalResourceId: organizationId, Data: { OrganizationId: organizationId } };
}

async function settleRule(
  event: CustomResourceEvent,
  context: LambdaContext,
  sender: Sender,
  deadline: AbortSignal,
): Promise<string> {
  const request = ruleRequest(event);
  const world: RuleWorld = {
    live: liveRules(client, sender),
    journal: fileJournal,
    stackResources: () => listStackResources(sender, event.StackId),
    now: clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds, deadline),
    begun: clock.now(),
    note: (note, detail) => log(event, { note, ...detail }),
  };
  if (event.RequestType === 'Delete') {
    await deleteRule(world, request);
    return event.PhysicalResourceId ?? '';
  }
  const [, , , region = '', account = ''] = context.invokedFunctionArn.split(':');
  checkRuleProperties(request.properties, { region, account });
  const change = event.RequestType === 'Create' ? createRule : updateRule;
  return formatPhysicalId(await change(world, request));
}

function ruleRequest(event: CustomResourceEvent): RuleRequest {
  const direction = ruleDirection(event.ResourceType) ?? 'INBOUND';
  return {
    requestId: event.RequestId,
    logicalId: event.LogicalResourceId,
    physicalId: parsePhysicalId(event.PhysicalResourceId),
    properties: readRuleProperties(direction, event.ResourceProperties),
    oldProperties: event.OldResourceProperties && readRuleProperties(direction, event.OldResourceProperties),
  };
}

/** A failed Update or Delete keeps its physical id: another one would make CloudFormation remove the rule behind it. */
function failed(event: CustomResourceEvent, error: Error): Answer {
  const { code, mayHaveWritten } =
    error instanceof Failure ? error : { code: 'internal', mayHaveWritten: fileJournal.hasBegun(event.RequestId) };
  return {
    Status: 'FAILED',
    Reason: `[cdk-workmail-flow:${code}] ${error.message}`,
    PhysicalResourceId:
      event.PhysicalResourceId ?? failedPhysicalId(event, mayHaveWritten) ?? `not-written:${event.LogicalResourceId}`,
  };
}

function failedPhysicalId(event: CustomResourceEvent, mayHaveWritten: boolean): string | undefined {
  if (!ruleDirection(event.ResourceType)) return undefined;
  const { properties } = ruleRequest(event);
  const state: RuleState = mayHaveWritten
    ? { kind: 'unknown', documentHash: documentHash(properties.rule) }
    : { kind: 'notWritten' };
  return formatPhysicalId({ identity: identityOf(properties), state });
}

/** One JSON line. The event's ResponseURL stays out: whoever has it can answer in the resource's place. */
function log(event: CustomResourceEvent, detail: Readonly<Record<string, unknown>>): void {
  const { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, ResourceProperties } = event;
  const { OrganizationId, Rule } = ResourceProperties as { OrganizationId?: string; Rule?: { Name?: string } };
  const subject = { requestType: RequestType, resourceType: ResourceType, logicalId: LogicalResourceId };
  const where = { stackId: StackId, requestId: RequestId, organizationId: OrganizationId, ruleName: Rule?.Name };
  process.stdout.write(`${JSON.stringify({ ...subject, ...where, ...detail })}\n`);
}
