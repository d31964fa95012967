import { join } from 'node:path';
import type { IStackSynthesizer } from 'aws-cdk-lib';
import type { DirectedRule } from '../../../lib/rules';
import { synthesize } from './app';
import { areMet, withExpectations } from './checks';
import type { Edits } from './edits';
import { checkIdIn, declaredRules, ruleKey } from './expected';
import type { Gateways } from './gateways';
import type { DeclaredStack, Standing } from './model';
import type { Random } from './random';
import type { Step } from './steps';

/** What a step means, worked out before it is taken. */
export interface Plan {
  /** Absent: the stack is destroyed. */
  readonly declared?: DeclaredStack;
  readonly assembly?: string;
  readonly checkId?: string;
  readonly rules: readonly DirectedRule[];
  /** All live rules, if the step succeeds. */
  readonly after: readonly DirectedRule[];
  /** The rules that leave the stack and stay. */
  readonly released: readonly DirectedRule[];
  /** The rules that a person changed and that are changed again. */
  readonly overwrites: readonly string[];
  /** Must the deployment fail because a name is taken? */
  readonly takesName: boolean;
  /**
   * Does it make a rule that others have already, equal to the letter? If then the connection is cut, nobody can tell
   * whose the rule is: docs/decisions/05-likeness-is-no-title.md.
   */
  readonly meetsLikeness: boolean;
  readonly failsCheck: boolean;
}

/** What a plan is made from. */
export interface Situation {
  readonly folder: string;
  readonly organizationId: string;
  readonly random: Random;
  readonly standing: Readonly<Record<string, Standing>>;
  readonly foreign: readonly DirectedRule[];
  readonly edits: Edits;
  readonly gateways?: Gateways;
  readonly hasChecks: boolean;
  readonly synthesizer?: () => IStackSynthesizer;
}

export function makePlan({ stackName, declared: wanted }: Step, situation: Situation): Plan {
  const { random, standing, foreign, edits, gateways, hasChecks } = situation;
  const previous = standing[stackName];
  const { rules } = write(situation, 'rules', stackName, wanted);
  const isDeclared = (rule: DirectedRule) => rules.some((other) => ruleKey(other) === ruleKey(rule));
  const overwrites = edits.overwritten(previous, wanted, rules);
  const released = edits.applied(retainedOf(previous)).filter((rule) => !isDeclared(rule));
  const others = Object.entries(standing).flatMap(([name, stack]) => (name === stackName ? [] : stack.rules));
  const elsewhere = edits.applied([...foreign, ...others]);
  const own = rules.flatMap((rule) => (overwrites.includes(ruleKey(rule)) ? rule : edits.applied([rule])));
  const after = [...elsewhere.filter((rule) => !isDeclared(rule)), ...released, ...own];
  const declared = wanted && hasChecks ? withExpectations(random, wanted, after) : wanted;
  const written = hasChecks
    ? write(situation, 'whole', stackName, declared)
    : write(situation, 'rules', stackName, declared);
  const runsCheck = written.checkId !== undefined && written.checkId !== previous?.checkId;
  return {
    declared,
    ...written,
    after,
    released,
    overwrites,
    takesName:
      takesRuleName(previous, declared, rules, elsewhere, situation) ||
      (gateways?.wantsTakenName(stackName, declared?.gateway) ?? false),
    meetsLikeness: rules.some(
      (rule, index) => !wanted!.rules[index]!.adopt && elsewhere.some((other) => isEqual(rule, other)),
    ),
    failsCheck: runsCheck && declared !== undefined && !areMet(declared, after),
  };
}

function write(
  { folder, organizationId, synthesizer }: Situation,
  subfolder: string,
  stackName: string,
  declared: DeclaredStack | undefined,
): Pick<Plan, 'assembly' | 'checkId' | 'rules'> {
  if (!declared) return { rules: [] };
  const about = { organizationId, stackName, declared, synthesizer: synthesizer?.() };
  const assembly = synthesize({ ...about, folder: join(folder, subfolder) });
  return { assembly, checkId: checkIdIn(assembly, stackName), rules: declaredRules(assembly, stackName) };
}

function retainedOf(standing: Standing | undefined): DirectedRule[] {
  return (standing?.rules ?? []).filter((_rule, index) => standing?.declared.rules[index]?.retain);
}

function isEqual(one: DirectedRule, other: DirectedRule): boolean {
  return one.direction === other.direction && JSON.stringify(one.rule) === JSON.stringify(other.rule);
}

/**
 * A deployment must fail that wants the name of a rule of other people or of another stack; one that gives the name of
 * one of its own rules to another construct, where the live rule is not as declared; and one that adopts what is not there
 * or not equal.
 */
function takesRuleName(
  previous: Standing | undefined,
  declared: DeclaredStack | undefined,
  rules: readonly DirectedRule[],
  elsewhere: readonly DirectedRule[],
  { foreign, edits }: Situation,
): boolean {
  return rules.some((rule, index) => {
    const { constructId, ruleName, adopt } = declared!.rules[index]!;
    const isSame = (other: DirectedRule) => ruleKey(other) === ruleKey(rule);
    if (!ruleName) return false;
    const held = previous?.rules.findIndex(isSame) ?? -1;
    if (held >= 0 && previous?.declared.rules[held]?.constructId === constructId) return false;
    const equals = (other: DirectedRule | undefined) => other !== undefined && isEqual(rule, other);
    if (adopt) return !equals(foreign.find(isSame));
    if (elsewhere.some(isSame)) return true;
    return held >= 0 && !equals(edits.applied([previous!.rules[held]!])[0]);
  });
}
