import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import { App, Stack } from 'aws-cdk-lib';
import { type IOrganization, Organization } from '../../lib';
import { LocalAccount, type LocalAccountOptions, type StackEvent } from '../../lib/local';
import type { StackReport } from '../../lib/local/cloudformation';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const ENV = { region: 'us-east-1', account: '123456789012' };

/** A local account with one organization, to which a test deploys what it builds. */
export interface EndToEndDesk {
  readonly account: LocalAccount;
  /** Calls WorkMail as a person does who may do everything. */
  readonly person: WorkMailClient;
  readonly events: StackEvent[];
  /** What functions printed. */
  readonly lines: string[];
  readonly notices: string[];
  /** Synthesizes the one stack of an app and deploys it. */
  deploy(build: (stack: Stack, organization: IOrganization) => void, stackName?: string): Promise<StackReport>;
  /** Where the templates are that were deployed. */
  readonly folder: string;
  /** The rules of the organization, document by document. */
  rules(): { inbound: readonly object[]; outbound: readonly object[] };
  stop(): Promise<void>;
}

export async function startDesk(options: LocalAccountOptions = {}): Promise<EndToEndDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
  const [events, lines, notices]: [StackEvent[], string[], string[]] = [[], [], []];
  const account = await LocalAccount.start({
    ...options,
    onEvent: (event) => events.push(event),
    onLog: ({ line }) => lines.push(line),
    onNotice: (notice) => notices.push(notice),
  });
  account.workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
  const { endpoint, region, access } = account.workmail;
  const person = new WorkMailClient({ endpoint, region, credentials: access.root });
  let assemblies = 0;
  return {
    account,
    person,
    events,
    lines,
    notices,
    folder,
    async deploy(build, stackName = 'Mail') {
      const outdir = join(folder, `assembly-${++assemblies}`);
      const app = new App({ outdir, analyticsReporting: false });
      const stack = new Stack(app, stackName, { env: ENV });
      build(stack, Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID));
      app.synth();
      const { stacks } = await account.deploy(outdir);
      return stacks[0]!;
    },
    rules: () => ({
      inbound: account.workmail.inboundRules(ORGANIZATION_ID),
      outbound: account.workmail.outboundRules(ORGANIZATION_ID),
    }),
    async stop() {
      person.destroy();
      await account.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export function failureOf(report: StackReport): string {
  return report.changes.find(({ failure }) => failure)?.failure ?? '';
}
