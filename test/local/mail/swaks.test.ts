import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { MailDesk, stopDesks } from './desk';

const run = promisify(execFile);

const isThere = spawnSync('swaks', ['--version']).status === 0;
const testWithSwaks = isThere ? test : test.skip;
const title = isThere ? '' : ' (skipped: swaks is not on this machine)';

afterAll(stopDesks);

testWithSwaks(
  `swaks, an ordinary client, sends in and out${title}`,
  async () => {
    const desk = await MailDesk.start();
    const { inboundPort, submissionPort } = desk.mail;
    const body = '.dot\\n..\\nNaïve – grün\\n.\\nend';
    const swaks = async (port: number, ...options: string[]) =>
      (await run('swaks', ['--server', `127.0.0.1:${port}`, '--body', body, ...options])).stdout;

    const wire = await swaks(inboundPort, '--from', 'a@world.example', '--to', 'b@corp.example,c@corp.example');
    expect(wire).toMatch(/<- +250 2\.6\.0 accepted as/);
    await swaks(
      submissionPort,
      '--from',
      'b@corp.example',
      '--to',
      'x@world.example',
      '--auth',
      'LOGIN',
      '--auth-user',
      'b@corp.example',
      '--auth-password',
      'any',
    );
    await desk.settle();
    const [arrived = Buffer.alloc(0)] = desk.mailbox('b@corp.example');
    // What swaks says it sent, without its marks and the dots that SMTP adds.
    const sent = wire
      .split(/\r?\n/)
      .filter((line) => line.startsWith(' -> '))
      .map((line) => line.slice(4))
      .slice(4, -2)
      .map((line) => line.replace(/^\./, ''));
    const start = sent.findIndex((line) => line.startsWith('Date: '));
    expect(arrived.toString()).toBe(`${sent.slice(start).join('\r\n')}\r\n`);
    expect(desk.mailbox('c@corp.example')).toEqual([arrived]);
    expect(desk.outgoing).toHaveLength(1);
  },
  30_000,
);
