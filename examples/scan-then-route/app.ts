import { App } from 'aws-cdk-lib';
import { ScanThenRouteStack } from './scan-then-route-stack';

const app = new App();
new ScanThenRouteStack(app, 'ScanThenRoute', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  gatewayName: 'archive',
});
