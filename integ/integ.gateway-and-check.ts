/** An SMTP gateway whose password rotates with its secret, a rule that routes to it, and a check of where mail goes. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowCheck,
  MailFlowOutcome,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
  RotateWith,
  SmtpGateway,
} from 'cdk-workmail-flow';

// Else the snapshot holds paths of the machine that wrote it.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'WorkMailFlowGatewayAndCheck');
// The real run needs an organization; addresses of the reserved domain never match real mail.
const organization = Organization.fromOrganizationId(
  stack,
  'Organization',
  process.env.WORKMAIL_ORGANIZATION_ID ?? 'm-0123456789abcdef0123456789abcdef',
);

const gateway = new SmtpGateway(stack, 'Relay', {
  organization,
  host: 'smtp.integ.example',
  port: 587,
  username: 'integ',
  passwordSecret: new Secret(stack, 'Password', {
    generateSecretString: { secretStringTemplate: '{"username":"integ"}', generateStringKey: 'password' },
  }),
  passwordJsonField: 'password',
  rotateWith: RotateWith.SECRET,
});
new OutboundMailFlowRule(stack, 'Relayed', {
  organization,
  senders: ['integ.example'],
  action: OutboundAction.routeToSmtpGateway(gateway),
});
const blocked = new InboundMailFlowRule(stack, 'Blocked', {
  organization,
  senders: ['junk.integ.example'],
  action: InboundAction.drop(),
});

new MailFlowCheck(stack, 'Check', { organization })
  .expectInbound({
    fromAddress: 'win@junk.integ.example',
    recipient: 'office@integ.example',
    outcome: MailFlowOutcome.rule(blocked),
  })
  .expectOutbound({
    fromAddress: 'office@integ.example',
    recipient: 'x@partner.integ.example',
    outcome: MailFlowOutcome.action(OutboundAction.routeToSmtpGateway(gateway)),
  });

new IntegTest(app, 'Gateway-and-check', { testCases: [stack], regions: ['us-east-1'] });
