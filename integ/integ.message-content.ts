/** A function that reads inbound messages and changes outbound ones, a worker, and the buckets for it. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  MailFlowDirection,
  MailFlowFunction,
  MessageContentAccess,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
  UpdatedMessageBucket,
} from 'cdk-workmail-flow';

// Else the snapshot holds paths of the machine that wrote it.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'WorkMailFlowMessageContent');
// The real run needs an organization; addresses of the reserved domain never match real mail.
const organization = Organization.fromOrganizationId(
  stack,
  'Organization',
  process.env.WORKMAIL_ORGANIZATION_ID ?? 'm-0123456789abcdef0123456789abcdef',
);
const settings = {
  code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
};
const synchronous = { fallbackAction: OutboundAction.send(), ruleTimeout: Duration.minutes(5) };

new MailFlowFunction(stack, 'Banner', {
  ...settings,
  organization,
  inbound: { synchronous: false, senders: ['read.integ.example'], messageContentAccess: MessageContentAccess.READ },
  outbound: {
    ...synchronous,
    synchronous: true,
    senders: ['written.integ.example'],
    messageContentAccess: MessageContentAccess.READ_WRITE,
  },
});

const updatedMessageBucket = new UpdatedMessageBucket(stack, 'Updated', {
  organization,
  removalPolicy: RemovalPolicy.DESTROY,
});
const handler = new LambdaFunction(stack, 'Piece', settings);
new OutboundMailFlowRule(stack, 'Rule', {
  organization,
  senders: ['piece.integ.example'],
  action: OutboundAction.runLambdaSynchronously(handler, {
    ...synchronous,
    messageContentAccess: MessageContentAccess.READ_WRITE,
    updatedMessageBucket,
  }),
});

const worker = new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
organization.grantReadMessageContent(worker, { directions: [MailFlowDirection.INBOUND] });
updatedMessageBucket.grantPutUpdatedMessages(worker);

new IntegTest(app, 'Message-content', { testCases: [stack], regions: ['us-east-1'] });
