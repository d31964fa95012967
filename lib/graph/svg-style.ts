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
export const PROPORTIONAL_WIDTH = 6.4;

const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const MONOSPACED = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

interface Palette {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly band: string;
  readonly alarm: string;
  readonly caution: string;
  /** Fill and text of each action. */
  readonly actions: Readonly<Record<string, readonly [fill: string, text: string]>>;
}

const LIGHT: Palette = {
  page: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  line: '#d1d9e0',
  band: '#f6f8fa',
  alarm: '#c11121',
  caution: '#8a5300',
  actions: {
    DropAction: ['#ffdcd9', '#82071e'],
    BounceAction: ['#ffe3c2', '#7a3100'],
    MoveToJunkAction: ['#fff3b0', '#5f4700'],
    NormalDeliveryAction: ['#d5f5dc', '#0b5c22'],
    DefaultAction: ['#d5f5dc', '#0b5c22'],
    BypassSpamCheckAction: ['#ccf3ef', '#00544c'],
    SmtpRoutingAction: ['#ece0fb', '#4b2385'],
    InboundLambdaAction: ['#d9eaff', '#083f8c'],
    OutboundLambdaAction: ['#d9eaff', '#083f8c'],
  },
};

const DARK: Palette = {
  page: '#0d1117',
  text: '#e6edf3',
  muted: '#9aa5b1',
  line: '#3d444d',
  band: '#161b22',
  alarm: '#ff8a80',
  caution: '#f0b72f',
  actions: {
    DropAction: ['#67131a', '#ffd7d5'],
    BounceAction: ['#62320a', '#ffdfb6'],
    MoveToJunkAction: ['#544000', '#fbeba0'],
    NormalDeliveryAction: ['#0f4a21', '#c5f4cf'],
    DefaultAction: ['#0f4a21', '#c5f4cf'],
    BypassSpamCheckAction: ['#05473f', '#bff2ea'],
    SmtpRoutingAction: ['#40246b', '#e8dafb'],
    InboundLambdaAction: ['#0f3a70', '#d3e6ff'],
    OutboundLambdaAction: ['#0f3a70', '#d3e6ff'],
  },
};

/** The whole style sheet: nothing of it comes from elsewhere. */
export const STYLE = [
  `text{font:11px ${SANS}}`,
  '.title{font-size:20px;font-weight:600}.level{font-size:11px;font-weight:600}.action{font-size:11.5px;font-weight:600}',
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
