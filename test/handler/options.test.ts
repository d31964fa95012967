import { asynchronousHandler, synchronousHandler } from '../../lib/handler';

const inbound = () => {
  throw new Error('not called');
};

describe('Wrong options are errors where the handler is made', () => {
  test.each<[object | undefined, string]>([
    [undefined, '[OPTION_INVALID] synchronousHandler: options is undefined: they are an object. Give an object.'],
    [
      {},
      '[FUNCTION_MISSING] synchronousHandler: inbound is undefined: there is no function to call. Give inbound, outbound or both.',
    ],
    [
      { inBound: inbound },
      '[OPTION_UNKNOWN] synchronousHandler: inBound is function inbound: there is no such option. Use domains, logger, metrics, inbound, outbound, safeAnswer, answerEarly, strict.',
    ],
    [{ inbound, all: inbound }, '[OPTION_UNKNOWN] synchronousHandler: all is'],
    [{ inbound, constructor: 1 }, '[OPTION_UNKNOWN] synchronousHandler: constructor is 1'],
    [
      { inbound: 'index.handler' },
      '[OPTION_INVALID] synchronousHandler: inbound is "index.handler": it has to be a function. Give that.',
    ],
    [
      { inbound, domains: 'corp.example' },
      '[OPTION_INVALID] synchronousHandler: domains is "corp.example": it has to be a list of domains such as "corp.example" or "*.corp.example". Give that.',
    ],
    [{ inbound, domains: ['a@corp.example'] }, 'domains is ["a@corp.example"]'],
    [{ inbound, domains: ['*'] }, 'domains is ["*"]'],
    [{ inbound, domains: ['.corp.example'] }, 'domains is [".corp.example"]'],
    [{ inbound, domains: [] }, 'domains is []'],
    [{ inbound, domains: [undefined] }, 'domains is [null]'],
    [
      { inbound, answerEarly: 0 },
      '[OPTION_INVALID] synchronousHandler: answerEarly is 0: it has to be a number of milliseconds between 0 and 15000. Give that.',
    ],
    [{ inbound, answerEarly: 15_000 }, 'answerEarly is 15000'],
    [{ inbound, answerEarly: Number.NaN }, 'answerEarly is NaN'],
    [{ inbound, answerEarly: '1s' }, 'answerEarly is "1s"'],
    [
      { inbound, strict: 'yes' },
      '[OPTION_INVALID] synchronousHandler: strict is "yes": it has to be true or false. Give that.',
    ],
    [
      { inbound, safeAnswer: inbound },
      '[OPTION_INVALID] synchronousHandler: safeAnswer is function inbound: it has to be { inbound: (answer) => answer.deliverRest() } or alike. Give that.',
    ],
    [{ inbound, safeAnswer: { all: inbound } }, 'safeAnswer is {}'],
    [{ inbound, safeAnswer: { inbound: 'DEFAULT' } }, 'safeAnswer is {"inbound":"DEFAULT"}'],
    [
      { inbound, logger: {} },
      '[OPTION_INVALID] synchronousHandler: logger is {}: it has to be the Logger of Powertools, or console. Give that.',
    ],
    [
      { inbound, metrics: null },
      '[OPTION_INVALID] synchronousHandler: metrics is null: it has to be the Metrics of Powertools. Give that.',
    ],
  ])('%j', (options, message) => {
    expect(() => synchronousHandler(options as never)).toThrow(message);
  });

  test.each<[object, string]>([
    [
      { all: inbound, answerEarly: 1000 },
      '[OPTION_UNKNOWN] asynchronousHandler: answerEarly is 1000: there is no such option. Use domains, logger, metrics, inbound, outbound, all.',
    ],
    [{}, '[FUNCTION_MISSING] asynchronousHandler'],
  ])('of an asynchronous handler: %j', (options, message) => {
    expect(() => asynchronousHandler(options)).toThrow(message);
  });
});

test('An option that is undefined is none', () => {
  synchronousHandler({
    inbound,
    outbound: undefined,
    safeAnswer: undefined,
    answerEarly: undefined,
    strict: undefined,
  });
  synchronousHandler({ inbound, safeAnswer: { inbound: undefined } });
});
