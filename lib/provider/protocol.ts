import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { withLink } from '../rules';

/** CloudFormation's request to a custom resource, as far as this provider reads it. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Stays the same when CloudFormation's invocation of the function is tried again. */
  readonly RequestId: string;
  /** Pre-signed: whoever has it can answer in the resource's place, so it is never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  /** Of the reason: a link to what explains it stands at the end, and is never cut. */
  readonly code?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** The time is told to the second, by another clock. */
const SENT_WITHIN_MILLISECONDS = 5000;

/**
 * Before which time, in milliseconds since 1970, CloudFormation sent the request: the place for the answer was signed for
 * it. Undefined where the address does not tell.
 */
export function sentBefore({ ResponseURL }: CustomResourceEvent): number | undefined {
  const date = URL.canParse(ResponseURL) ? new URL(ResponseURL).searchParams.get('X-Amz-Date') : undefined;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '') ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(signed) ? undefined : signed + SENT_WITHIN_MILLISECONDS;
}

/** CloudFormation refuses a longer answer. */
const MAXIMUM_ANSWER_BYTES = 4096;

const PUT_TIMEOUT_MILLISECONDS = 4000;
const LONGEST_PAUSE_MILLISECONDS = 5000;

/** The answer as CloudFormation reads it; a reason that would not fit is cut. */
export function answerBody(event: CustomResourceEvent, { code, ...answer }: Answer): string {
  const body = (reason?: string) =>
    JSON.stringify({
      ...answer,
      ...(reason === undefined ? {} : { Reason: code === undefined ? reason : withLink(reason, code) }),
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    });
  const excess = Buffer.byteLength(body(answer.Reason)) - MAXIMUM_ANSWER_BYTES;
  if (excess <= 0 || !answer.Reason) return body(answer.Reason);
  let reason = answer.Reason;
  while (reason !== '' && Buffer.byteLength(body(`${reason}…`)) > MAXIMUM_ANSWER_BYTES) {
    reason = reason.slice(0, reason.length * 0.95);
  }
  return body(`${reason}…`);
}

/**
 * Puts the answer where CloudFormation waits for it, again and again as long as the function's time allows: a request
 * whose answer is lost is served anew by Lambda, perhaps where nobody remembers what was written.
 */
export async function putAnswer(
  event: CustomResourceEvent,
  answer: Answer,
  remainingMilliseconds: () => number,
): Promise<void> {
  const body = answerBody(event, answer);
  for (let pause = 200; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
    try {
      return await put(event.ResponseURL, body);
    } catch (error) {
      if (remainingMilliseconds() < pause + PUT_TIMEOUT_MILLISECONDS)
        throw new Error(`CloudFormation could not be answered: ${(error as Error).message}`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function put(responseUrl: string, body: string): Promise<void> {
  const url = new URL(responseUrl);
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'PUT',
        // The URL is signed for an empty content type.
        headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
        timeout: PUT_TIMEOUT_MILLISECONDS,
      },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else reject(new Error(`the answer was refused with HTTP status ${status}`));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('the answer was not taken in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
