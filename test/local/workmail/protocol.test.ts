import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import { sign } from '../access/requests';
import { inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

let workmail: LocalWorkMail;

beforeAll(async () => {
  ({ workmail } = await startDesk());
});
afterAll(stopDesks);

interface Reply {
  readonly status: number;
  readonly body: { __type?: string; Message?: string };
}

/** One signed request, whatever its body is. */
async function post(operation: string, body: string | Uint8Array, change: Record<string, string> = {}): Promise<Reply> {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  const headers = {
    host: new URL(workmail.endpoint).host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `WorkMailService.${operation}`,
    ...change,
  };
  const signed = await sign({ headers, body: text }, workmail.access.root);
  return fetchReply('/', {
    method: 'POST',
    headers: signed.headers as Record<string, string>,
    body: text,
  });
}

async function fetchReply(path: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(workmail.endpoint + path, init);
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

describe('a request that is none', () => {
  it.each([
    ['/', 'GET', 404],
    ['/organizations', 'POST', 404],
    ['/?x=1', 'POST', 404],
    ['/', 'POST', 400],
  ])('%s %s is an unknown operation', async (path, method, status) => {
    const reply = await fetchReply(path, { method });
    expect(reply).toMatchObject({ status, body: { __type: 'UnknownOperationException' } });
  });

  it('names the operations that there are', async () => {
    const reply = await post('ListResources', '{}');
    expect(reply).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
    expect(reply.body.Message).toContain('no operation ListResources. It has CreateOrganization, ');
    expect((await post('toString', '{}')).body.__type).toBe('UnknownOperationException');
  });

  it('without a signature is told so', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'WorkMailService.ListOrganizations',
    };
    const reply = await fetchReply('/', { method: 'POST', headers, body: '{}' });
    expect(reply).toMatchObject({ status: 400, body: { __type: 'MissingAuthenticationTokenException' } });
  });

  it.each([
    ['{"a":', 'SerializationException'],
    ['[]', 'SerializationException'],
    ['null', 'SerializationException'],
    ['{"OrganizationId":1}', 'SerializationException'],
    ['{"OrganizationId":null}', 'InvalidParameterException'],
    ['', 'InvalidParameterException'],
  ])('with the body %s is a %s', async (body, name) => {
    expect((await post('ListInboundMailFlowRules', body)).body.__type).toBe(name);
  });

  it('is refused when it is larger than 1 MiB, and nothing of it is read', async () => {
    const reply = await post('CreateInboundMailFlowRule', ' '.repeat(1024 * 1024 + 1));
    expect(reply).toMatchObject({ status: 413, body: { __type: 'RequestEntityTooLargeException' } });
  });

  it('is survived when it ends in the middle', async () => {
    const { port } = new URL(workmail.endpoint);
    const socket = connect(Number(port), '127.0.0.1');
    const begin = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';
    await new Promise<void>((resolve) => socket.write(begin, () => resolve()));
    socket.end();
    socket.resume();
    const isCut = () =>
      workmail.requests.some(({ outcome, operation }) => outcome === 'cut' && operation === undefined);
    for (const end = Date.now() + 5000; !isCut() && Date.now() < end; ) await pause(20);
    socket.destroy();
    expect(isCut()).toBe(true);
    expect((await post('ListOrganizations', '{}')).status).toBe(200);
  });
});

describe('whatever comes', () => {
  const operations = [
    'CreateInboundMailFlowRule',
    'UpdateOutboundMailFlowRule',
    'CreateSmtpGateway',
    'ListInboundMailFlowRules',
    'TestInboundMailFlowRules',
    'CreateOrganization',
    'DescribeOrganization',
    'RegisterMailDomain',
  ];

  /** Answered in the protocol, and never by a failure of the server's own. */
  function expectSound({ status, body }: Reply): void {
    if (status === 200) return;
    expect(status).toBe(400);
    expect(body).toEqual({ __type: expect.stringMatching(/Exception$/), Message: expect.any(String) });
    expect(body.__type).not.toBe('InternalFailure');
  }

  it('as bytes is answered in the protocol', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), fc.uint8Array({ maxLength: 200 }), async (operation, body) => {
        expectSound(await post(operation, body));
      }),
      { numRuns: 150 },
    );
  });

  it('as JSON in place of any member of a request is answered in the protocol', async () => {
    const members = [
      'Rule',
      'SmtpGateway',
      'Origin',
      'Destination',
      'NextToken',
      'MaxResults',
      'Alias',
      'Domains',
      'DomainName',
      'RuleName',
    ];
    const document = fc.dictionary(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), document, async (operation, members) => {
        expectSound(await post(operation, JSON.stringify({ OrganizationId: ORGANIZATION_ID, ...members })));
      }),
      { numRuns: 150 },
    );
  });

  it('as JSON in place of any part of a rule or a gateway is answered in the protocol', async () => {
    const gateway = {
      SmtpGatewayName: 'g',
      HostName: 'h',
      PortNumber: 25,
      Enabled: true,
      Authentication: { UserCredentials: { Username: 'u' } },
    };
    const whole = { OrganizationId: ORGANIZATION_ID, Rule: inboundRule('fuzz'), SmtpGateway: gateway };
    const paths = pathsOf(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'CreateInboundMailFlowRule',
          'UpdateInboundMailFlowRule',
          'CreateOutboundMailFlowRule',
          'CreateSmtpGateway',
          'UpdateSmtpGateway',
        ),
        fc.constantFrom(...paths),
        fc.jsonValue({ maxDepth: 3 }),
        async (operation, path, value) => {
          expectSound(await post(operation, JSON.stringify(replaced(whole, path, value))));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves only rules that are some', () => {
    for (const { Name, Condition } of workmail.inboundRules(ORGANIZATION_ID)) {
      expect([typeof Name, Array.isArray(Condition.OriginRuleCondition.Patterns)]).toEqual(['string', true]);
    }
  });
});

it('answers in less than a millisecond', async () => {
  const before = workmail.requests.length;
  for (let index = 0; index < 300; index++) {
    await post(
      'CreateOutboundMailFlowRule',
      JSON.stringify({ OrganizationId: ORGANIZATION_ID, Rule: outbound(index) }),
    );
    await post('ListOutboundMailFlowRules', JSON.stringify({ OrganizationId: ORGANIZATION_ID }));
  }
  const times = workmail.requests
    .slice(before)
    .map(({ milliseconds }) => milliseconds)
    .sort((a, b) => a - b);
  expect(workmail.outboundRules(ORGANIZATION_ID).length).toBeGreaterThanOrEqual(300);
  // The faster quarter: the others shared the processor with whatever else runs here.
  expect(times[Math.floor(times.length / 4)]).toBeLessThan(1);
});

function outbound(index: number) {
  return {
    Name: `rule-${index}`,
    Condition: {
      SenderRuleCondition: { Patterns: [`d${index}.example`] },
      DestinationRuleCondition: { Patterns: ['*'] },
    },
    Action: { DropAction: {} },
  };
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}
