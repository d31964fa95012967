import {
  type Failure,
  type InboundAnswer,
  MailFlowHandlerError,
  type SynchronousHandlerOptions,
  synchronousHandler,
} from '../../lib/handler';
import { withoutLink } from '../error-links';
import { inShort, mailEvent, outboundEvent, refusalOf } from './support';

const OUT_OF_ORDER = new TypeError('out of order');
const WRONG = (_mail: unknown, answer: InboundAnswer) => answer.drop('one@corp.example');

function failingHandler(options: SynchronousHandlerOptions) {
  return synchronousHandler({
    inbound: () => {
      throw OUT_OF_ORDER;
    },
    ...options,
  });
}

const errors = jest.spyOn(console, 'error').mockReturnValue();

describe('A direction', () => {
  test('has its own function', async () => {
    const handler = synchronousHandler({
      inbound: (_mail, answer) => answer.dropRest(),
      outbound: async (_mail, answer) => answer.bounceRest(),
    });
    expect(inShort(await handler(mailEvent()))).toEqual(['DROP *']);
    expect(inShort(await handler(outboundEvent()))).toEqual(['BOUNCE *']);
  });

  test('that has none is an error', async () => {
    const handler = synchronousHandler({ inbound: (_mail, answer) => answer.dropRest() });
    expect(withoutLink((await refusalOf(handler(outboundEvent()))).message)).toBe(
      '[DIRECTION_NOT_HANDLED] flowDirection is "OUTBOUND": the handler has no function outbound. Give it one.',
    );
  });
});

describe('What a function throws', () => {
  test('passes through as it is, so that Lambda tells of it', async () => {
    await expect(failingHandler({})(mailEvent())).rejects.toBe(OUT_OF_ORDER);
    const rejecting = synchronousHandler({ inbound: () => Promise.reject(OUT_OF_ORDER) });
    await expect(rejecting(mailEvent())).rejects.toBe(OUT_OF_ORDER);
    expect(errors).not.toHaveBeenCalled();
  });

  test('gets the safe answer, and is told', async () => {
    const handler = failingHandler({ safeAnswer: { inbound: (answer) => answer.deliverRest() } });
    expect(inShort(await handler(mailEvent()))).toEqual(['DEFAULT *']);
    expect(errors).toHaveBeenCalledWith(
      'Gave the safe answer',
      expect.objectContaining({ failure: 'FUNCTION_FAILED', error: OUT_OF_ORDER, answer: { DEFAULT: 2 } }),
    );
  });

  test('passes through where the safe answer is for the other direction, or says nothing', async () => {
    const other = failingHandler({ safeAnswer: { outbound: (answer) => answer.sendRest() } });
    await expect(other(mailEvent())).rejects.toBe(OUT_OF_ORDER);
    const seen: Failure[] = [];
    const silent = failingHandler({
      safeAnswer: {
        inbound: (_answer, failure) => {
          seen.push(failure);
          return undefined;
        },
      },
    });
    await expect(silent(mailEvent())).rejects.toBe(OUT_OF_ORDER);
    expect(seen).toEqual([{ kind: 'FUNCTION_FAILED', error: OUT_OF_ORDER }]);
  });
});

describe('A wrong answer', () => {
  const safeAnswer = { inbound: (answer: InboundAnswer) => answer.deliverRest() };

  test('is an error', async () => {
    expect((await refusalOf(synchronousHandler({ inbound: WRONG })(mailEvent()))).code).toBe('RECIPIENTS_LEFT_OUT');
  });

  test('is one in tests even if there is a safe answer', async () => {
    const handler = synchronousHandler({ inbound: WRONG, safeAnswer });
    expect((await refusalOf(handler(mailEvent()))).code).toBe('RECIPIENTS_LEFT_OUT');
  });

  test('gets the safe answer where the author says so', async () => {
    const handler = synchronousHandler({ inbound: WRONG, safeAnswer, strict: false });
    expect(inShort(await handler(mailEvent()))).toEqual(['DEFAULT *']);
    expect(errors).toHaveBeenCalledWith(
      'Gave the safe answer',
      expect.objectContaining({ failure: 'WRONG_ANSWER', error: expect.any(MailFlowHandlerError) }),
    );
  });

  describe('where it runs', () => {
    const { env } = process;
    afterEach(() => {
      process.env = env;
    });

    test.each([
      ['in Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'screening' }, true],
      ['in the local WorkMail', { AWS_LAMBDA_FUNCTION_NAME: 'screening', WORKMAIL_FLOW_DESK: 'true' }, false],
      ['under sam local', { AWS_LAMBDA_FUNCTION_NAME: 'screening', AWS_SAM_LOCAL: 'true' }, false],
      ['in a test', {}, false],
    ])('%s', async (_, variables, isAnsweredSafely) => {
      process.env = { ...env, ...variables };
      const call = synchronousHandler({ inbound: WRONG, safeAnswer })(mailEvent());
      if (isAnsweredSafely) expect(inShort(await call)).toEqual(['DEFAULT *']);
      else expect((await refusalOf(call)).code).toBe('RECIPIENTS_LEFT_OUT');
    });
  });

  test('in the place of a wrong answer is an error that tells of both', async () => {
    const handler = synchronousHandler({ inbound: WRONG, safeAnswer: { inbound: (answer) => answer }, strict: false });
    const error = await refusalOf(handler(mailEvent()));
    expect(error.code).toBe('RECIPIENTS_LEFT_OUT');
    expect(error.cause).toMatchObject({ code: 'RECIPIENTS_LEFT_OUT' });
    const throwing = failingHandler({
      safeAnswer: {
        inbound: () => {
          throw new RangeError('this too');
        },
      },
    });
    await expect(throwing(mailEvent())).rejects.toThrow('this too');
  });
});

describe('To answer early', () => {
  const never = () => new Promise<never>(() => {});

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  async function answerOf(options: SynchronousHandlerOptions, context?: object, milliseconds = 0) {
    const call = synchronousHandler(options)(mailEvent(), context);
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    call.then(settle, settle);
    await jest.advanceTimersByTimeAsync(milliseconds - 1);
    expect(isSettled).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(isSettled).toBe(true);
    return call;
  }

  test('is to give up before WorkMail does', async () => {
    const error = await refusalOf(answerOf({ inbound: never, answerEarly: 1000 }, undefined, 14_000));
    expect(withoutLink(error.message)).toBe(
      '[TIME_UP] the time of the function in milliseconds is 14000: it has not answered yet, and WorkMail or Lambda is ' +
        'about to give up. Pass call.signal to what takes long, and leave slow work to an asynchronous rule.',
    );
  });

  test('is to give up before Lambda does, if that is sooner', async () => {
    const context = { getRemainingTimeInMillis: () => 3000 };
    const error = await refusalOf(answerOf({ inbound: never, answerEarly: 500 }, context, 2500));
    expect(error.code).toBe('TIME_UP');
  });

  test('is to answer safely, if there is a safe answer', async () => {
    const options: SynchronousHandlerOptions = {
      inbound: never,
      answerEarly: 500,
      safeAnswer: { inbound: (answer, { kind }) => answer.bounceRest(kind) },
    };
    expect(inShort(await answerOf(options, undefined, 14_500))).toEqual(['BOUNCE TIME_UP *']);
  });

  test('changes nothing for a function that answers in time, and leaves no timer behind', async () => {
    const handler = synchronousHandler({ inbound: (_mail, answer) => answer.deliverRest(), answerEarly: 500 });
    expect(inShort(await handler(mailEvent()))).toEqual(['DEFAULT *']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is to abort what the function waits for, and to ignore what comes of it later', async () => {
    let signal: AbortSignal | undefined;
    const options: SynchronousHandlerOptions = {
      answerEarly: 1000,
      inbound: (_mail, _answer, call) => {
        ({ signal } = call);
        return new Promise((_, reject) => {
          call.signal.addEventListener('abort', () => reject(call.signal.reason));
        });
      },
    };
    expect((await refusalOf(answerOf(options, undefined, 14_000))).code).toBe('TIME_UP');
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ code: 'TIME_UP' });
  });

  test('a signal that is asked for late is aborted already; without answerEarly it never is', async () => {
    let ask: (() => AbortSignal) | undefined;
    const inbound: SynchronousHandlerOptions['inbound'] = (_mail, _answer, call) => {
      ask = () => call.signal;
      return never();
    };
    await refusalOf(answerOf({ inbound, answerEarly: 1000 }, undefined, 14_000));
    expect(ask?.().aborted).toBe(true);
    void synchronousHandler({ inbound })(mailEvent());
    await jest.advanceTimersByTimeAsync(20_000);
    expect(ask?.().aborted).toBe(false);
  });
});

test('the function gets the context of Lambda', async () => {
  let name: string | undefined;
  const handler = synchronousHandler({
    inbound: (_mail, answer, { context }) => {
      name = context.functionName;
      return answer.deliverRest();
    },
  });
  await handler(mailEvent(), { functionName: 'screening', awsRequestId: '1' });
  expect(name).toBe('screening');
});
