import {
  DIRECTIONS,
  type DirectedRule,
  type Direction,
  type InboundRule,
  type OutboundRule,
  type Rule,
} from '../rules';
import {
  type Ask,
  DescribeSmtpGatewayCommand,
  describeRules,
  paginateListSmtpGateways,
  type SmtpGateway,
} from '../workmail-api';
import type { Connection } from './connection';

/** The rules of an organization as WorkMail has them now. */
export interface LiveRules {
  readonly inbound: readonly InboundRule[];
  readonly outbound: readonly OutboundRule[];
}

export async function readRules(connection: Connection, organizationId: string): Promise<LiveRules> {
  const [inbound, outbound] = await Promise.all(
    DIRECTIONS.map((direction) => readRulesOf(connection, organizationId, direction)),
  );
  return { inbound: inbound as InboundRule[], outbound: outbound as OutboundRule[] };
}

/** Those of one direction. */
export function readRulesOf(connection: Connection, organizationId: string, direction: Direction): Promise<Rule[]> {
  const ask: Ask = (operation, call) => connection.ask(`workmail:${operation}`, call, organizationId);
  return describeRules(connection.workmail, organizationId, direction, ask);
}

/** Each with its direction, inbound first. */
export function directed({ inbound, outbound }: LiveRules): DirectedRule[] {
  return [
    ...inbound.map((rule) => ({ direction: 'INBOUND', rule }) as const),
    ...outbound.map((rule) => ({ direction: 'OUTBOUND', rule }) as const),
  ];
}

/** A gateway as far as anybody may see it: without what it signs in with. */
export type LiveGateway = Omit<SmtpGateway, 'Authentication'>;

export async function readGateways(connection: Connection, organizationId: string): Promise<LiveGateway[]> {
  const { workmail: client } = connection;
  const names = await connection.ask(
    'workmail:ListSmtpGateways',
    listNames(connection, organizationId),
    organizationId,
  );
  const gateways: LiveGateway[] = [];
  for (const SmtpGatewayName of names) {
    const call = client.send(new DescribeSmtpGatewayCommand({ OrganizationId: organizationId, SmtpGatewayName }));
    const { SmtpGateway } = await connection.ask('workmail:DescribeSmtpGateway', call, organizationId);
    if (!SmtpGateway) continue;
    const { Authentication: _, ...visible } = SmtpGateway;
    gateways.push(visible);
  }
  return gateways;
}

async function listNames({ workmail: client }: Connection, OrganizationId: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { SmtpGatewayNames = [] } of paginateListSmtpGateways({ client }, { OrganizationId })) {
    names.push(...SmtpGatewayNames);
  }
  return names;
}
