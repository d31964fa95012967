import { App, Duration } from 'aws-cdk-lib';
import { ScreeningStack } from './screening-stack';

const app = new App();
new ScreeningStack(app, 'Screening', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  blockedDomains: ['*.junk.example'],
  ruleTimeout: Duration.minutes(30),
  blockedRuleName: 'blocked',
});
