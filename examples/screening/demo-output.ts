import type { DeployReport, LocalAccount, ResourceChange } from 'cdk-workmail-flow/local';
import { printTable } from './table';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';

export function heading(text: string): void {
  console.log(`\n== ${text} ==\n`);
}

const VERBS: Readonly<Record<ResourceChange['operation'], string>> = {
  CREATE: 'created',
  UPDATE: 'updated',
  REPLACE: 'replaced',
  DELETE: 'removed',
  RETAIN: 'retained',
};

/** Prints what a deployment did; returns what it did to rules, in words. */
export function showReport(report: DeployReport): string[] {
  const changes = report.stacks.flatMap((stack) => stack.changes);
  const [stack] = report.stacks;
  if (!report.succeeded) {
    throw new Error(
      `The deployment failed: ${stack?.reason ?? ''} ${changes.flatMap(({ failure }) => failure ?? []).join(' ')}`,
    );
  }
  const ofRules = changes.filter(({ type }) => /^Custom::WorkMail(In|Out)boundMailFlowRule$/.test(type));
  printTable(
    ['', 'rule', 'resource'],
    ofRules.map(({ operation, physicalId, type }) => [VERBS[operation], ruleName(physicalId), type]),
  );
  const seconds = ((stack?.milliseconds ?? 0) / 1000).toFixed(1);
  console.log(`\n${stack?.status}: ${changes.length} resources, ${ofRules.length} of them rules, in ${seconds} s`);
  return ofRules.map(({ operation, physicalId }) => `${VERBS[operation]} ${ruleName(physicalId)}`).sort();
}

/** The provider's physical id ends with the rule's name. */
function ruleName(physicalId = ''): string {
  return physicalId.split('/').slice(2).join('/');
}

/** Prints the live rules, asked of WorkMail's API; returns their number. */
export async function showRules(account: LocalAccount): Promise<number> {
  const rows: string[][] = [];
  for (const direction of ['INBOUND', 'OUTBOUND'] as const) {
    for (const { Name, Condition, Action } of await account.rules.describe(ORGANIZATION_ID, direction)) {
      const sender = 'OriginRuleCondition' in Condition ? Condition.OriginRuleCondition : Condition.SenderRuleCondition;
      const recipients = Condition.DestinationRuleCondition.Patterns;
      rows.push([direction, Name, sender.Patterns.join(' '), recipients.join(' '), describeAction(Action)]);
    }
  }
  printTable(['direction', 'rule', 'senders', 'recipients', 'action'], rows);
  if (rows.length === 0) console.log('no rules');
  return rows.length;
}

function describeAction(action: object): string {
  const [[member, settings] = ['', {}]] = Object.entries(action);
  const { Arn, SynchronousLambdaParameters: synchronous } = settings as {
    Arn?: string;
    SynchronousLambdaParameters?: { RetryPeriodMinutes: number; FallbackAction: object };
  };
  if (!Arn) return member;
  if (!synchronous) return `${member}, asynchronous`;
  const fallback = Object.keys(synchronous.FallbackAction).join();
  return `${member}, synchronous, after ${synchronous.RetryPeriodMinutes} minutes ${fallback}`;
}

interface Mail {
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly from: string;
  readonly recipient: string;
}

/** Prints which rules WorkMail says apply; returns them. */
export async function showMatching(account: LocalAccount, mails: readonly Mail[]): Promise<string[]> {
  const rows: string[][] = [];
  for (const { direction, ...mail } of mails) {
    const names = await account.rules.matching(ORGANIZATION_ID, direction, mail);
    rows.push([direction, mail.from, mail.recipient, names.join(' ')]);
  }
  printTable(['direction', 'from', 'to', 'rule'], rows);
  return rows.map((row) => row[3] ?? '');
}

/** Prints what became of a message for each recipient; returns it in short. */
export function showOutcomes(simulation: Awaited<ReturnType<LocalAccount['send']>>): string[] {
  printTable(
    ['recipient', 'outcome', 'decided by', 'why'],
    simulation.outcomes.map(({ recipient, kind, rule, why }) => [recipient, kind, rule?.Name ?? 'no rule', why]),
  );
  for (const { functionArn, attempts, synchronous } of simulation.calls) {
    const took = attempts.map(({ milliseconds }) => `${milliseconds.toFixed(0)} ms`).join(', ');
    console.log(`\n${synchronous ? 'waited for' : 'did not wait for'} ${functionArn} (${took})`);
  }
  return simulation.outcomes.map(({ recipient, kind, rule }) => `${recipient} ${kind} by ${rule?.Name ?? 'no rule'}`);
}
