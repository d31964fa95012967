/*
 * Runs one Lambda function in a process of its own. It is told what to do, and answers, by lines of JSON on file
 * descriptor 3; standard output and error belong to the function.
 *
 * CommonJS, because Node.js starts it faster than an ES module.
 */
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const channel = new net.Socket({ fd: 3 });
/** The invocation that is under way: `finish` answers it, `onEmptyLoop` says what an empty event loop means for it. */
let current;
let handler;

function send(message, afterwards) {
  channel.write(`${JSON.stringify(message)}\n`, afterwards);
}

function receiveMessages() {
  let parts = [];
  channel.setEncoding('utf8');
  channel.on('data', (chunk) => {
    const lines = chunk.split('\n');
    parts.push(lines[0]);
    for (const next of lines.slice(1)) {
      receive(JSON.parse(parts.join('')));
      parts = [next];
    }
  });
  // nobody is left who could call this function
  channel.on('close', () => process.exit());
  channel.on('error', () => process.exit());
}

function receive(message) {
  if (message.initialize) initialize(message.initialize);
  else invoke(message.invoke);
}

// ---- loading ------------------------------------------------------------------------------------

class RuntimeError extends Error {
  constructor(type, message) {
    super(message);
    this.name = `Runtime.${type}`;
  }
}

async function initialize({ environment, taskRoot, handler: handlerName }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(taskRoot);
  try {
    handler = await loadHandler(taskRoot, handlerName);
    send({ ready: true });
  } catch (error) {
    endWith(describe(error), 1);
  }
}

/** `src/index.handler`: the export `handler` of the module `src/index`. */
async function loadHandler(taskRoot, name) {
  const { dir, base } = path.parse(name);
  const [moduleName, ...exportPath] = base.split('.');
  if (name.includes('..') || exportPath.length === 0) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(path.resolve(taskRoot, dir, moduleName), moduleName);
  const found = exportPath.reduce((value, key) => value?.[key], loaded);
  if (!found) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  return found;
}

async function loadModule(file, moduleName) {
  const found = [file, `${file}.js`, `${file}.mjs`, `${file}.cjs`].find(isFile);
  if (!found) throw new RuntimeError('ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  try {
    return isEcmaScriptModule(found) ? await import(pathToFileURL(found).href) : require(found);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error));
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error));
    }
    throw error;
  }
}

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isEcmaScriptModule(file) {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (isFile(manifest)) return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
    if (folder === path.dirname(folder)) return false;
  }
}

// ---- calling ------------------------------------------------------------------------------------

/**
 * A handler answers by a promise, or by a callback; that answer leaves when nothing else is to be done, unless
 * `callbackWaitsForEmptyEventLoop` says otherwise. A handler that does neither has answered null.
 */
function invoke({ payload, deadline, context: values }) {
  // the channel must not keep the event loop alive: an empty loop means something
  channel.unref();
  const finish = (message) => {
    if (current?.finish !== finish) return;
    current = undefined;
    channel.ref();
    send(message);
  };
  const callback = (error, value) => {
    const settle = () => (error ? finish(failed(error)) : finish(answer(value)));
    if (context.callbackWaitsForEmptyEventLoop && current) current.onEmptyLoop = settle;
    else settle();
  };
  const withoutWaiting = (error, value) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callback(error, value);
  };
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    ...values,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: withoutWaiting,
    succeed: (value) => withoutWaiting(undefined, value),
    fail: (error) => withoutWaiting(error ?? 'unknown'),
  };
  current = { finish, onEmptyLoop: () => finish(answer(undefined)) };
  try {
    const result = handler(JSON.parse(payload), context, callback);
    if (typeof result?.then !== 'function') return;
    current.onEmptyLoop = () => finish(failed(new RuntimeError('NodeJsExit', NEVER_SETTLED)));
    result.then(
      (value) => finish(answer(value)),
      (error) => finish(failed(error)),
    );
  } catch (error) {
    finish(failed(error));
  }
}

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.';

function answer(value) {
  try {
    return { answer: JSON.stringify(value === undefined ? null : value) ?? 'null' };
  } catch {
    return failed(new Error('Unable to stringify response body'));
  }
}

function failed(error) {
  const failure = describe(error);
  process.stderr.write(`ERROR\tInvoke Error\t${JSON.stringify(failure)}\n`);
  return { failure };
}

function describe(error) {
  if (error instanceof Error || Object.prototype.toString.call(error) === '[object Error]') {
    const { name, message, stack } = error;
    return { errorType: String(name), errorMessage: String(message), trace: String(stack).split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** The last words of this process. */
function endWith(failure, exitCode) {
  process.stderr.write(`ERROR\t${JSON.stringify(failure)}\n`);
  send({ failure, isLast: true }, () => process.exit(exitCode));
}

// exit codes as Lambda's own runtime has them
process.on('uncaughtException', (error) => endWith(describe(error), 129));
process.on('unhandledRejection', (reason) =>
  endWith(describe(new RuntimeError('UnhandledPromiseRejection', String(reason))), 128),
);
process.on('beforeExit', () => current?.onEmptyLoop());
receiveMessages();
