import { randomUUID } from 'node:crypto';
import { NothingChanged, ResourceFailure } from '../errors';
import {
  makeName,
  optionalNumber,
  type PresentResource,
  type ResourceOutcome,
  type ResourceRequest,
  type ResourceType,
  requiredText,
} from '../resources/resource-type';
import type { Properties } from '../template/document';
import type { AnswerServer } from './answer-server';
import { type Answer, type CustomResourceEvent, type RequestType, readAnswer, stringified } from './protocol';

/** CloudFormation waits for an hour if ServiceTimeout does not say otherwise. */
const DEFAULT_TIMEOUT_SECONDS = 3600;

/** A resource that a function makes: the template names the function, CloudFormation asks it and waits for a PUT. */
export function customResource(answers: AnswerServer): ResourceType {
  return {
    replaceOn: [],
    async create(request) {
      const answer = await ask(answers, 'Create', request);
      // what may have been made must be deleted, so it gets a name even if nobody gave it one
      const physicalId = answer.physicalId ?? makeName(request, 255);
      if (!answer.isSuccess) throw new ResourceFailure(answer.reason ?? '', physicalId);
      return outcome(physicalId, answer);
    },
    async update(request) {
      if (tokenOf(request.properties) !== tokenOf(request.present)) {
        throw new NothingChanged('Modifying service token is not allowed.');
      }
      const answer = await ask(answers, 'Update', request, request);
      // the id of a failed update is ignored
      if (!answer.isSuccess) throw new ResourceFailure(answer.reason ?? '');
      return outcome(answer.physicalId ?? request.physicalId, answer);
    },
    async delete(request) {
      const answer = await ask(answers, 'Delete', request, request);
      if (!answer.isSuccess) throw new ResourceFailure(answer.reason ?? '');
    },
  };
}

function outcome(physicalId: string, { data, noEcho }: Answer): ResourceOutcome {
  return { physicalId, attributes: data, noEcho };
}

function tokenOf(properties: Properties): string {
  return requiredText(properties, 'ServiceToken');
}

/** Sends the request and waits for the answer, the end of the time, or the end of patience. */
async function ask(
  answers: AnswerServer,
  requestType: RequestType,
  request: ResourceRequest,
  present?: PresentResource,
): Promise<Answer> {
  const token = tokenOf(request.properties);
  const seconds = optionalNumber(request.properties, 'ServiceTimeout') ?? DEFAULT_TIMEOUT_SECONDS;
  const requestId = randomUUID();
  return new Promise((resolve, reject) => {
    const onAnswer = (text: string) => end(() => resolve(readAnswer(text, event)));
    const { url, close } = answers.open(`${request.stack.id}|${request.logicalId}|${requestId}`, onAnswer, URL_SECONDS);
    const event = eventOf(requestType, { token, url, requestId }, request, present);
    const end = (settle: () => void) => {
      close();
      clearTimeout(timer);
      request.cancelled.removeEventListener('abort', onCancel);
      settle();
    };
    const giveUp = (reason: string) => end(() => resolve({ isSuccess: false, reason, data: {}, noEcho: false }));
    const timer = setTimeout(() => giveUp(noAnswer(requestId)), seconds * 1000);
    // the function goes on, but nobody listens any more
    const onCancel = () => giveUp(`Resource ${NOUNS[requestType]} cancelled`);
    request.cancelled.addEventListener('abort', onCancel);
    if (request.cancelled.aborted) return onCancel();
    // A function that failed at each try leaves nobody who could answer. CloudFormation waits for the end of the time
    // all the same; here the resource fails at once.
    request.account.functions.invokeAsynchronously(token, JSON.stringify(event)).then(
      (failure) => failure && giveUp(`${noAnswer(requestId)} The function failed: ${failure}`),
      (error) => end(() => reject(error)),
    );
  });
}

const NOUNS: Readonly<Record<RequestType, string>> = { Create: 'creation', Update: 'update', Delete: 'deletion' };

/** How long CloudFormation's pre-signed URLs can be used. */
const URL_SECONDS = 2 * 60 * 60;

function noAnswer(requestId: string): string {
  return `CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [${requestId}].`;
}

function eventOf(
  RequestType: RequestType,
  { token, url, requestId }: { token: string; url: string; requestId: string },
  request: ResourceRequest,
  present?: PresentResource,
): CustomResourceEvent {
  return {
    RequestType,
    ServiceToken: token,
    ResponseURL: url,
    StackId: request.stack.id,
    RequestId: requestId,
    LogicalResourceId: request.logicalId,
    ResourceType: request.type,
    ...(present ? { PhysicalResourceId: present.physicalId } : {}),
    ResourceProperties: stringified(request.properties),
    ...(RequestType === 'Update' ? { OldResourceProperties: stringified(present?.present) } : {}),
  };
}
