import { withLink } from '../rules';

/** What the exit code of the command says; `--help` documents them. */
export const EXIT = {
  ok: 0,
  /** The command ran, and what was asked for is not so. */
  negative: 1,
  wrongInput: 2,
  /** A fault of this program: EX_SOFTWARE of sysexits.h. */
  fault: 70,
  /** What shells say of a command that Ctrl-C ended. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0   it worked, and nothing that you asked to fail on happened
  1   a negative answer: --fail-on or --expect did not come out, a deployment failed, rules differ (diff), a result
      differs (simulate --compare-with), there is a problem (doctor), a rule cannot be expressed (export)
  2   wrong usage or input; the message says what to type instead
  70  a fault of this program
  130 broken off with Ctrl-C, at a question or while messages are simulated`;

/** What a person can mend. */
export class CommandError extends Error {
  constructor(
    /** Stable across releases. */
    readonly code: string,
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(withLink(`${problem}. ${remedy}.`, code));
    this.name = 'CommandError';
  }
}
