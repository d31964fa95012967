import { directed, type LiveRules } from '../live-rules';
import type { LiveOrganization } from '../organization';
import { findPauses } from '../pause/pauses';
import { type LeftOut, partRules } from './inexpressible';
import { planCode } from './plan';
import { PYTHON_NAMING, writePython } from './python';
import { TYPESCRIPT_NAMING, writeTypeScript } from './typescript';

export type ExportLanguage = 'typescript' | 'python';

const LANGUAGES = {
  typescript: { write: writeTypeScript, naming: TYPESCRIPT_NAMING, usualFile: 'mail-flow.ts' },
  python: { write: writePython, naming: PYTHON_NAMING, usualFile: 'mail_flow.py' },
} as const;

export interface ExportedCode {
  /** A whole CDK app. */
  readonly code: string;
  /** How many rules are in it. */
  readonly rules: number;
  /** Rules that the constructs cannot express. */
  readonly leftOut: readonly LeftOut[];
  /** What somebody has to know who deploys it. */
  readonly notices: readonly string[];
}

/** The live rules as code that synthesizes to the same rules, and adopts them. */
export function exportCode(
  { organizationId, alias, arn }: LiveOrganization,
  live: LiveRules,
  options: { readonly language: ExportLanguage; readonly file?: string },
): ExportedCode {
  const [, , , region = '', account = ''] = arn.split(':');
  const { pauses, leftovers, rules } = findPauses(live);
  const { expressible, leftOut } = partRules(directed(rules), { account, region });
  const { write, naming, usualFile } = LANGUAGES[options.language];
  const plan = planCode({ organizationId, alias, account, region }, expressible, naming);
  return {
    code: write(plan, leftOut, options.file ?? usualFile),
    rules: expressible.length,
    leftOut,
    notices: [
      ...pauses.map(
        ({ rule, direction }) =>
          `The ${direction.toLowerCase()} rule "${rule.Name}" is paused, and exported as it is now: with its fallback action. Resume it first to export it with its function.`,
      ),
      ...leftovers.map(
        ({ parked, because }) =>
          `The rule "${parked.Name}" is left over from a pause and not exported: ${because}, and it never applies.`,
      ),
    ],
  };
}

export type { LeftOut };
