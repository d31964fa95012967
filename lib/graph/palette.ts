/** Colours of a page. */
export interface Palette {
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

export const LIGHT: Palette = {
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

export const DARK: Palette = {
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
