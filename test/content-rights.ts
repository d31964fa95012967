import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  InboundAction,
  MailFlowFunction,
  type MailFlowFunctionProps,
  type MessageContentAccess,
  OutboundAction,
} from '../lib';
import { CODE, ORGANIZATION_ID, organizationIn, type Resource, resourcesOf, testStack } from './constructs';

export const GET = 'workmailmessageflow:GetRawMessageContent';
export const PUT = 'workmailmessageflow:PutRawMessageContent';
export const IMPORTED_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:screening';

export const synchronous = (messageContentAccess: MessageContentAccess) => ({
  synchronous: true,
  fallbackAction: InboundAction.deliver(),
  ruleTimeout: Duration.minutes(30),
  messageContentAccess,
});
export const synchronousOutbound = (messageContentAccess: MessageContentAccess) => ({
  ...synchronous(messageContentAccess),
  fallbackAction: OutboundAction.send(),
});

export function screening(props: Partial<MailFlowFunctionProps>): { stack: Stack; handler: MailFlowFunction } {
  const stack = testStack();
  const handler = new MailFlowFunction(stack, 'Screening', { ...CODE, organization: organizationIn(stack), ...props });
  return { stack, handler };
}

/** What a stack lets functions do with message content: the policies of its own for that, by their last part. */
export function contentPolicies(stack: Stack): Resource[] {
  return resourcesOf(stack, 'AWS::IAM::Policy').filter(({ Properties }) =>
    JSON.stringify(Properties).includes('workmailmessageflow:'),
  );
}

export function statementsOf({ Properties }: Resource): { Action: unknown; Resource: unknown }[] {
  return Properties.PolicyDocument.Statement;
}

export function messages(direction: string, organizationId = ORGANIZATION_ID) {
  const tail = `:workmailmessageflow:eu-west-1:111122223333:message/${organizationId}/${direction}/*`;
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, tail]] };
}

export function warningsOf(stack: Stack, id: string): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(`\\[ack: cdk-workmail-flow:${id}\\]`))
    .map(({ entry }) => String(entry.data));
}
