import { App } from 'aws-cdk-lib';
import { OpenTicketsStack } from './open-tickets-stack';

const app = new App();
new OpenTicketsStack(app, 'OpenTickets', {
  organizationId: app.node.tryGetContext('organizationId') ?? 'm-0123456789abcdef0123456789abcdef',
  supportDesk: 'support@corp.example',
  ticketsUrl: 'https://tickets.corp.example/api/tickets',
});
