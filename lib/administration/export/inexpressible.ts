import {
  type DirectedRule,
  describeProblem,
  lambdaAction,
  type Problem,
  validateRule,
  validateRuleSet,
} from '../../rules';
import type { ExportedOrganization } from './plan';
import { reservedTexts } from './reserved-text';

/** A live rule that the constructs cannot express, and why. */
export interface LeftOut {
  readonly directed: DirectedRule;
  readonly reasons: readonly string[];
  /** By which the reasons are explained. */
  readonly codes: readonly string[];
}

/** Parts the rules that constructs can express from the others. */
export function partRules(
  rules: readonly DirectedRule[],
  place: Pick<ExportedOrganization, 'account' | 'region'>,
): { expressible: DirectedRule[]; leftOut: LeftOut[] } {
  const problems = rules.map((directed) => [
    ...validateRule(directed),
    ...functionProblems(directed, place),
    ...reservedTexts(directed.rule),
  ]);
  const sound = rules.filter((_, index) => problems[index]!.length === 0);
  const amongSound = new Map<DirectedRule, Problem[]>();
  for (const { index, ...problem } of validateRuleSet(sound)) {
    amongSound.set(sound[index]!, [...(amongSound.get(sound[index]!) ?? []), problem]);
  }
  const all = rules.map((directed, index) => {
    const found = [...problems[index]!, ...(amongSound.get(directed) ?? [])];
    return { directed, reasons: found.map(describeProblem), codes: [...new Set(found.map(({ code }) => code))] };
  });
  return {
    expressible: all.filter(({ reasons }) => reasons.length === 0).map(({ directed }) => directed),
    leftOut: all.filter(({ reasons }) => reasons.length > 0),
  };
}

/** What is no matter of the document alone. */
function functionProblems({ rule }: DirectedRule, { account, region }: { account: string; region: string }): Problem[] {
  const arn = lambdaAction(rule.Action)?.Arn;
  if (arn === undefined) return [];
  const [, , , functionRegion, functionAccount] = arn.split(':');
  const problem = { path: 'Action', value: arn };
  if (functionRegion !== region || functionAccount !== account) {
    const reason = `WorkMail runs functions of its own Region and account only, and the organization is in ${region} of ${account}`;
    return [{ ...problem, code: 'functionElsewhere', reason, remedy: 'Change the function of the rule' }];
  }
  if (!arn.endsWith(':$LATEST')) return [];
  const reason = 'Lambda takes no permission for $LATEST, so WorkMail could not invoke it';
  return [{ ...problem, code: 'functionLatest', reason, remedy: 'Name the function itself, which runs the same code' }];
}
