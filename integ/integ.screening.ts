/** Synchronous and asynchronous Run Lambda rules in both directions, and the plain actions. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
  RunLambdaRules,
} from 'cdk-workmail-flow';

// Else the snapshot holds paths of the machine that wrote it.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'WorkMailFlowScreening');
// The real run needs an organization; addresses of the reserved domain never match real mail.
const organization = Organization.fromOrganizationId(
  stack,
  'Organization',
  process.env.WORKMAIL_ORGANIZATION_ID ?? 'm-0123456789abcdef0123456789abcdef',
);
const senders = ['integ.example'];

new MailFlowFunction(stack, 'Screening', {
  organization,
  code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  inbound: { synchronous: true, fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(30), senders },
  outbound: { synchronous: true, fallbackAction: OutboundAction.send(), ruleTimeout: Duration.minutes(0), senders },
});

const watching = new LambdaFunction(stack, 'Watching', {
  code: Code.fromInline('def handler(event, context): print(event["messageId"])'),
  runtime: Runtime.PYTHON_3_13,
  handler: 'index.handler',
});
new RunLambdaRules(stack, 'Watch', {
  organization,
  function: watching.currentVersion,
  inbound: { synchronous: false, senders: ['watched.integ.example'] },
  outbound: { synchronous: false, senders: ['watched.integ.example'] },
});

new InboundMailFlowRule(stack, 'Junk', {
  organization,
  senders: ['*.junk.integ.example'],
  action: InboundAction.deliverToJunk(),
});
new OutboundMailFlowRule(stack, 'Closed', {
  organization,
  senders: ['closed@integ.example'],
  recipients: ['outside.integ.example'],
  action: OutboundAction.bounce(),
});

new IntegTest(app, 'Screening-rules', { testCases: [stack], regions: ['us-east-1'] });
