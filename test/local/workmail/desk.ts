import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Credentials } from '../../../lib/local/access';
import { LocalWorkMail, type LocalWorkMailOptions } from '../../../lib/local/workmail';
import type { InboundAction, InboundRule, OutboundAction, OutboundRule } from '../../../lib/rules';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:screening';

/** A local WorkMail with one organization, and a client of its root. */
export interface Desk {
  readonly workmail: LocalWorkMail;
  readonly client: WorkMailClient;
}

const running: (() => Promise<void>)[] = [];

export async function startDesk(options: LocalWorkMailOptions = {}): Promise<Desk> {
  const workmail = await LocalWorkMail.start(options);
  running.push(() => workmail.stop());
  if (workmail.organizations.length === 0) {
    workmail.createOrganization({ alias: 'desk', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
  }
  return { workmail, client: clientOf(workmail) };
}

/** To be called after each test, or after all. */
export async function stopDesks(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

/** One attempt only, unless told otherwise: a test sees each answer. */
export function clientOf(workmail: LocalWorkMail, credentials: Credentials = workmail.access.root, maxAttempts = 1) {
  const client = new WorkMailClient({
    endpoint: workmail.endpoint,
    region: workmail.region,
    credentials,
    maxAttempts,
  });
  running.push(async () => client.destroy());
  return client;
}

export function inboundRule(Name: string, Action: InboundAction = { DropAction: {} }, senders = ['*']): InboundRule {
  return {
    Name,
    Condition: { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action,
  };
}

export function outboundRule(Name: string, Action: OutboundAction = { DropAction: {} }, senders = ['*']): OutboundRule {
  return {
    Name,
    Condition: { SenderRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action,
  };
}

/** The error that a request ends with. */
export async function errorOf(request: Promise<unknown>): Promise<Error> {
  return request.then(
    () => {
      throw new Error('The request was expected to fail, and did not.');
    },
    (error: Error) => error,
  );
}
