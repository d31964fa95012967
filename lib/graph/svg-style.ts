import { DARK, LIGHT, type Palette } from './palette';

/** Widths and heights in pixels. */
export const LAYOUT = {
  width: 1200,
  margin: 24,
  /** The line on which the numbers stand. */
  spine: 46,
  name: 76,
  senders: 328,
  recipients: 592,
  action: 806,
  lineHeight: 17,
  rowPadding: 10,
} as const;

/** Of a monospaced font of 12 pixels; that of the widest in use. */
export const MONOSPACED_WIDTH = 7.3;
/** Of a proportional font of 11 pixels, on average, with something to spare. */
export const PROPORTIONAL_WIDTH = 6;

/** Of a bold proportional font of 11.5 pixels, on average. */
export const BADGE_LETTER_WIDTH = 7.1;

const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const MONOSPACED = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** The whole style sheet: nothing of it comes from elsewhere. */
export const STYLE = [
  `text{font:11px ${SANS}}`,
  '.title{font-size:20px;font-weight:600}.level{font-size:11px;font-weight:600}.action{font-size:11.5px;font-weight:600;text-anchor:middle}',
  `.mono{font:12px ${MONOSPACED}}.name{font-weight:700}.number{font-size:11px;font-weight:600;text-anchor:middle}`,
  '.spine{stroke-width:2}.never{opacity:.55}.never .name{text-decoration:line-through}',
  paint(LIGHT),
  `@media (prefers-color-scheme:dark){${paint(DARK)}}`,
].join('\n');

function paint({ page, text, muted, line, band, alarm, caution, actions }: Palette): string {
  return [
    `.page,.dot{fill:${page}}text{fill:${text}}.muted{fill:${muted}}.band{fill:${band}}`,
    `.spine,.rule{stroke:${line}}.dot{stroke:${muted}}.arrow{fill:${line}}`,
    `.alarm{fill:${alarm}}.caution{fill:${caution}}`,
    ...Object.entries(actions).map(([name, [fill, ink]]) => `.${name} rect{fill:${fill}}.${name} text{fill:${ink}}`),
  ].join('');
}
