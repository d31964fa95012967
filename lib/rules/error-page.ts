/** Made from the sources, so that every code has its heading there: `npm run docs:errors`. */
const PAGE = 'https://github.com/cdk-workmail-flow/cdk-workmail-flow/blob/main/docs/errors.md';

/** Where a code is explained. GitHub writes the anchors of headings in lower case. */
export function errorLink(code: string): string {
  return `${PAGE}#${code.toLowerCase()}`;
}

/** A message, and at its end where it is explained: on a line of its own if the message has several. */
export function withLink(message: string, code: string): string {
  return `${message}${message.includes('\n') ? '\n' : ' '}See ${errorLink(code)}`;
}
