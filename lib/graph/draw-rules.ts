import type { InboundRule, OutboundRule } from '../rules';
import { drawMermaid } from './mermaid';
import { stepsOf } from './steps';
import { drawSvg } from './svg';
import type { FunctionNames } from './words';

export interface RulesToDraw {
  readonly inbound: readonly InboundRule[];
  readonly outbound: readonly OutboundRule[];
  /** Names of functions by their ARN, where they are known better than by the ARN. */
  readonly functionNames?: FunctionNames;
}

export interface RulesDrawing {
  /** A picture that needs nothing from elsewhere. */
  readonly svg: string;
  /** The text of a Mermaid flowchart, for where a review shows those. */
  readonly mermaid: string;
}

/** Draws the rules of an organization in order of precedence, by direction: the same rules give the same drawing. */
export function drawRules({ inbound, outbound, functionNames = {} }: RulesToDraw): RulesDrawing {
  const steps = { INBOUND: stepsOf('INBOUND', inbound), OUTBOUND: stepsOf('OUTBOUND', outbound) };
  return { svg: drawSvg(steps, functionNames), mermaid: drawMermaid(steps, functionNames) };
}
