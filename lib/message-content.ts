import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { failAt } from './errors';
import { MailFlowDirection } from './mail-flow-direction';
import type { MessageContentGrantOptions } from './message-content-grant-options';
import type { IOrganization } from './organization';
import { checkProps } from './props-check';
import type { Direction } from './rules';

/** What WorkMail's message flow API calls the directions in the ARN of a message. */
const IN_ARN: Readonly<Record<Direction, string>> = { INBOUND: 'incoming', OUTBOUND: 'outgoing' };

export const READ_ACTIONS = ['workmailmessageflow:GetRawMessageContent'];
export const READ_WRITE_ACTIONS = [...READ_ACTIONS, 'workmailmessageflow:PutRawMessageContent'];

/** The ARN of all messages of an organization, or of those of one direction. Ids of messages are not known before. */
export function messagesArn(organization: IOrganization, direction?: Direction): string {
  return Stack.of(organization).formatArn({
    service: 'workmailmessageflow',
    ...organization.env,
    resource: 'message',
    resourceName: `${organization.organizationId}/${direction ? `${IN_ARN[direction]}/` : ''}*`,
  });
}

/** A right for somebody who is no rule's function. */
export function grantMessageContent(
  organization: IOrganization,
  grantee: IGrantable,
  actions: string[],
  options: MessageContentGrantOptions,
): Grant {
  checkProps(organization, 'messageContentGrant', options);
  if (!grantee?.grantPrincipal) {
    failAt(organization, {
      code: 'messageContentGrantee',
      path: 'grantee',
      value: grantee,
      reason: 'rights are given to a principal',
      remedy: 'Give a function, a role, or another principal of IAM',
    });
  }
  const { directions = Object.values(MailFlowDirection) } = options;
  if (!Array.isArray(directions) || directions.length === 0 || !directions.every(isDirection)) {
    failAt(organization, {
      code: 'messageContentDirections',
      path: 'directions',
      value: directions,
      reason: 'mail goes in or out',
      remedy: 'Give a list of MailFlowDirection.INBOUND and OUTBOUND, or leave it out for both',
    });
  }
  const resourceArns = [...new Set(directions)].map((direction) => messagesArn(organization, direction));
  return Grant.addToPrincipal({ grantee, actions, resourceArns });
}

function isDirection(value: unknown): boolean {
  return Object.values(MailFlowDirection).includes(value as MailFlowDirection);
}
