import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Organization } from '../../../lib';
import type { Direction } from '../../../lib/rules';
import { MailFlow } from '../../../lib/testing';
import { folder, run } from '../../cli/support';
import { type EndToEndDesk, ORGANIZATION_ID } from '../desk';
import type { Build } from './apps';

/** The ways in which functions run on this machine. */

export interface Letter {
  readonly direction?: Direction;
  readonly to: readonly string[];
  readonly eml: string;
}

export interface Result {
  /** For each recipient what happens, and the text of a bounce. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** What the function put back. */
  readonly updated?: Uint8Array;
}

export type Way = (desk: EndToEndDesk, build: Build, letter: Letter) => Promise<Result>;

/** Deployed, with the rights that its role has. */
const inTheLocalWorkMail: Way = async (desk, build, { direction = 'INBOUND', to, eml }) => {
  const report = await desk.deploy(build);
  if (report.outcome === 'failed') throw new Error(`It was not deployed: ${report.reason}`);
  const content = Buffer.from(eml);
  const mail = await desk.account.send({
    organizationId: ORGANIZATION_ID,
    direction,
    from: '',
    recipients: to,
    content,
  });
  return { outcomes: outcomesOf(mail.outcomes), updated: mail.updatedContent };
};

const underTesting: Way = async (desk, build, { direction = 'INBOUND', to, eml }) => {
  const stack = new Stack(new App(), 'Mail');
  build(stack, Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID));
  const flow = MailFlow.fromStack(stack, { domains: ['corp.example'], endpoints: endpointsOf(desk) });
  try {
    const mail = await flow.simulate(direction, { eml, to });
    return { outcomes: outcomesOf(mail.outcomes), updated: mail.updatedContent };
  } finally {
    await flow.stop();
  }
};

const underSimulate: Way = async (desk, build, { direction = 'INBOUND', to, eml }) => {
  const place = mkdtempSync(join(folder, 'simulate-'));
  try {
    const app = new App({ outdir: join(place, 'cdk.out') });
    const stack = new Stack(app, 'Mail');
    build(stack, Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID));
    app.synth();
    const [file, updated] = [join(place, 'message.eml'), join(place, 'updated')];
    writeFileSync(file, eml);
    const { status, stdout, stderr } = await run([
      ...[
        'simulate',
        file,
        '--app',
        join(place, 'cdk.out'),
        '--domain',
        'corp.example',
        '--json',
        '--updated',
        updated,
      ],
      ...(direction === 'OUTBOUND' ? ['--outbound'] : []),
      ...to.flatMap((address) => ['--to', address]),
      ...Object.entries(endpointsOf(desk)).flatMap(([name, url]) => ['--endpoint', `${name}=${url}`]),
    ]);
    if (status !== 0) throw new Error(stderr);
    const [message] = JSON.parse(stdout).messages;
    const isUpdated = readdirSync(place).includes('updated');
    return {
      outcomes: outcomesOf(message.outcomes),
      ...(isUpdated && { updated: readFileSync(join(updated, 'message.eml')) }),
    };
  } finally {
    rmSync(place, { recursive: true });
  }
};

export const WAYS: readonly [string, Way][] = [
  ['in the local WorkMail', inTheLocalWorkMail],
  ['under testing', underTesting],
  ['under simulate', underSimulate],
];

function outcomesOf(outcomes: readonly { recipient: string; kind: string; text?: string }[]): Record<string, string> {
  return Object.fromEntries(
    outcomes.map(({ recipient, kind, text }) => [recipient, text === undefined ? kind : `${kind}: ${text}`]),
  );
}

/** The services that functions call and that no simulation has of its own. */
function endpointsOf({ account }: EndToEndDesk): Record<string, string> {
  const { WORKMAIL = '', CLOUDWATCH = '' } = account.endpoints;
  return { WORKMAIL, ...(CLOUDWATCH && { CLOUDWATCH }) };
}
