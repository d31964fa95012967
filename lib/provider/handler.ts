import { WorkMailClient } from '@aws-sdk/client-workmail';
import { errorLink, withLink } from '../rules';
import { Failure } from './failure';
import { rotatePassword } from './gateway/rotation';
import { isRotation, type RotationEvent } from './gateway/rotation-event';
import { fileJournal } from './journal';
import { loggedCreation, loggedUpdate } from './own-log';
import { type Answer, type CustomResourceEvent, putAnswer, sentBefore } from './protocol';
import type { Session } from './resource-kind';
import { RESOURCE_KINDS } from './resource-kinds';
import { type Clock, createSender } from './sender';
import { listStackResources, resourceMetadata, stackState } from './stack-resources';

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

/** The function of the stack's resources, called by CloudFormation, and by EventBridge when a secret has a new value. */
export async function handler(event: CustomResourceEvent | RotationEvent, context: LambdaContext): Promise<void> {
  if (isRotation(event)) await serveRotation(event, context);
  else await serveResource(event, context);
}

/** CloudFormation's event in, the operations, and always an answer out. */
async function serveResource(event: CustomResourceEvent, context: LambdaContext): Promise<void> {
  const session = openSession(event, context);
  const answer = await settle(event, session);
  log(event, {
    outcome: answer.Status,
    reason: answer.Reason,
    ...(answer.code !== undefined && { link: errorLink(answer.code) }),
    physicalId: answer.PhysicalResourceId,
    calls: session.sender.calls,
    milliseconds: session.now() - session.begun,
  });
  await putAnswer(event, answer, () => context.getRemainingTimeInMillis());
  fileJournal.end(event.RequestId);
}

/** Nobody waits for an answer: an error is Lambda's to count, and a reason to call again. */
async function serveRotation(event: RotationEvent, context: LambdaContext): Promise<void> {
  const begun = clock.now();
  const sender = createSender(deadlineOf(context), clock);
  const { WorkMailFlow: rotation, OrganizationId: organizationId, SmtpGateway: gateway } = event;
  const tell = (outcome: object) => {
    const about = { event: rotation, organizationId, gatewayName: gateway?.SmtpGatewayName, ...outcome };
    print({ ...about, calls: sender.calls, milliseconds: clock.now() - begun });
  };
  try {
    await rotatePassword(event, { client, sender });
    tell({ outcome: 'SUCCESS' });
  } catch (error) {
    const failure = explained(error as Error);
    const reason = withLink(reasonOf(failure), failure.code);
    tell({ outcome: 'FAILED', reason });
    // Lambda prints all that an error has.
    throw new Error(reason);
  }
}

function deadlineOf(context: LambdaContext): AbortSignal {
  return AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - ANSWER_MILLISECONDS));
}

function openSession(event: CustomResourceEvent, context: LambdaContext): Session {
  const begun = clock.now();
  const deadline = deadlineOf(context);
  const sender = createSender(deadline, clock);
  const [, , , region = '', account = ''] = context.invokedFunctionArn.split(':');
  return {
    client,
    sender,
    journal: fileJournal,
    home: { region, account },
    stackResources: () => listStackResources(sender, event.StackId),
    loggedCreation: (logicalId) => loggedCreation(event.StackId, logicalId, clock.now()),
    loggedUpdate: (logicalId) => loggedUpdate(event.StackId, logicalId, clock.now()),
    stackState: () => stackState(sender, event.StackId),
    resourceMetadata: (logicalId) => resourceMetadata(sender, event.StackId, logicalId),
    now: clock.now,
    sleep: (milliseconds) => clock.sleep(milliseconds, deadline),
    begun,
    sentBefore: Math.min(begun, sentBefore(event) ?? begun),
    note: (note, detail) => log(event, { note, ...detail }),
  };
}

async function settle(event: CustomResourceEvent, session: Session): Promise<Answer> {
  try {
    const kind = RESOURCE_KINDS.get(event.ResourceType);
    if (kind) return { Status: 'SUCCESS', ...(await kind.settle(event, session)) };
    throw new Failure(
      'resourceType',
      `This provider does not know resources of type ${event.ResourceType}. Use one version of cdk-workmail-flow in the stack.`,
    );
  } catch (error) {
    return failed(event, error as Error);
  }
}

/** A failed Update or Delete keeps its physical id: another one would make CloudFormation remove the rule behind it. */
function failed(event: CustomResourceEvent, error: Error): Answer {
  const mayHaveWritten = error instanceof Failure ? error.mayHaveWritten : fileJournal.hasBegun(event.RequestId);
  const failedId = RESOURCE_KINDS.get(event.ResourceType)?.failedPhysicalId?.(event, mayHaveWritten);
  const failure = explained(error);
  return {
    Status: 'FAILED',
    Reason: reasonOf(failure),
    code: failure.code,
    PhysicalResourceId: event.PhysicalResourceId ?? failedId ?? `not-written:${event.LogicalResourceId}`,
  };
}

/** What nobody foresaw is a failure as well. */
function explained(error: Error): Failure {
  if (error instanceof Failure) return error;
  const answer = error.message.replace(/[.\s]*$/, '');
  return new Failure(
    'internal',
    `A fault of the provider: ${answer}. Deploy again; if it stays, report it with the log.`,
  );
}

function reasonOf({ code, message }: Failure): string {
  return `[cdk-workmail-flow:${code}] ${message}`;
}

/** The event's ResponseURL stays out: whoever has it can answer in the resource's place. */
function log(event: CustomResourceEvent, detail: Readonly<Record<string, unknown>>): void {
  const { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, ResourceProperties } = event;
  const subject = { requestType: RequestType, resourceType: ResourceType, logicalId: LogicalResourceId };
  const where = {
    stackId: StackId,
    requestId: RequestId,
    ...RESOURCE_KINDS.get(ResourceType)?.logged(ResourceProperties),
  };
  print({ ...subject, ...where, ...detail });
}

/** One JSON line. */
function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
