import { App } from 'aws-cdk-lib';
import { CopyToAuditorStack } from './copy-to-auditor-stack';

const app = new App();
new CopyToAuditorStack(app, 'CopyToAuditor', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  audited: 'trader@corp.example',
  auditor: 'auditor@corp.example',
});
