/** A function with alarms, the organization's email event log, and a dashboard of both. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EmailEventLogging, InboundAction, MailFlowDashboard, MailFlowFunction, Organization } from 'cdk-workmail-flow';

// Else the snapshot holds paths of the machine that wrote it.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'WorkMailFlowObservability');
// The real run needs an organization without an email event log; addresses of the reserved domain never match real mail.
const organization = Organization.fromOrganizationId(
  stack,
  'Organization',
  process.env.WORKMAIL_ORGANIZATION_ID ?? 'm-0123456789abcdef0123456789abcdef',
);

const screening = new MailFlowFunction(stack, 'Screening', {
  organization,
  code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  inbound: {
    synchronous: true,
    fallbackAction: InboundAction.deliver(),
    ruleTimeout: Duration.minutes(30),
    senders: ['integ.example'],
  },
});
screening.addAlarms();
const eventLogging = new EmailEventLogging(stack, 'EventLog', { organization });
new MailFlowDashboard(stack, 'Dashboard', { functions: [screening], eventLogging });

new IntegTest(app, 'Observability', { testCases: [stack], regions: ['us-east-1'] });
