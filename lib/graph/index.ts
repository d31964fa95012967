export { drawRules, type RulesDrawing, type RulesToDraw } from './draw-rules';
