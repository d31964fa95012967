import { App } from 'aws-cdk-lib';
import { MailMetricsStack } from './mail-metrics-stack';

const app = new App();
new MailMetricsStack(app, 'MailMetrics', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
});
