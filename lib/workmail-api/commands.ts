import type {
  __MetadataBearer,
  ServiceInputTypes,
  ServiceOutputTypes,
  WorkMailClientResolvedConfig,
} from '@aws-sdk/client-workmail';
import { Command, type CommandImpl } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { InboundAction, InboundRule, OutboundAction, OutboundRule } from '../rules';
import type * as documents from './documents';
import {
  BOOLEAN,
  DOCUMENT,
  LIST_OF_DOCUMENTS,
  LIST_OF_TEXTS,
  type Members,
  NUMBER,
  operationSchema,
  SECRET,
  structure,
  TEXT,
} from './schema';

/** An output as the client gives it: with the request's id and the number of attempts. */
export type Output<Result extends object> = Result & __MetadataBearer;

/** A command class of the official WorkMailClient, for an operation that the client itself lacks. */
export interface CommandClass<Input extends ServiceInputTypes, Result extends object> {
  new (
    input: Input,
  ): CommandImpl<Input, Output<Result>, WorkMailClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>;
}

/** What goes over the wire in both directions; the type parameters say the same to the compiler. */
interface Shape<Input extends ServiceInputTypes, Result extends object> {
  readonly input: Members;
  readonly output: Members;
  /** Never there: it binds the parameters. */
  readonly types?: (input: Input) => Result;
}

/** What every command of the client says about its endpoint; the client does not export it. */
const ENDPOINT_PARAMETERS = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const;

/**
 * Makes a command class as the client's generated ones are made. Stands in the file of those that call it: esbuild heeds
 * the annotation only there, and with it a bundle keeps only the commands that it uses.
 */
/* @__NO_SIDE_EFFECTS__ */
function command<Input extends ServiceInputTypes, Result extends object>(
  operation: string,
  { input, output }: Shape<Input, Result>,
): CommandClass<Input, Result> {
  return Command.classBuilder<
    Input,
    Output<Result>,
    WorkMailClientResolvedConfig,
    ServiceInputTypes,
    ServiceOutputTypes
  >()
    .ep(ENDPOINT_PARAMETERS)
    .m((commandClass, _stack, config) => [getEndpointPlugin(config, commandClass.getEndpointParameterInstructions())])
    .s('WorkMailService', operation)
    .n('WorkMailClient', `${operation}Command`)
    .sc(operationSchema(operation, input, output))
    .build();
}

// ---- inbound rules ------------------------------------------------------------------------------

const RULE_INPUT = { OrganizationId: TEXT, Rule: DOCUMENT };
const RULE_OUTPUT = { Rule: DOCUMENT };
const RULE_NAME_INPUT = { OrganizationId: TEXT, RuleName: TEXT };
const LIST_INPUT = { OrganizationId: TEXT, NextToken: TEXT, MaxResults: NUMBER };
const TEST = {
  input: { OrganizationId: TEXT, Origin: DOCUMENT, Destination: DOCUMENT },
  output: { MatchedRules: LIST_OF_DOCUMENTS },
};

const INBOUND_WRITE: Shape<documents.RuleInput<InboundRule>, documents.Empty> = { input: RULE_INPUT, output: {} };
const INBOUND_READ: Shape<documents.RuleNameInput, documents.RuleOutput<InboundRule>> = {
  input: RULE_NAME_INPUT,
  output: RULE_OUTPUT,
};
const DELETE: Shape<documents.RuleNameInput, documents.Empty> = { input: RULE_NAME_INPUT, output: {} };
const INBOUND_LIST: Shape<documents.ListInput, documents.InboundRuleList> = {
  input: LIST_INPUT,
  output: { InboundMailFlowRuleSummaries: LIST_OF_DOCUMENTS, NextToken: TEXT },
};
const INBOUND_TEST: Shape<documents.TestInput, documents.TestOutput<InboundAction>> = TEST;

export const CreateInboundMailFlowRuleCommand = command('CreateInboundMailFlowRule', INBOUND_WRITE);
export const UpdateInboundMailFlowRuleCommand = command('UpdateInboundMailFlowRule', INBOUND_WRITE);
export const DescribeInboundMailFlowRuleCommand = command('DescribeInboundMailFlowRule', INBOUND_READ);
export const DeleteInboundMailFlowRuleCommand = command('DeleteInboundMailFlowRule', DELETE);
export const ListInboundMailFlowRulesCommand = command('ListInboundMailFlowRules', INBOUND_LIST);
export const TestInboundMailFlowRulesCommand = command('TestInboundMailFlowRules', INBOUND_TEST);

// ---- outbound rules -----------------------------------------------------------------------------

const OUTBOUND_WRITE: Shape<documents.RuleInput<OutboundRule>, documents.Empty> = { input: RULE_INPUT, output: {} };
const OUTBOUND_READ: Shape<documents.RuleNameInput, documents.RuleOutput<OutboundRule>> = {
  input: RULE_NAME_INPUT,
  output: RULE_OUTPUT,
};
const OUTBOUND_LIST: Shape<documents.ListInput, documents.OutboundRuleList> = {
  input: LIST_INPUT,
  output: { OutboundMailFlowRuleSummaries: LIST_OF_DOCUMENTS, NextToken: TEXT },
};
const OUTBOUND_TEST: Shape<documents.TestInput, documents.TestOutput<OutboundAction>> = TEST;

export const CreateOutboundMailFlowRuleCommand = command('CreateOutboundMailFlowRule', OUTBOUND_WRITE);
export const UpdateOutboundMailFlowRuleCommand = command('UpdateOutboundMailFlowRule', OUTBOUND_WRITE);
export const DescribeOutboundMailFlowRuleCommand = command('DescribeOutboundMailFlowRule', OUTBOUND_READ);
export const DeleteOutboundMailFlowRuleCommand = command('DeleteOutboundMailFlowRule', DELETE);
export const ListOutboundMailFlowRulesCommand = command('ListOutboundMailFlowRules', OUTBOUND_LIST);
export const TestOutboundMailFlowRulesCommand = command('TestOutboundMailFlowRules', OUTBOUND_TEST);

// ---- SMTP gateways ------------------------------------------------------------------------------

const GATEWAY = /* @__PURE__ */ structure('SmtpGateway', {
  SmtpGatewayName: TEXT,
  HostName: TEXT,
  PortNumber: NUMBER,
  Enabled: BOOLEAN,
  Status: TEXT,
  Authentication: /* @__PURE__ */ structure('SmtpGatewayAuthentication', {
    UserCredentials: /* @__PURE__ */ structure('UserCredentials', { Username: TEXT, Password: SECRET }),
    ClientCertificate: /* @__PURE__ */ structure('ClientCertificate', { CertificateArn: TEXT }),
  }),
});
const GATEWAY_NAME_INPUT = { OrganizationId: TEXT, SmtpGatewayName: TEXT };

const GATEWAY_WRITE: Shape<documents.SmtpGatewayInput, documents.Empty> = {
  input: { OrganizationId: TEXT, SmtpGateway: GATEWAY },
  output: {},
};
const GATEWAY_READ: Shape<documents.SmtpGatewayNameInput, documents.SmtpGatewayOutput> = {
  input: GATEWAY_NAME_INPUT,
  output: { SmtpGateway: GATEWAY },
};
const GATEWAY_DELETE: Shape<documents.SmtpGatewayNameInput, documents.Empty> = {
  input: GATEWAY_NAME_INPUT,
  output: {},
};
const GATEWAY_LIST: Shape<documents.ListInput, documents.SmtpGatewayList> = {
  input: LIST_INPUT,
  output: { SmtpGatewayNames: LIST_OF_TEXTS, NextToken: TEXT },
};

export const CreateSmtpGatewayCommand = command('CreateSmtpGateway', GATEWAY_WRITE);
export const UpdateSmtpGatewayCommand = command('UpdateSmtpGateway', GATEWAY_WRITE);
export const DescribeSmtpGatewayCommand = command('DescribeSmtpGateway', GATEWAY_READ);
export const DeleteSmtpGatewayCommand = command('DeleteSmtpGateway', GATEWAY_DELETE);
export const ListSmtpGatewaysCommand = command('ListSmtpGateways', GATEWAY_LIST);
