/** An organization that is looked up by its alias, a rule that is adopted, and a rule that a person enters. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { InboundAction, InboundMailFlowRule, Organization, Provisioning } from 'cdk-workmail-flow';

// Else the snapshot holds paths of the machine that wrote it.
const app = new App({ context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'WorkMailFlowOrganizationAlias');
const organization = Organization.fromOrganizationAlias(stack, 'Organization', 'integ');

new InboundMailFlowRule(stack, 'Adopted', {
  organization,
  ruleName: 'integ-adopted',
  senders: ['adopted.integ.example'],
  action: InboundAction.neverDeliverToJunk(),
  adoptExisting: true,
});
new InboundMailFlowRule(stack, 'InConsole', {
  organization,
  ruleName: 'integ-console',
  senders: ['console.integ.example'],
  action: InboundAction.deliver(),
  provisioning: Provisioning.CONSOLE,
});

new IntegTest(app, 'Organization-by-alias', { testCases: [stack], regions: ['us-east-1'] });
