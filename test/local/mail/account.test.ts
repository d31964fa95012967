import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalAccount, type MailProgress } from 'cdk-workmail-flow/local';
import { contentsOf, message, ORGANIZATION_ID, sendTo } from './desk';

const folder = mkdtempSync(join(tmpdir(), 'account-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an account starts with mail, keeps it in its folder, and gives the ports free', async () => {
  const progress: MailProgress[] = [];
  const start = (mail = {}) => LocalAccount.start({ folder, mail });
  const account = await start({ onProgress: (one: MailProgress) => progress.push(one) });
  account.workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
  const { mail } = account;
  if (!mail) throw new Error('mail was not started');
  expect(mail.folder).toBe(join(folder, 'mail'));
  const { inboundPort, submissionPort } = mail;
  await sendTo(inboundPort, 'a@world.example', 'b@corp.example', message());
  await mail.whenIdle();
  expect(progress.map(({ what }) => what)).toEqual(['accepted', 'delivered to inbox']);
  await expect(account.startMail()).rejects.toThrow('The mail of this account was started before');
  await expect(LocalAccount.start({ mail: { folder: mail.folder } })).rejects.toMatchObject({
    code: 'FOLDER_IN_USE',
    problem: expect.stringMatching(/is in use by process \d+/),
  });
  await account.stop();

  const again = await start({ inboundPort, submissionPort });
  expect(again.mail).toMatchObject({ inboundPort, submissionPort });
  expect((await again.mail?.events.read())?.events).toHaveLength(2);
  await again.stop();
  expect(contentsOf(join(folder, 'mail', 'b@corp.example')).map(String)).toEqual([message()]);
});

test('without a folder, mail is gone when the account stops; a port that is in use stops the start, and nothing stays', async () => {
  const account = await LocalAccount.start({ mail: {} });
  const mailFolder = account.mail?.folder ?? '';
  const inboundPort = account.mail?.inboundPort;
  await expect(LocalAccount.start({ mail: { inboundPort } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await account.stop();
  expect(() => readFileSync(mailFolder)).toThrow('ENOENT');
});
