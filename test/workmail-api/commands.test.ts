import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EntityNotFoundException, WorkMailClient } from '@aws-sdk/client-workmail';
import { buildSync } from 'esbuild';
import * as fc from 'fast-check';
import * as api from '../../lib/workmail-api';

/** Answers everything with one document, and keeps what it was asked. */
let server: Server;
let answer: { status: number; document: unknown };
let request: { headers: IncomingMessage['headers']; body: string };
let client: WorkMailClient;
const logged: unknown[] = [];

beforeAll(async () => {
  server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    request = { headers: message.headers, body: Buffer.concat(chunks).toString() };
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.document));
  });
  server.keepAliveTimeout = 0; // a connection that the client keeps is never closed under it
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const log = (entry: unknown) => logged.push(entry);
  client = new WorkMailClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    logger: { trace: log, debug: log, info: log, warn: log, error: log },
  });
});

beforeEach(() => {
  answer = { status: 200, document: {} };
  logged.length = 0;
});

afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const OrganizationId = 'm-0123456789abcdef0123456789abcdef';
const inbound = {
  Name: 'a',
  Condition: { OriginRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: ['x.example'] } },
  Action: {
    InboundLambdaAction: {
      Arn: 'arn',
      SynchronousLambdaParameters: { RetryPeriodMinutes: 5, FallbackAction: { DropAction: {} } },
    },
  },
} as const;
const outbound = {
  Name: 'b',
  Condition: { SenderRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: ['*'] } },
  Action: { SmtpRoutingAction: { SmtpGatewayName: 'relay' } },
} as const;
const SmtpGateway = {
  SmtpGatewayName: 'relay',
  HostName: 'relay.example',
  PortNumber: 587,
  Enabled: true,
  Authentication: { UserCredentials: { Username: 'user', Password: 'hunter2' } },
};
const test = {
  Origin: { FromEmailAddress: 'a@x.example', SenderEmailAddress: 'b@x.example' },
  Destination: { DestinationEmailAddress: 'c@x.example' },
};
const list = { NextToken: 'token', MaxResults: 7 };

const OPERATIONS: [name: string, Command: new (input: never) => unknown, input: object][] = [
  ['CreateInboundMailFlowRule', api.CreateInboundMailFlowRuleCommand, { Rule: inbound }],
  ['UpdateInboundMailFlowRule', api.UpdateInboundMailFlowRuleCommand, { Rule: inbound }],
  ['DescribeInboundMailFlowRule', api.DescribeInboundMailFlowRuleCommand, { RuleName: 'a' }],
  ['DeleteInboundMailFlowRule', api.DeleteInboundMailFlowRuleCommand, { RuleName: 'a' }],
  ['ListInboundMailFlowRules', api.ListInboundMailFlowRulesCommand, list],
  ['TestInboundMailFlowRules', api.TestInboundMailFlowRulesCommand, test],
  ['CreateOutboundMailFlowRule', api.CreateOutboundMailFlowRuleCommand, { Rule: outbound }],
  ['UpdateOutboundMailFlowRule', api.UpdateOutboundMailFlowRuleCommand, { Rule: outbound }],
  ['DescribeOutboundMailFlowRule', api.DescribeOutboundMailFlowRuleCommand, { RuleName: 'b' }],
  ['DeleteOutboundMailFlowRule', api.DeleteOutboundMailFlowRuleCommand, { RuleName: 'b' }],
  ['ListOutboundMailFlowRules', api.ListOutboundMailFlowRulesCommand, list],
  ['TestOutboundMailFlowRules', api.TestOutboundMailFlowRulesCommand, test],
  ['CreateSmtpGateway', api.CreateSmtpGatewayCommand, { SmtpGateway }],
  ['UpdateSmtpGateway', api.UpdateSmtpGatewayCommand, { SmtpGateway }],
  ['DescribeSmtpGateway', api.DescribeSmtpGatewayCommand, { SmtpGatewayName: 'relay' }],
  ['DeleteSmtpGateway', api.DeleteSmtpGatewayCommand, { SmtpGatewayName: 'relay' }],
  ['ListSmtpGateways', api.ListSmtpGatewaysCommand, list],
];

it.each(OPERATIONS)('%s goes over the wire as the service model has it', async (name, Command, input) => {
  await client.send(new Command({ OrganizationId, ...input } as never) as never);
  expect(request.headers).toMatchObject({
    'x-amz-target': `WorkMailService.${name}`,
    'content-type': 'application/x-amz-json-1.1',
    authorization: expect.stringMatching(/\/eu-west-1\/workmail\/aws4_request/),
  });
  expect(JSON.parse(request.body)).toEqual({ OrganizationId, ...input });
});

it('has a command for every operation, and no other', () => {
  const commands = Object.keys(api).filter((name) => name.endsWith('Command'));
  expect(commands.sort()).toEqual(OPERATIONS.map(([name]) => `${name}Command`).sort());
});

it('keeps what of a rule it does not know, so that nobody takes it for another one', async () => {
  const Rule = { ...inbound, Action: { QuarantineAction: { Days: 3, Reasons: ['later'] } }, Priority: 1.5 };
  answer.document = { Rule };
  const output = await client.send(new api.DescribeInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'a' }));
  expect(output.Rule).toEqual(Rule);
});

it('sends and reads any text in names and patterns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const Rule = { ...inbound, Name: text };
      answer.document = { Rule };
      await client.send(new api.CreateInboundMailFlowRuleCommand({ OrganizationId, Rule }));
      expect(JSON.parse(request.body).Rule.Name).toBe(text);
      const output = await client.send(new api.DescribeInboundMailFlowRuleCommand({ OrganizationId, RuleName: text }));
      expect(output.Rule).toEqual(Rule);
    }),
    { numRuns: 50 },
  );
});

it('shows a gateway in the log without its password', async () => {
  answer.document = { SmtpGateway };
  await client.send(new api.CreateSmtpGatewayCommand({ OrganizationId, SmtpGateway }));
  await client.send(new api.DescribeSmtpGatewayCommand({ OrganizationId, SmtpGatewayName: 'relay' }));
  const log = JSON.stringify(logged);
  expect(log).toContain('relay.example');
  expect(log).toContain('CreateSmtpGatewayCommand');
  expect(log).not.toContain('hunter2');
});

it('throws the client’s own exceptions', async () => {
  answer = { status: 400, document: { __type: 'EntityNotFoundException', Message: 'no such rule' } };
  const failing = client.send(new api.DescribeInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'a' }));
  await expect(failing).rejects.toBeInstanceOf(EntityNotFoundException);
  await expect(failing).rejects.toThrow('no such rule');
});

it('leaves nothing in a bundle that the bundle does not use', () => {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { DeleteInboundMailFlowRuleCommand } from './lib/workmail-api'; export { DeleteInboundMailFlowRuleCommand };`,
      resolveDir: `${__dirname}/../..`,
    },
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['@smithy/*', '@aws-sdk/*'],
    write: false,
  });
  const text = String(outputFiles[0]?.text);
  expect(text).toContain('"DeleteInboundMailFlowRule"');
  for (const absent of ['CreateInbound', 'UpdateSmtp', 'MailFlowRuleSummaries', 'paginate', 'ThrottlingException']) {
    expect(text).not.toContain(absent);
  }
});
