/**
 * The examples on the desk: their stacks deployed to the local WorkMail, mail sent through them by SMTP, and found in
 * mailboxes. Awkward messages go through those that rewrite: none is lost, none is corrupted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import { App, type Stack } from 'aws-cdk-lib';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { BlockSecretsStack } from '../../examples/block-secrets/block-secrets-stack';
import { CopyToAuditorStack } from '../../examples/copy-to-auditor/copy-to-auditor-stack';
import { DisclaimerAndBannerStack } from '../../examples/disclaimer-and-banner/disclaimer-and-banner-stack';
import { MailMetricsStack } from '../../examples/mail-metrics/mail-metrics-stack';
import { ScanThenRouteStack } from '../../examples/scan-then-route/scan-then-route-stack';
import { StripAttachmentsStack } from '../../examples/strip-attachments/strip-attachments-stack';
import { LocalAccount, type LocalMail } from '../../lib/local';
import { CreateSmtpGatewayCommand } from '../../lib/workmail-api';
import { contentsOf } from '../local/mail/desk';
import { sendBytes } from '../local/mail/send-bytes';
import { CORPUS } from '../message/corpus/messages';
import { rawParts, skeleton } from '../message/support';

jest.setTimeout(180_000);

const organizationId = 'm-0123456789abcdef0123456789abcdef';
const domains = ['corp.example'];

let folder: string;
let account: LocalAccount;
let mail: LocalMail;

/** A new account with one example in it: their rules would decide each other's mail. */
function deployed(makeStack: (app: App) => Stack, prepare?: () => Promise<void>): void {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'examples-'));
    account = await LocalAccount.start({ folder: join(folder, 'account') });
    account.workmail.createOrganization({ alias: 'corp', organizationId, domains });
    await prepare?.();
    const app = new App({ outdir: join(folder, 'assembly') });
    makeStack(app);
    const report = await account.deploy(app.synth().directory);
    expect(report.succeeded).toBe(true);
    mail = await account.startMail();
  });
  afterAll(async () => {
    await account.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

const mailbox = (address: string, ...where: string[]) => contentsOf(join(mail.folder, address, ...where));
const outgoing = () => contentsOf(join(mail.folder, 'outgoing'));

/** By a mail library, as a user's mail program does it. */
async function submit(message: object): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: mail.submissionPort, ignoreTLS: true });
  await transport.sendMail({ from: 'office@corp.example', subject: 'A message', ...message });
  transport.close();
  await mail.whenIdle();
}

interface Arrival {
  readonly name: string;
  readonly sent: Buffer;
  /** Signed or encrypted. */
  readonly isProtected: boolean;
  readonly arrived: readonly Buffer[];
  readonly junk: readonly Buffer[];
}

/** Each awkward message to a mailbox of its own; what arrives, beside what was sent. */
async function receiveCorpus(): Promise<Arrival[]> {
  const addressOf = (index: number) => `sample-${index}@corp.example`;
  for (const [index, { content }] of CORPUS.entries()) {
    await sendBytes(mail.inboundPort, 'outside@customer.example', addressOf(index), content);
  }
  await mail.whenIdle();
  return CORPUS.map(({ name, content, leftAlone = [] }, index) => ({
    name,
    sent: asSent(content),
    isProtected: leftAlone.some((why) => why === 'signed' || why === 'encrypted'),
    arrived: mailbox(addressOf(index)),
    junk: mailbox(addressOf(index), '.Junk'),
  }));
}

/** SMTP ends a message with the end of a line. */
function asSent(content: Buffer): Buffer {
  const isWhole = content.length === 0 || content.subarray(-2).toString('latin1') === '\r\n';
  return isWhole ? content : Buffer.concat([content, Buffer.from('\r\n')]);
}

/** What stands outside of parts, and the parts: as many as before, those of attachments to the byte. */
function expectSameStructure(before: Buffer, after: Buffer): void {
  expect(skeleton(after)).toBe(skeleton(before));
  expect([...rawParts(after).keys()]).toEqual([...rawParts(before).keys()]);
}

describe('a disclaimer below what goes out, a banner above what comes in', () => {
  deployed(
    (app) =>
      new DisclaimerAndBannerStack(app, 'Example', { organizationId, domains, disclaimer: 'Corp Ltd, Springfield' }),
  );

  test('awkward messages arrive, each once, with the banner where they can bear one', async () => {
    let withBanner = 0;
    for (const { sent, isProtected, arrived, junk, name } of await receiveCorpus()) {
      expect([name, arrived.length, junk.length]).toEqual([name, 1, 0]);
      const [after] = arrived as [Buffer];
      if (after.equals(sent)) continue;
      withBanner++;
      expect([name, isProtected]).toEqual([name, false]);
      expectSameStructure(sent, after);
      const { text, html } = await simpleParser(after);
      if (/UTF-16|charset/.test(name)) continue;
      expect([name, `${text}${html}`]).toEqual([
        name,
        expect.stringContaining('This message comes from outside of the'),
      ]);
    }
    expect(withBanner).toBeGreaterThan(CORPUS.length / 2);
  });

  test('a message of a mail library goes out with the disclaimer, and its attachment to the byte', async () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
    await submit({
      to: 'friend@customer.example',
      text: 'Schöne Grüße',
      html: '<p>Schöne <b>Grüße</b></p>',
      attachments: [{ filename: 'data.bin', content }],
    });
    const [sent] = outgoing();
    const { text, html, attachments } = await simpleParser(sent!);
    expect(text).toMatch(/^Schöne Grüße\s+Corp Ltd, Springfield\s*$/);
    expect(html).toMatch(/<p>Schöne <b>Grüße<\/b><\/p>[\s\S]*Corp Ltd, Springfield/);
    expect(attachments[0]?.content.equals(content)).toBe(true);
  });
});

describe('dangerous attachments', () => {
  deployed(
    (app) => new StripAttachmentsStack(app, 'Example', { organizationId, dangerousNames: ['*.exe', '*.scr', '*.js'] }),
  );

  test('awkward messages arrive, each once; those without such a file to the byte', async () => {
    for (const { sent, isProtected, arrived, junk, name } of await receiveCorpus()) {
      expect([name, arrived.length + junk.length]).toEqual([name, 1]);
      const [after] = [...arrived, ...junk] as [Buffer];
      const isWithFile = /\.(?:exe|scr|js)\b/i.test(sent.toString('latin1'));
      expect([name, after.equals(sent)]).toEqual([name, isProtected || !isWithFile]);
      if (isWithFile) expectSameStructure(sent, after);
    }
  });
});

describe('secrets', () => {
  deployed((app) => new BlockSecretsStack(app, 'Example', { organizationId, domains }));

  test('a secret bounces to its sender, who is told why; other mail goes out to the byte', async () => {
    await submit({ to: 'friend@customer.example', text: 'The key is AKIAIOSFODNN7EXAMPLE.' });
    expect(outgoing()).toEqual([]);
    const [bounce] = mailbox('office@corp.example');
    const { text } = await simpleParser(bounce!);
    expect(text).toContain('it seems to hold an AWS access key');
    const raw = ['From: office@corp.example', 'To: friend@customer.example', 'X-Odd:  two  blanks', '', 'Hi', ''];
    const content = Buffer.from(raw.join('\r\n'));
    await sendBytes(mail.submissionPort, 'office@corp.example', 'friend@customer.example', content);
    await mail.whenIdle();
    expect(outgoing()).toEqual([content]);
  });
});

describe('copies for an auditor', () => {
  deployed(
    (app) =>
      new CopyToAuditorStack(app, 'Example', {
        organizationId,
        audited: 'trader@corp.example',
        auditor: 'auditor@corp.example',
      }),
  );

  test('what the trader gets and sends lies in the auditor’s mailbox too, to the byte', async () => {
    const content = Buffer.from('From: friend@customer.example\r\nTo: trader@corp.example\r\n\r\nHi\r\n');
    await sendBytes(mail.inboundPort, 'friend@customer.example', 'trader@corp.example', content);
    await mail.whenIdle();
    expect(mailbox('trader@corp.example')).toEqual([content]);
    expect(mailbox('auditor@corp.example')).toEqual([content]);
    await submit({ from: 'trader@corp.example', to: 'friend@customer.example', text: 'Hello' });
    expect(outgoing()).toHaveLength(1);
    expect(mailbox('auditor@corp.example')).toHaveLength(2);
  });
});

describe('metrics', () => {
  deployed((app) => new MailMetricsStack(app, 'Example', { organizationId, domains }));

  test('mail is delivered to the byte', async () => {
    const content = Buffer.from('From: friend@customer.example\r\nTo: office@corp.example\r\n\r\nHi\r\n');
    await sendBytes(mail.inboundPort, 'friend@customer.example', 'office@corp.example', content);
    await mail.whenIdle();
    expect(mailbox('office@corp.example')).toEqual([content]);
  });
});

describe('a scan, then a gateway', () => {
  deployed(
    (app) => new ScanThenRouteStack(app, 'Example', { organizationId, gatewayName: 'archive' }),
    async () => {
      const { endpoint, region, access } = account.workmail;
      const client = new WorkMailClient({ endpoint, region, credentials: access.root });
      const Authentication = { UserCredentials: { Username: 'user', Password: 'a password that nobody uses' } };
      const SmtpGateway = {
        SmtpGatewayName: 'archive',
        HostName: 'archive.example',
        PortNumber: 587,
        Enabled: true,
        Authentication,
      };
      await client.send(new CreateSmtpGatewayCommand({ OrganizationId: organizationId, SmtpGateway }));
    },
  );

  test('mail is routed through the gateway, to the byte', async () => {
    const content = Buffer.from('From: office@corp.example\r\nTo: friend@customer.example\r\n\r\nHi\r\n');
    await sendBytes(mail.submissionPort, 'office@corp.example', 'friend@customer.example', content);
    await mail.whenIdle();
    expect(contentsOf(join(mail.folder, 'gateways', 'archive'))).toEqual([content]);
    expect(outgoing()).toEqual([]);
  });
});
