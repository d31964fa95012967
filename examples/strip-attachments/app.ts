import { App } from 'aws-cdk-lib';
import { StripAttachmentsStack } from './strip-attachments-stack';

const app = new App();
new StripAttachmentsStack(app, 'StripAttachments', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  dangerousNames: ['*.exe', '*.scr', '*.js', '*.vbs', '*.bat', '*.cmd', '*.ps1', '*.iso', '*.lnk', '*.docm', '*.xlsm'],
});
