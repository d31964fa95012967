import { Arn, ArnFormat, type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { failAt } from './errors';
import type { IOrganization } from './organization';
import { isWorkMailRegion, WORKMAIL_REGIONS } from './rules';

/** Rule, function and organization are in one Region and account, and the Region is one of WorkMail's. */
export function checkPlace(scope: IConstruct, organization: IOrganization, handler?: IFunction): void {
  const { region, account } = Stack.of(scope);
  const here = { region, account };
  requireWorkMail(scope, 'env.region', region);
  requireWorkMail(scope, 'organization.env.region', organization.env.region);
  requireSamePlace(scope, 'organization', organization.env, here, 'a rule is deployed where its organization is');
  if (!handler) return;
  const reason = 'WorkMail runs functions of its own Region and account only';
  requireSamePlace(scope, 'function', functionPlace(handler), here, reason);
}

function requireWorkMail(scope: IConstruct, path: string, region: string): void {
  if (Token.isUnresolved(region) || isWorkMailRegion(region)) return;
  failAt(scope, {
    code: 'regionWithoutWorkMail',
    path,
    value: region,
    reason: `WorkMail runs in ${WORKMAIL_REGIONS.join(', ')} only`,
    remedy: 'Deploy the stack to the Region of the organization',
  });
}

/** Both are in one Region and one account, as far as that is known. */
export function requireSamePlace(
  scope: IConstruct,
  what: string,
  there: ResourceEnvironment,
  here: ResourceEnvironment,
  reason: string,
): void {
  for (const member of ['region', 'account'] as const) {
    if (Token.isUnresolved(there[member]) || Token.isUnresolved(here[member]) || there[member] === here[member])
      continue;
    failAt(scope, {
      code: `${what}Elsewhere`,
      path: `${what}.env.${member}`,
      value: there[member],
      reason: `${reason}, and this stack deploys to ${here[member]}`,
      remedy: `Deploy the rule and what it uses in one ${member === 'region' ? 'Region' : 'account'}`,
    });
  }
}

/** An imported function's ARN says more than its construct, which may stand in for another stack's environment. */
function functionPlace(handler: IFunction): ResourceEnvironment {
  if (Token.isUnresolved(handler.functionArn)) return handler.env;
  const { region = '', account = '' } = Arn.split(handler.functionArn, ArnFormat.COLON_RESOURCE_NAME);
  return { region, account };
}
