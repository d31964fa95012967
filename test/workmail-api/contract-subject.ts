import type { ServiceInputTypes, WorkMailClient } from '@aws-sdk/client-workmail';
import {
  type CommandClass,
  DeleteInboundMailFlowRuleCommand,
  DeleteOutboundMailFlowRuleCommand,
  DeleteSmtpGatewayCommand,
  meaningOf,
  type Output,
  paginateListInboundMailFlowRules,
  paginateListOutboundMailFlowRules,
  paginateListSmtpGateways,
} from '../../lib/workmail-api';

/** A WorkMail and one of its organizations. */
export interface Subject {
  readonly client: WorkMailClient;
  readonly OrganizationId: string;
}

/** Whatever these tests create bears it, so that they touch nothing else and can clean up after a crash. */
export const PREFIX = 'cdk-workmail-flow-contract-';

/** Reserved by RFC 2606: nobody's mail comes from there or goes there. */
export const DOMAIN = 'contract.example';

export async function send<
  Input extends ServiceInputTypes & { readonly OrganizationId: string },
  Result extends object,
>(
  { client, OrganizationId }: Subject,
  Command: CommandClass<Input, Result>,
  input: Omit<Input, 'OrganizationId'>,
): Promise<Output<Result>> {
  return client.send(new Command({ ...input, OrganizationId } as Input));
}

/** A refusal by WorkMail, whatever its name: no failure of the network, of the rights or of the request's form. */
export async function refused(request: Promise<unknown>): Promise<void> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(['unreachable', 'comeBackLater', 'accessDenied', 'notAuthenticated', 'unknownOperation']).not.toContain(
    meaningOf(error),
  );
}

export async function inboundNames({ client, OrganizationId }: Subject, pageSize = 100): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListInboundMailFlowRules({ client, pageSize }, { OrganizationId })) {
    names.push(...(page.InboundMailFlowRuleSummaries ?? []).map(({ RuleName = '' }) => RuleName));
  }
  return names;
}

export async function outboundNames({ client, OrganizationId }: Subject): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListOutboundMailFlowRules({ client }, { OrganizationId })) {
    names.push(...(page.OutboundMailFlowRuleSummaries ?? []).map(({ RuleName = '' }) => RuleName));
  }
  return names;
}

export async function gatewayNames({ client, OrganizationId }: Subject): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListSmtpGateways({ client }, { OrganizationId })) {
    names.push(...(page.SmtpGatewayNames ?? []));
  }
  return names;
}

export async function cleanUp(subject: Subject): Promise<void> {
  const ours = (names: string[]) => names.filter((name) => name.startsWith(PREFIX));
  for (const RuleName of ours(await inboundNames(subject))) {
    await send(subject, DeleteInboundMailFlowRuleCommand, { RuleName });
  }
  for (const RuleName of ours(await outboundNames(subject))) {
    await send(subject, DeleteOutboundMailFlowRuleCommand, { RuleName });
  }
  for (const SmtpGatewayName of ours(await gatewayNames(subject))) {
    await send(subject, DeleteSmtpGatewayCommand, { SmtpGatewayName });
  }
}
