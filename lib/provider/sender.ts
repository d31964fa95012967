import { type ErrorMeaning, meaningOf } from '../workmail-api';

/** How long AccessDenied is tried again after the request began: IAM is eventually consistent. */
export const ACCESS_DENIED_PATIENCE_SECONDS = 60;

const FIRST_WAIT_MILLISECONDS = 500;
const LONGEST_WAIT_MILLISECONDS = 8000;

/** A call of a service that did not succeed. */
export class CallError extends Error {
  constructor(
    readonly operation: string,
    readonly meaning: ErrorMeaning | 'deadline',
    /** Whether some attempt ended in a way that leaves open whether it took effect. */
    readonly unclear: boolean,
    override readonly cause: Error,
  ) {
    super(`${operation} was answered by ${cause.name}: ${cause.message}`);
    this.name = 'CallError';
  }
}

/** One line of the log. */
export interface CallRecord {
  readonly operation: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly milliseconds: number;
}

/** Time, as a request experiences it. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Sender {
  readonly calls: readonly CallRecord[];
  /** The command's output, or a {@link CallError}. */
  send<Output>(client: AnyClient, command: AnyCommand<Output>): Promise<Output>;
  /** The same, which asks before a call that was denied is sent again; what that throws ends the call. */
  asking(beforeRepeat: () => Promise<void>): Sender;
}

/** A client of the SDK for JavaScript, as far as a sender uses it. */
export interface AnyClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

export interface AnyCommand<Output> {
  /** The operation's schema: its third element is the operation's name. */
  readonly schema?: unknown;
  readonly middlewareStack: { add(middleware: never, options: never): void };
  resolveMiddleware(...parameters: never[]): (input: never) => Promise<{ output: Output }>;
}

/** Sends the calls of one request: until the deadline, patient with rights that have not arrived yet, all recorded. */
export function createSender(deadline: AbortSignal, clock: Clock): Sender {
  return openSender(deadline, clock, { begun: clock.now(), calls: [] });
}

interface Course {
  readonly begun: number;
  readonly calls: CallRecord[];
  readonly beforeRepeat?: () => Promise<void>;
}

function openSender(deadline: AbortSignal, clock: Clock, course: Course): Sender {
  const { begun, calls, beforeRepeat } = course;

  async function send<Output>(client: AnyClient, command: AnyCommand<Output>): Promise<Output> {
    const operation = operationName(command);
    const attempts = watchAttempts(command);
    const started = clock.now();
    const record = (outcome: string) =>
      calls.push({ operation, outcome, attempts: attempts.count, milliseconds: clock.now() - started });
    for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
      try {
        const output = await client.send(command as never, { abortSignal: deadline });
        record('ok');
        return output as Output;
      } catch (error) {
        const meaning = deadline.aborted ? 'deadline' : meaningOf(error);
        const elapsed = clock.now() - begun;
        if (meaning === 'accessDenied' && elapsed + wait < ACCESS_DENIED_PATIENCE_SECONDS * 1000) {
          await clock.sleep(wait, deadline);
          if (!attempts.unclear) await beforeRepeat?.();
          if (!deadline.aborted) continue;
        }
        record((error as Error).name);
        throw new CallError(operation, meaning, attempts.unclear, error as Error);
      }
    }
  }

  return { calls, send, asking: (ask) => openSender(deadline, clock, { ...course, beforeRepeat: ask }) };
}

function operationName({ schema }: AnyCommand<unknown>): string {
  return Array.isArray(schema) ? String(schema[2]) : 'The operation';
}

/** Counts a command's attempts, those that the SDK repeats included, and notes one that may have taken effect unseen. */
function watchAttempts(command: AnyCommand<unknown>): { readonly count: number; readonly unclear: boolean } {
  const attempts = { count: 0, unclear: false };
  const watch = (next: (input: unknown) => Promise<unknown>) => async (input: unknown) => {
    attempts.count++;
    try {
      return await next(input);
    } catch (error) {
      attempts.unclear ||= mayHaveTakenEffect(error);
      throw error;
    }
  };
  command.middlewareStack.add(
    watch as never,
    { step: 'finalizeRequest', priority: 'low', name: 'watchAttempts' } as never,
  );
  return attempts;
}

/** Failures before a request could reach the service. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError'];

function mayHaveTakenEffect(error: unknown): boolean {
  const { name, code, $metadata, $response } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  if (NOT_SENT.includes(code ?? '') || NOT_SENT.includes(name ?? '')) return false;
  const status = $response?.statusCode ?? $metadata?.httpStatusCode;
  return status === undefined || status >= 500;
}
