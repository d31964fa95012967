import type { Permission } from './account-state';

/** A service of AWS that wants to call a function. */
export interface ServiceCall {
  /** `workmail.us-east-1.amazonaws.com` */
  readonly principal: string;
  /** For what it calls: the ARN of an organization. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** Does a statement of a function's resource policy allow the call? */
export function permits(permission: Permission, call: ServiceCall): boolean {
  return (
    ['lambda:InvokeFunction', 'lambda:*', '*'].includes(permission.action) &&
    [call.principal, '*'].includes(permission.principal) &&
    (permission.sourceArn === undefined || isLike(call.sourceArn ?? '', permission.sourceArn)) &&
    (permission.sourceAccount === undefined || permission.sourceAccount === call.sourceAccount)
  );
}

/** Which permission there would have to be, and how those that there are differ from it. */
export function describeMissing(functionArn: string, present: readonly Permission[], call: ServiceCall): string {
  const source = call.sourceArn ? `, source ARN ${call.sourceArn}` : '';
  const account = call.sourceAccount ? `, source account ${call.sourceAccount}` : '';
  const others = present.map(
    ({ action, principal, sourceArn = 'anything', sourceAccount = 'any account' }) =>
      `${action} by ${principal} for ${sourceArn} of ${sourceAccount}`,
  );
  return (
    `${call.principal} may not call ${functionArn}: its resource policy has no permission for lambda:InvokeFunction ` +
    `with principal ${call.principal}${source}${account}. It has ${others.join('; ') || 'none for this qualifier'}. ` +
    `Add an AWS::Lambda::Permission.`
  );
}

/** As IAM's ArnLike: `*` stands for any characters, `?` for one. */
function isLike(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
