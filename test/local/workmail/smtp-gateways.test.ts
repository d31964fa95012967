import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import {
  CreateOutboundMailFlowRuleCommand,
  CreateSmtpGatewayCommand,
  DeleteSmtpGatewayCommand,
  type SmtpGateway,
  UpdateSmtpGatewayCommand,
} from '../../../lib/workmail-api';
import { errorOf, FUNCTION_ARN, ORGANIZATION_ID, outboundRule, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

describe('SMTP gateways', () => {
  const SmtpGateway: SmtpGateway = {
    SmtpGatewayName: 'relay',
    HostName: 'relay.example',
    PortNumber: 587,
    Enabled: true,
    Authentication: { UserCredentials: { Username: 'user', Password: 'hunter2' } },
  };
  const createGateway = (change: object = {}) =>
    client.send(new CreateSmtpGatewayCommand({ OrganizationId, SmtpGateway: { ...SmtpGateway, ...change } }));
  const route = outboundRule('route', { SmtpRoutingAction: { SmtpGatewayName: 'relay' } });
  const createRoute = (Rule = route) => client.send(new CreateOutboundMailFlowRuleCommand({ OrganizationId, Rule }));

  it('must be there before a rule, or its fallback, routes to them, and stay as long', async () => {
    const fallback = outboundRule('fallback', {
      OutboundLambdaAction: {
        Arn: FUNCTION_ARN,
        SynchronousLambdaParameters: { RetryPeriodMinutes: 0, FallbackAction: route.Action as never },
      },
    });
    for (const rule of [route, fallback]) {
      expect(await errorOf(createRoute(rule))).toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringMatching(/"relay".*gatewayOfRule/),
      });
    }
    await createGateway();
    await createRoute(fallback);
    const remove = client.send(new DeleteSmtpGatewayCommand({ OrganizationId, SmtpGatewayName: 'relay' }));
    expect((await errorOf(remove)).name).toBe('EntityStateException');
  });

  it('can be created again with the same settings only', async () => {
    await createGateway();
    await createGateway();
    expect((await errorOf(createGateway({ PortNumber: 25 }))).name).toBe('NameAvailabilityException');
  });

  it.each([
    [{ SmtpGatewayName: ' ' }, /SmtpGatewayName/],
    [{ HostName: 'smtp://relay.example' }, /HostName/],
    [{ PortNumber: 65536 }, /PortNumber/],
    [{ Enabled: undefined }, /Enabled/],
    [{ Authentication: {} }, /Authentication/],
    [{ Authentication: { UserCredentials: { Password: 'hunter2' } } }, /Username/],
    [{ Authentication: { ClientCertificate: { CertificateArn: 'x' } } }, /CertificateArn/],
  ])('are refused with %j', async (change, message) => {
    expect(await errorOf(createGateway(change))).toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    });
  });

  it('keep their password from everybody', async () => {
    await createGateway();
    const updated = { ...SmtpGateway, HostName: 'two.example' };
    await client.send(new UpdateSmtpGatewayCommand({ OrganizationId, SmtpGateway: updated }));
    expect(JSON.stringify([workmail.organizations, workmail.requests])).not.toContain('hunter2');
    const is = (password: string) => workmail.isGatewayPassword(OrganizationId, 'relay', password);
    expect([is('hunter2'), is('hunter3')]).toEqual([true, false]);
    expect(workmail.organizations[0]?.smtpGateways[0]?.HostName).toBe('two.example');
  });
});
