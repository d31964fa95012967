import type { MailFlowEvent } from '../run-lambda';
import type { Invocation, InvocationResult } from '../simulator';
import type { FunctionConstruct } from './constructs';

/** A function, an alias or a version: a construct, its ARN, its name, or its logical id; `*` for every function. */
export type FunctionReference = FunctionConstruct | string;

/** What answers in the place of a function; make it by {@link standIn}. */
export interface StandIn {
  readonly reference: FunctionReference;
  readonly answer: (invocation: Invocation) => Promise<InvocationResult>;
}

/** How a stand-in behaves. */
export interface StandInOptions {
  /** How long the function is taken to run; from 15 seconds on WorkMail does not wait for a synchronous one. @default 0 */
  readonly milliseconds?: number;
}

/** What a function does with an event. To throw is to fail, as it is in Lambda. */
export type Handler = (event: MailFlowEvent, invocation: Invocation) => unknown;

/**
 * Stands in for a function: by a handler, or by what it always answers. For a function it stands in for its aliases and
 * versions too, unless they have stand-ins of their own.
 *
 * @example
 * import { MailFlow, standIn } from 'cdk-workmail-flow/testing';
 *
 * const functions = [
 *   standIn('screening', { actions: [{ action: { type: 'DROP' }, allRecipients: true }] }),
 *   standIn('arn:aws:lambda:us-east-1:111122223333:function:audit', () => undefined),
 *   standIn('*', () => { throw new Error('out of order'); }),
 * ];
 * const flow = MailFlow.fromAssembly('cdk.out', { functions });
 */
export function standIn(reference: FunctionReference, answer: Handler | object, options: StandInOptions = {}): StandIn {
  const milliseconds = options.milliseconds ?? 0;
  if (typeof answer === 'function') return { reference, answer: callHandler(answer as Handler, milliseconds) };
  const always: InvocationResult = { kind: 'answer', payload: toPayload(answer), milliseconds };
  return { reference, answer: async () => always };
}

function callHandler(handler: Handler, milliseconds: number): StandIn['answer'] {
  return async (invocation) => {
    try {
      // an event of its own, as it would get from Lambda
      const value = await handler(JSON.parse(invocation.payload), invocation);
      return { kind: 'answer', payload: toPayload(value), milliseconds };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { kind: 'error', errorType: name, message, milliseconds };
    }
  };
}

/** What has no JSON, as if nothing were returned, is null. */
function toPayload(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
