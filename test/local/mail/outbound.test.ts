import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateSmtpGatewayCommand, UpdateSmtpGatewayCommand } from '../../../lib/workmail-api';
import {
  contentsOf,
  FUNCTION_ARN,
  forAll,
  inboundRule,
  MailDesk,
  message,
  ORGANIZATION_ID,
  outboundRule,
  stopDesks,
  synchronous,
} from './desk';
import { type FakeServer, startServer, stopServers } from './mail-server';

afterEach(async () => {
  await stopDesks();
  await stopServers();
});

const USER = 'user@corp.example';

function addressOf({ port }: FakeServer) {
  return { host: '127.0.0.1', port };
}

test('mail to the world is kept in a folder, with its envelope beside it', async () => {
  const desk = await MailDesk.start();
  const content = message({ from: USER });
  await desk.submit(USER, ['x@world.example', 'y@world.example'], content);
  await desk.settle();
  expect(desk.outgoing.map(String)).toEqual([content]);
  const [name = ''] = readdirSync(join(desk.folder, 'outgoing', 'new'));
  const envelope = JSON.parse(readFileSync(join(desk.folder, 'outgoing', 'envelopes', `${name}.json`), 'utf8'));
  expect(envelope).toEqual({ from: USER, recipients: ['x@world.example', 'y@world.example'] });
});

test('mail to a user of the organization comes in again, through the inbound rules', async () => {
  const desk = await MailDesk.start({ inbound: [inboundRule('junk', { MoveToJunkAction: {} }, 'junk@corp.example')] });
  await desk.submit(USER, ['b@corp.example', 'junk@corp.example', 'x@world.example']);
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
  expect(desk.junk('junk@corp.example')).toHaveLength(1);
  expect(desk.outgoing).toHaveLength(1);
  expect(desk.progress.find(({ what }) => what === 'handed over')?.openReadings).toEqual(['internalMail']);
});

test('outbound rules: drop, bounce into the mailbox of the user who sent it', async () => {
  const desk = await MailDesk.start({
    outbound: [
      outboundRule('drop', { DropAction: {} }, 'drop.example'),
      outboundRule('bounce', { BounceAction: {} }, 'bounce.example'),
    ],
  });
  await desk.submit(USER, ['a@drop.example', 'a@bounce.example', 'a@world.example']);
  await desk.settle();
  expect(desk.outgoing).toHaveLength(1);
  expect(String(desk.mailbox(USER)[0])).toContain('The administrator blocked the message.');
  expect(desk.progress.find(({ what }) => what === 'bounced')).toMatchObject({
    recipients: ['a@bounce.example'],
    detail: 'The administrator blocked the message. Rule "bounce" matches by From; its action is Bounce.',
  });
});

test('a relay gets the message byte for byte, whatever its lines begin with and its bytes are', async () => {
  const server = await startServer();
  const desk = await MailDesk.start({ relay: addressOf(server) });
  const content = Buffer.concat([
    Buffer.from(message({ from: USER, body: '.\r\n..dots\r\n.\r\n' })),
    Buffer.from([0xff, 0xfe, 0x00, 0x0d, 0x0a, 0x2e, 0x0d, 0x0a]),
  ]);
  await desk.submit(USER, ['x@world.example', 'y@other.example'], content);
  await desk.settle();
  const recipients = ['x@world.example', 'y@other.example'];
  expect(server.received).toEqual([{ from: USER, recipients, content, size: content.length }]);
  expect(desk.outgoing).toEqual([]);
});

test('a relay gets what a function put in the place of the content, and is told its size', async () => {
  const server = await startServer();
  const changed = Buffer.from(message({ from: USER, subject: 'Changed', body: 'longer than before\r\n' }));
  const desk = await MailDesk.start({
    relay: addressOf(server),
    outbound: [outboundRule('change', { OutboundLambdaAction: synchronous({ DropAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: async ({ event }, { messages }) => {
        await messages.update(event.messageId, changed);
        return forAll('DEFAULT');
      },
    },
  });
  await desk.submit(USER, 'x@world.example', message({ from: USER }));
  await desk.settle();
  expect(server.received).toMatchObject([{ content: changed, size: changed.length }]);
});

test('whom the relay refuses, bounces; the others get it', async () => {
  const server = await startServer({ refuse: { 'no@world.example': 550 } });
  const desk = await MailDesk.start({ relay: addressOf(server) });
  await desk.submit(USER, ['no@world.example', 'yes@world.example']);
  await desk.settle();
  expect(server.received).toMatchObject([{ recipients: ['yes@world.example'] }]);
  const bounce = String(desk.mailbox(USER)[0]);
  expect(bounce).toMatch(/Final-Recipient: rfc822; no@world\.example\r\nAction: failed\r\nStatus: 5\.\d\.\d\r\n/);
  expect(bounce).toContain('Diagnostic-Code: smtp; 550');
});

test('a relay that does not take it now is asked again, for those who have not got it', async () => {
  const server = await startServer({ refuse: { 'later@world.example': 451 }, refusals: 1 });
  const desk = await MailDesk.start({ relay: addressOf(server) });
  await desk.submit(USER, ['later@world.example', 'now@world.example']);
  await desk.settle();
  expect(server.received.map(({ recipients }) => recipients)).toEqual([['now@world.example'], ['later@world.example']]);
  expect(desk.progress).toContainEqual(
    expect.objectContaining({ what: 'postponed', recipients: ['later@world.example'] }),
  );
  expect(desk.mailbox(USER)).toEqual([]);
});

test('a relay that cannot be reached makes the message bounce when patience is at an end', async () => {
  const server = await startServer();
  await server.stop();
  const desk = await MailDesk.start({ relay: addressOf(server), relayPatienceMilliseconds: 1500 });
  await desk.submit(USER, 'x@world.example');
  await desk.settle();
  expect(desk.progress.filter(({ what }) => what === 'postponed')).toHaveLength(1);
  expect(String(desk.mailbox(USER)[0])).toContain('Status: 4.4.1');
});

describe('SMTP gateways', () => {
  const Gateway = {
    SmtpGatewayName: 'partner',
    HostName: 'mail.partner.example',
    PortNumber: 587,
    Enabled: true,
    Authentication: { UserCredentials: { Username: 'u', Password: 'p' } },
  };

  async function deskWithGateway(options: Parameters<typeof MailDesk.start>[0] = {}): Promise<MailDesk> {
    const desk = await MailDesk.start(options);
    await desk.send(new CreateSmtpGatewayCommand({ OrganizationId: ORGANIZATION_ID, SmtpGateway: Gateway }));
    await desk.addRules({ outbound: [outboundRule('route', { SmtpRoutingAction: { SmtpGatewayName: 'partner' } })] });
    return desk;
  }

  test('routed mail is kept in a folder of the gateway: nothing leaves the machine by itself', async () => {
    const desk = await deskWithGateway();
    await desk.submit(USER, 'x@partner.example');
    await desk.settle();
    expect(contentsOf(join(desk.folder, 'gateways', 'partner'))).toHaveLength(1);
    expect(desk.outgoing).toEqual([]);
  });

  test('or goes to the server that stands for the gateway, and not to the relay', async () => {
    const [gateway, relay] = [await startServer(), await startServer()];
    const desk = await deskWithGateway({ relay: addressOf(relay), gateways: { partner: addressOf(gateway) } });
    await desk.submit(USER, 'x@partner.example');
    await desk.settle();
    expect(gateway.received).toHaveLength(1);
    expect(relay.received).toEqual([]);
  });

  test('a gateway that cannot be reached makes the message bounce at once', async () => {
    const server = await startServer();
    await server.stop();
    const desk = await deskWithGateway({ gateways: { partner: addressOf(server) } });
    await desk.submit(USER, 'x@partner.example');
    await desk.settle();
    expect(desk.progress.filter(({ what }) => what === 'postponed')).toEqual([]);
    expect(String(desk.mailbox(USER)[0])).toContain('x@partner.example');
  });

  test('so does one that is not enabled', async () => {
    const desk = await deskWithGateway();
    const SmtpGateway = { ...Gateway, Enabled: false };
    await desk.send(new UpdateSmtpGatewayCommand({ OrganizationId: ORGANIZATION_ID, SmtpGateway }));
    await desk.submit(USER, 'x@partner.example');
    await desk.settle();
    expect(String(desk.mailbox(USER)[0])).toContain('The SMTP gateway "partner" is not enabled.');
  });

  test('a synchronous rule routes by its fallback whom the answer leaves out', async () => {
    const desk = await deskWithGateway();
    const fallback = { SmtpRoutingAction: { SmtpGatewayName: 'partner' } };
    const desk2 = await MailDesk.start({
      functions: { [FUNCTION_ARN]: () => ({ actions: [{ action: { type: 'DROP' }, recipients: ['bad@p.example'] }] }) },
    });
    await desk2.send(new CreateSmtpGatewayCommand({ OrganizationId: ORGANIZATION_ID, SmtpGateway: Gateway }));
    await desk2.addRules({ outbound: [outboundRule('scan', { OutboundLambdaAction: synchronous(fallback) })] });
    await desk2.submit(USER, ['bad@p.example', 'good@p.example']);
    await desk2.settle();
    expect(contentsOf(join(desk2.folder, 'gateways', 'partner'))).toHaveLength(1);
    expect(desk.outgoing).toEqual([]);
  });
});

test('a recipient that a function adds to outbound mail gets it', async () => {
  const server = await startServer();
  const desk = await MailDesk.start({
    relay: addressOf(server),
    outbound: [outboundRule('copy', { OutboundLambdaAction: synchronous({ DefaultAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: () => ({
        actions: [
          { action: { type: 'DEFAULT' }, recipients: ['auditor@audit.example', 'colleague@corp.example'] },
          ...(forAll('DEFAULT') as { actions: object[] }).actions,
        ],
      }),
    },
  });
  await desk.submit(USER, 'x@world.example');
  await desk.settle();
  expect(server.received.flatMap(({ recipients }) => recipients).sort()).toEqual([
    'auditor@audit.example',
    'x@world.example',
  ]);
  expect(desk.mailbox('colleague@corp.example')).toHaveLength(1);
});
