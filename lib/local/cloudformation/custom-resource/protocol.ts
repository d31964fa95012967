import { isRecord, type Properties } from '../template/document';
import { LARGEST_ANSWER_BYTES } from './answer-server';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** What a custom resource's function is told. */
export interface CustomResourceEvent {
  readonly RequestType: RequestType;
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: unknown;
  readonly OldResourceProperties?: unknown;
}

/** What it says. `physicalId` is absent where the answer has none that could be used. */
export interface Answer {
  readonly isSuccess: boolean;
  readonly reason?: string;
  readonly physicalId?: string;
  readonly data: Properties;
  readonly noEcho: boolean;
}

/** CloudFormation makes texts of all numbers and booleans in a custom resource's properties. */
export function stringified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringified);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stringified(item)]));
  return value === null ? value : String(value);
}

/** The largest physical id, in bytes. */
const LARGEST_ID = 1024;

/** Reads an answer as CloudFormation does: what is wrong with it is a failure of the resource. */
export function readAnswer(text: string, event: CustomResourceEvent): Answer {
  if (Buffer.byteLength(text) > LARGEST_ANSWER_BYTES) return failed('Response object is too long.');
  const answer = parse(text);
  if (!answer) return failed('Invalid response object: it is no JSON object.');
  const { Status, Reason, PhysicalResourceId, Data, NoEcho } = answer;
  const isId = typeof PhysicalResourceId === 'string' && PhysicalResourceId !== '';
  const physicalId = isId && Buffer.byteLength(PhysicalResourceId) <= LARGEST_ID ? PhysicalResourceId : undefined;
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (answer[name] !== event[name])
      return failed(`Invalid response object: its ${name} is not the request's.`, physicalId);
  }
  if (!physicalId) return failed('Invalid PhysicalResourceId');
  if (Status === 'FAILED') {
    const message = `Received response status [FAILED] from custom resource. Message returned: ${Reason ?? ''} (RequestId: ${event.RequestId})`;
    return failed(Reason ? message : 'Invalid response object: a FAILED needs a Reason.', physicalId);
  }
  if (Status !== 'SUCCESS') return failed('Invalid response object: Status must be SUCCESS or FAILED.', physicalId);
  if (Data !== undefined && Data !== null && !isRecord(Data))
    return failed('Invalid response object: Data must be an object.', physicalId);
  return { isSuccess: true, physicalId, data: Data ?? {}, noEcho: NoEcho === true || NoEcho === 'true' };
}

function failed(reason: string, physicalId?: string): Answer {
  return { isSuccess: false, reason, physicalId, data: {}, noEcho: false };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
