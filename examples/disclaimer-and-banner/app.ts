import { App } from 'aws-cdk-lib';
import { DisclaimerAndBannerStack } from './disclaimer-and-banner-stack';

const app = new App();
new DisclaimerAndBannerStack(app, 'DisclaimerAndBanner', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
  disclaimer: 'Corp Ltd, 1 Main Street, Springfield. This message is for its recipient only.',
});
