import { App } from 'aws-cdk-lib';
import { BlockSecretsStack } from './block-secrets-stack';

const app = new App();
new BlockSecretsStack(app, 'BlockSecrets', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  domains: ['corp.example'],
});
