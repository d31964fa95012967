import type { Said } from './said';

/** What a message is, and which file it comes from. */
type Place = Pick<Said, 'kind' | 'file'>;

/** When a person meets an error, which says how it is shown. */
export interface Group {
  readonly title: string;
  /** Of an entry that stands in another group. */
  readonly also: string;
  readonly intro: string;
  readonly has: (said: Place) => boolean;
}

const isError = ({ kind }: Place) => kind === 'error';
const isIn =
  (...rooms: readonly string[]) =>
  ({ file }: Place) =>
    rooms.some((room) => file.startsWith(`lib/${room}/`));
const isOfConstruct = ({ file }: Place) => /^lib\/[^/]+$/.test(file);

export const GROUPS: readonly Group[] = [
  {
    title: 'Errors at synth',
    also: 'at synth',
    intro:
      'They end `cdk synth`, as `[cdk-workmail-flow:CODE] at CONSTRUCT: PROPERTY is VALUE: reason. What to do.` ' +
      'A value that is known only when the stack is deployed is checked then, by the same rules and under the same code.',
    has: (said) => isError(said) && (isOfConstruct(said) || isIn('rules')(said)),
  },
  {
    title: 'Warnings at synth',
    also: 'as a warning at synth',
    intro:
      'What they tell of can work, and is not what most people want. A warning that you have read and want to keep is ' +
      'acknowledged by its id, the code with `cdk-workmail-flow:` before it: ' +
      "`Annotations.of(rule).acknowledgeWarning('cdk-workmail-flow:losesAllMail')`.",
    has: (said) => said.kind === 'warning' || (said.kind === 'finding' && isIn('rules')(said)),
  },
  {
    title: 'Errors at deployment',
    also: 'at deployment',
    intro:
      'They are the reason that CloudFormation gives for a resource that failed, as `[cdk-workmail-flow:CODE] …`; the ' +
      'log of the provider function has them too. Nothing of the resource has changed, or the reason says so.',
    has: (said) => isError(said) && isIn('provider')(said),
  },
  {
    title: 'Errors of the command',
    also: 'in the command',
    intro: 'What `workmail-flow` writes to standard error, as `error CODE: …`; its exit code is then 2.',
    has: (said) => isError(said) && isIn('cli', 'administration')(said),
  },
  {
    title: 'Findings of the doctor',
    also: 'as a finding of `workmail-flow doctor`',
    intro: 'What `workmail-flow doctor` has to say about an organization; with `--json` each has its code.',
    has: (said) => said.kind === 'finding' && isIn('administration')(said),
  },
  {
    title: 'Errors of a handler',
    also: 'in a function, from `cdk-workmail-flow/handler`',
    intro:
      'A `MailFlowHandlerError` of `cdk-workmail-flow/handler`, as `[CODE] WHAT is VALUE: reason. What to do.`, a line for ' +
      'each problem. Behind a synchronous rule, `onFailure` says what becomes of the message.',
    has: (said) => isError(said) && isIn('handler')(said),
  },
  {
    title: 'Errors with the content of a message',
    also: 'in a function, from `cdk-workmail-flow/message`',
    intro:
      'A `MessageError` or a `MessageRefusal` of `cdk-workmail-flow/message`; with `MESSAGE_REJECTED` come the problems ' +
      'that were found in the content, which have codes of their own.',
    has: (said) => isError(said) && isIn('message', 'mime')(said),
  },
  {
    title: 'Errors of tests and simulations',
    also: 'in a test or a simulation',
    intro: 'A `MailFlowError` of `cdk-workmail-flow/testing`, which the command tells as well.',
    has: (said) => isError(said) && isIn('testing')(said),
  },
  {
    title: 'Answers that WorkMail would not take',
    also: 'in a simulation',
    intro:
      'What a simulation, and the local WorkMail, say of a call of a function: recipients then get the fallback action of ' +
      'the rule.',
    has: (said) => isError(said) && isIn('simulator')(said),
  },
  {
    title: 'Errors of the local WorkMail',
    also: 'on the local WorkMail',
    intro:
      'A `LocalError`, a `DeploymentError`, a `FunctionError` or a `StateFileError` of `cdk-workmail-flow/local`, which the command tells ' +
      'as well. What the services in it refuse is told in the words and under the codes of AWS.',
    has: (said) => isError(said) && isIn('local', 'run-lambda', 'workmail-api', 'graph')(said),
  },
  {
    title: 'Notices of a simulation',
    also: 'as a notice of a simulation',
    intro: 'No errors: what is odd about a message or an answer, and how it was read all the same.',
    has: ({ kind }) => kind === 'notice',
  },
];
