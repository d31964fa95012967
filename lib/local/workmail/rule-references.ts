import { gatewaysOf, lambdaAction, type Rule } from '../../rules';
import type { Context } from './operation';
import { restsOn, ServiceError } from './service-error';
import type { Organization } from './state';

/** What a rule names outside of itself. */

export function checkGateways(rule: Rule, { organizationId, smtpGateways }: Organization): void {
  const missing = gatewaysOf(rule).find((name) => !smtpGateways.some((gateway) => gateway.SmtpGatewayName === name));
  if (missing === undefined) return;
  throw new ServiceError(
    'invalidInput',
    `The rule "${rule.Name}" routes to the SMTP gateway "${missing}", which ${organizationId} does not have. Create the gateway first.${restsOn('gatewayOfRule')}`,
  );
}

export function checkFunctions(rule: Rule, { account, region }: Context): void {
  const arn = lambdaAction(rule.Action)?.Arn;
  const [, , , ownRegion, ownAccount] = arn?.split(':') ?? [];
  if (arn === undefined || (ownRegion === region && ownAccount === account)) return;
  throw new ServiceError(
    'invalidInput',
    `The rule "${rule.Name}" runs ${arn}: a function must be in the organization's Region and account, which are ${region} and ${account}.${restsOn('functionElsewhere')}`,
  );
}
