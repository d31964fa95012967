import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AssetStaging } from 'aws-cdk-lib';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { warnAt } from './errors';
import { ownedFunction } from './owned-function';
import type { RegisteredRule } from './rule-registry';
import { lambdaAction } from './rules';

/** WorkMail ignores what the function behind an asynchronous rule answers: a warning where its code has an answer. */
export function warnOfIgnoredAnswers(rules: readonly RegisteredRule[], inApp: readonly RegisteredRule[]): void {
  const awaited = new Set(inApp.filter(isSynchronous).map(({ handler }) => ownedFunction(handler)));
  const ignored = new Map<LambdaFunction, boolean>();
  for (const rule of rules) {
    const handler = ownedFunction(rule.handler);
    if (!handler || awaited.has(handler)) continue;
    if (!ignored.has(handler)) ignored.set(handler, hasAnswer(codeOf(handler)));
    if (!ignored.get(handler)) continue;
    // At the resource, as in rule-conflicts.ts.
    warnAt(
      rule.resource,
      'asynchronousAnswerIgnored',
      `the code of ${handler.node.path} has an answer with "actions", and WorkMail ignores what the function behind an asynchronous rule answers: whatever it says, the message is delivered or sent. Make the rule synchronous, or return nothing`,
    );
  }
}

function isSynchronous({ rule }: RegisteredRule): boolean {
  return lambdaAction(rule.Action)?.SynchronousLambdaParameters !== undefined;
}

/** Code in one of the languages whose answers can be told by their text. */
interface Code {
  readonly language: Language;
  readonly text: string;
}

interface Language {
  readonly runtime: string;
  readonly extensions: readonly string[];
  /** Takes more than comments rather than less: an answer that is commented out is none. */
  readonly comments: RegExp;
}

const LANGUAGES: readonly Language[] = [
  { runtime: 'nodejs', extensions: ['.js', '.mjs', '.cjs'], comments: /\/\*[\s\S]*?\*\/|\/\/.*/g },
  { runtime: 'python', extensions: ['.py'], comments: /"""[\s\S]*?"""|'''[\s\S]*?'''|#.*/g },
];

/** Larger files are bundles in which much else stands, and take time. */
const MOST_BYTES = 64 * 1024;

/** An answer names what only answers to WorkMail have: actions for all recipients, or with a type of WorkMail's. */
function hasAnswer(code: Code | undefined): boolean {
  if (!code) return false;
  const text = code.text.replace(code.language.comments, '');
  const hasTypedAction = /\baction\b['"]?\s*:/.test(text) && ANSWER_TYPE.test(text);
  return /\bactions\b['"]?\s*:/.test(text) && (hasTypedAction || /\ballRecipients\b['"]?\s*:/.test(text));
}

const ANSWER_TYPE = /['"](DROP|BOUNCE|DEFAULT|MOVE_TO_JUNK|BYPASS_SPAM_CHECK)['"]/;

/** The code of a function, if it is in the template or in a small file that its handler names. */
function codeOf(handler: LambdaFunction): Code | undefined {
  const resource = handler.node.defaultChild;
  const language = LANGUAGES.find(({ runtime }) => handler.runtime.name.startsWith(runtime));
  if (!language || !(resource instanceof CfnFunction)) return undefined;
  const inline = 'zipFile' in resource.code ? resource.code.zipFile : undefined;
  if (inline !== undefined) return { language, text: inline };
  const staging = handler.node.tryFindChild('Code')?.node.tryFindChild('Stage');
  if (!(staging instanceof AssetStaging)) return undefined;
  const module = join(staging.absoluteStagedPath, (resource.handler ?? '').replace(/\.[^.]*$/, ''));
  const text = language.extensions.map((extension) => readSmall(`${module}${extension}`)).find((read) => read);
  return text === undefined ? undefined : { language, text };
}

/** What cannot be read, such as a file in an archive, is not read: no reason to end synth. */
function readSmall(path: string): string | undefined {
  try {
    return statSync(path).size <= MOST_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
