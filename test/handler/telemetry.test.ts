import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { asynchronousHandler, type HandlerMetrics, synchronousHandler } from '../../lib/handler';
import { mailEvent, outboundEvent } from './support';

const CONTEXT = {
  awsRequestId: 'request',
  functionName: 'screening',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:screening',
  memoryLimitInMB: '128',
};

/** The lines that Powertools writes, as it writes them. */
const lines: Record<string, unknown>[] = [];

function newLogger(): Logger {
  const logger = new Logger({ serviceName: 'mail', logLevel: 'INFO' });
  const write = (line: string) => void lines.push(JSON.parse(line));
  Object.assign(logger, { console: { info: write, error: write, warn: write, debug: write } });
  return logger;
}

function countingMetrics() {
  const counted: Record<string, number> = {};
  let published = 0;
  const metrics: HandlerMetrics = {
    addMetric: (name, unit, value) => {
      expect(unit).toBe('Count');
      counted[name] = (counted[name] ?? 0) + value;
    },
    publishStoredMetrics: () => published++,
  };
  return { metrics, counted, published: () => published };
}

beforeEach(() => lines.splice(0));

describe("With Powertools' logger", () => {
  test('an answer is a line with what recipients get; what the function logs has the keys of the call', async () => {
    const logger = newLogger();
    const handler = synchronousHandler({
      logger,
      inbound: (_mail, answer) => {
        logger.info('looked at it');
        return answer.drop('one@corp.example').addRecipients('new@corp.example').deliverRest();
      },
    });
    await handler(mailEvent(), CONTEXT);
    const { messageId, invocationId } = mailEvent();
    const keys = { messageId, invocationId, flowDirection: 'INBOUND', function_name: 'screening' };
    expect(lines).toEqual([
      expect.objectContaining({ ...keys, message: 'looked at it' }),
      expect.objectContaining({
        ...keys,
        message: 'Answered',
        recipients: 2,
        truncated: false,
        isRetry: false,
        answer: { DROP: 1, ADDED: 1, DEFAULT: 1 },
        milliseconds: expect.any(Number),
      }),
    ]);
    logger.info('afterwards');
    expect(lines[2]).not.toHaveProperty('messageId');
  });

  test('no line holds an address or the subject', async () => {
    const handler = synchronousHandler({ logger: newLogger(), inbound: (_mail, answer) => answer.deliverRest() });
    await handler(mailEvent({ subject: 'Salaries' }), CONTEXT);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/@|Salaries/);
  });

  test('a failure is an error with its reason', async () => {
    const logger = newLogger();
    const handler = synchronousHandler({ logger, inbound: () => Promise.reject(new TypeError('out of order')) });
    await expect(handler(mailEvent())).rejects.toThrow();
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'Failed',
        failure: 'FUNCTION_FAILED',
        error: expect.objectContaining({ name: 'TypeError', message: 'out of order' }),
      }),
    ]);
    logger.info('afterwards');
    expect(lines[1]).not.toHaveProperty('messageId');
  });

  test('a safe answer is an error, too', async () => {
    const handler = synchronousHandler({
      logger: newLogger(),
      inbound: () => Promise.reject(new TypeError('out of order')),
      safeAnswer: { inbound: (answer) => answer.leaveRestToFallback() },
    });
    await handler(mailEvent());
    expect(lines).toEqual([
      expect.objectContaining({ level: 'ERROR', message: 'Gave the safe answer', answer: { FALLBACK: 2 } }),
    ]);
  });

  test('an asynchronous function is done', async () => {
    await asynchronousHandler({ logger: newLogger(), all: () => {} })(outboundEvent());
    expect(lines).toEqual([expect.objectContaining({ message: 'Done', flowDirection: 'OUTBOUND', recipients: 2 })]);
  });
});

test('console is a logger', async () => {
  const info = jest.spyOn(console, 'info').mockReturnValue();
  await synchronousHandler({ logger: console, inbound: (_mail, answer) => answer.deliverRest() })(mailEvent());
  expect(info).toHaveBeenCalledWith('Answered', expect.objectContaining({ answer: { DEFAULT: 2 } }));
});

describe('Metrics', () => {
  test('count messages, retries and what recipients get, by direction', async () => {
    const { metrics, counted, published } = countingMetrics();
    const handler = synchronousHandler({
      metrics,
      inbound: (_mail, answer) => answer.neverDeliverToJunk('one@corp.example').deliverRestToJunk(),
      outbound: (_mail, answer) => answer.bounce('No.', 'one@corp.example').leaveRestToFallback(),
    });
    await handler(mailEvent());
    await handler(mailEvent());
    await handler(outboundEvent({ invocationId: 'another' }));
    expect(counted).toEqual({
      InboundMessages: 2,
      InboundRetries: 1,
      InboundRecipientsBypassSpamCheck: 2,
      InboundRecipientsMoveToJunk: 2,
      OutboundMessages: 1,
      OutboundRecipientsBounce: 1,
      OutboundRecipientsFallback: 1,
    });
    expect(published()).toBe(3);
  });

  test('count failures and safe answers', async () => {
    const { metrics, counted, published } = countingMetrics();
    jest.spyOn(console, 'error').mockReturnValue();
    const handler = synchronousHandler({
      metrics,
      inbound: () => Promise.reject(new Error('out of order')),
      outbound: () => Promise.reject(new Error('out of order')),
      safeAnswer: { outbound: (answer) => answer.bounceRest() },
    });
    await expect(handler(mailEvent())).rejects.toThrow();
    await handler(outboundEvent({ invocationId: 'another' }));
    expect(counted).toEqual({
      InboundMessages: 1,
      InboundFailures: 1,
      OutboundMessages: 1,
      OutboundFailures: 1,
      OutboundSafeAnswers: 1,
      OutboundRecipientsBounce: 2,
    });
    expect(published()).toBe(2);
  });

  test("go out through Powertools, with the function's own", async () => {
    const written: Record<string, unknown>[] = [];
    const metrics = new Metrics({ namespace: 'Mail', serviceName: 'screening' });
    Object.assign(metrics, { console: { log: (line: string) => written.push(JSON.parse(line)), warn: () => {} } });
    const handler = synchronousHandler({
      metrics,
      inbound: (_mail, answer) => {
        metrics.addMetric('Advertisements', 'Count', 1);
        return answer.dropRest();
      },
    });
    await handler(mailEvent(), CONTEXT);
    expect(written).toEqual([
      expect.objectContaining({
        InboundMessages: 1,
        InboundRecipientsDrop: 2,
        Advertisements: 1,
        service: 'screening',
      }),
    ]);
  });
});
