import { request } from 'node:http';
import { type Desk, startDesk, thing } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.seen();
  desk.events.length = 0;
});

const deploy = async (name: string, resources: Record<string, object>, others = {}) =>
  (await desk.deploy({ [name]: desk.template(resources, others) })).stacks[0]!;
const failureOf = (report: Awaited<ReturnType<typeof deploy>>) =>
  report.changes.find(({ failure }) => failure)?.failure;

describe('the event', () => {
  test('has what CloudFormation sends, with numbers and booleans as texts', async () => {
    await deploy('event', {
      A: thing({ Number: 4, Half: 0.5, Yes: true, Deep: [{ No: false, List: [1, 'x'] }], Empty: {} }),
    });
    const [create] = desk.seen();
    const { began, awsRequestId, ...event } = create!;
    expect(event).toEqual({
      RequestType: 'Create',
      ServiceToken: expect.stringMatching(
        /^arn:aws:lambda:us-east-1:111122223333:function:event-Provider-[A-Z0-9]{12}$/,
      ),
      ResponseURL: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/cloudformation-custom-resource-response\/arn%3Aaws%3A\S+\?AWSAccessKeyId=\w+&Expires=\d+&Signature=\S+$/,
      ),
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:111122223333:stack\/event\/[0-9a-f-]{36}$/),
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      LogicalResourceId: 'A',
      ResourceType: 'Custom::Thing',
      ResourceProperties: {
        ServiceToken: event.ServiceToken,
        Number: '4',
        Half: '0.5',
        Yes: 'true',
        Deep: [{ No: 'false', List: ['1', 'x'] }],
        Empty: {},
      },
    });
    await deploy('event', { A: { ...thing({ Number: 5 }), Type: 'Custom::Thing' } });
    const [update] = desk.seen();
    expect(update).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'A-made',
      ResourceProperties: { Number: '5' },
      OldResourceProperties: { Number: '4', Yes: 'true' },
    });
    await desk.local.destroy('event');
    const [remove] = desk.seen();
    expect(remove).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: 'A-made',
      ResourceProperties: { Number: '5' },
    });
    expect(remove).not.toHaveProperty('OldResourceProperties');
  });

  test('AWS::CloudFormation::CustomResource is one too; the token may name an alias', async () => {
    const resources = {
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Provider' } } },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: { Ref: 'Provider' },
          FunctionVersion: { 'Fn::GetAtt': 'Version.Version' },
        },
      },
      A: { ...thing({ ServiceToken: { Ref: 'Alias' } }), Type: 'AWS::CloudFormation::CustomResource' },
    };
    expect(await deploy('alias', resources)).toMatchObject({ outcome: 'created' });
    expect(desk.seen()[0]).toMatchObject({
      ResourceType: 'AWS::CloudFormation::CustomResource',
      ServiceToken: expect.stringMatching(/:live$/),
    });
  });

  test('a token that names no function fails without a request, and without a Delete', async () => {
    const report = await deploy('nobody', {
      A: thing({ ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:none' }),
    });
    expect(report.status).toBe('ROLLBACK_COMPLETE');
    expect(failureOf(report)).toBe('Function not found: arn:aws:lambda:us-east-1:111122223333:function:none');
  });
});

describe('a function that fails', () => {
  test.each(['THROW', 'CRASH'])('by %s is called again twice with the same event and request id', async (how) => {
    const name = how.toLowerCase();
    expect(await deploy(name, { A: thing({ Create: `${how} 2` }) })).toMatchObject({ outcome: 'created' });
    const seen = desk.seen();
    expect(seen).toHaveLength(3);
    expect(
      new Set(seen.map(({ RequestId, ResponseURL, awsRequestId }) => RequestId + ResponseURL + awsRequestId)).size,
    ).toBe(1);
  });

  test('at each try fails the creation; its Delete has an id that CloudFormation made up', async () => {
    const report = await deploy('hopeless', { A: thing({ Create: 'THROW' }) });
    expect(report.status).toBe('ROLLBACK_COMPLETE');
    expect(failureOf(report)).toMatch(
      /did not receive a response from your custom resource.*The function failed: Error: thrown by the function/,
    );
    expect(desk.told()).toEqual([
      'Create A',
      'Create A',
      'Create A',
      expect.stringMatching(/^Delete A hopeless-A-[A-Z0-9]{12}$/),
    ]);
  });

  test('is called as often as its EventInvokeConfig says', async () => {
    const settings = { FunctionName: { Ref: 'Provider' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 };
    const config = { Type: 'AWS::Lambda::EventInvokeConfig', Properties: settings };
    expect(
      await deploy('once', { Config: config, A: thing({ Create: 'THROW 1' }, { DependsOn: 'Config' }) }),
    ).toMatchObject({ outcome: 'failed' });
    expect(desk.told().filter((line) => line === 'Create A')).toHaveLength(1);
  });

  test('after its time is over', async () => {
    const provider = desk.provider() as { Properties: object };
    const resources = {
      Provider: { ...provider, Properties: { ...provider.Properties, Timeout: 1 } },
      A: thing({ Wait: 3000 }),
    };
    const settings = {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Provider' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    };
    const waiting = deploy('late', {
      ...resources,
      Config: settings,
      B: thing({}, { DependsOn: ['Config'] }),
      A: thing({ Create: 'SUCCESS', Wait: 3000 }, { DependsOn: 'B' }),
    });
    const report = await waiting;
    expect(failureOf(report)).toMatch(
      /The function failed: Sandbox.Timedout: \S+Z \S+ Task timed out after 1\.00 seconds/,
    );
    // its Delete takes as long
    expect(report.status).toBe('ROLLBACK_FAILED');
  });
});

describe('a function that does not answer', () => {
  test('is given up after ServiceTimeout', async () => {
    const started = Date.now();
    const report = await deploy('silent', { A: thing({ Create: 'SILENT', ServiceTimeout: 1 }) });
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000);
    expect(failureOf(report)).toMatch(
      /^CloudFormation did not receive a response from your custom resource. Please check your logs for requestId \[[0-9a-f-]{36}\]\.$/,
    );
    expect(desk.told()).toEqual(['Create A', expect.stringMatching(/^Delete A silent-A-[A-Z0-9]{12}$/)]);
  });
});

describe('the answer', () => {
  /** A provider whose code tells what it got for its PUTs. */
  const answering = (code: string) => {
    const provider = desk.provider() as { Properties: object };
    const source = `
      const put = async (event, body, { headers = {}, method = 'PUT', url = event.ResponseURL, ...others } = {}) => {
        const response = await fetch(url, { method, headers: { 'content-type': '', ...headers }, body, ...others });
        console.log(event.StackId.split('/')[1], event.RequestType, response.status, /<Code>(\\w+)/.exec(await response.text())?.[1] ?? '');
      };
      exports.handler = async (event) => {
        const { StackId, RequestId, LogicalResourceId } = event;
        const answer = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId: event.PhysicalResourceId ?? 'made' };
        if (event.RequestType !== 'Create') return put(event, JSON.stringify(answer));
        ${code}
      };`;
    return {
      Provider: { ...provider, Properties: { ...provider.Properties, Code: { ZipFile: source } } },
      A: thing({ ServiceTimeout: 1 }),
    };
  };
  let stacks = 0;
  const tryAnswer = async (code: string) => {
    const name = `answer${++stacks}`;
    const report = await deploy(name, answering(code));
    // the function's line comes after what it tells about
    const said = () => desk.logs.filter((line) => line.startsWith(`${name} Create`));
    await desk.waitUntil(() => said().length > 0);
    return {
      report,
      failure: failureOf(report),
      said: said().map((line) => line.replace(`${name} Create`, '').trim()),
    };
  };

  test('is taken by a PUT without a content type', async () => {
    const { report, said } = await tryAnswer('await put(event, JSON.stringify(answer));');
    expect(report.outcome).toBe('created');
    expect(said).toEqual(['200']);
  });

  test('is refused in every other form', async () => {
    const forms = {
      '403 SignatureDoesNotMatch for a content type':
        'await put(event, JSON.stringify(answer), { headers: { "content-type": "application/json" } });',
      '403 SignatureDoesNotMatch for another method': 'await put(event, undefined, { method: "GET" });',
      '403 SignatureDoesNotMatch for another signature':
        'await put(event, JSON.stringify(answer), { url: event.ResponseURL.replace(/Signature=./, "Signature=-") });',
      '403 SignatureDoesNotMatch for another path':
        'await put(event, JSON.stringify(answer), { url: event.ResponseURL.replace("response/", "response/x") });',
      '411 MissingContentLength for no length':
        'await put(event, new Blob([JSON.stringify(answer)]).stream(), { duplex: "half" });',
    };
    const tried = await Promise.all(
      Object.entries(forms).map(async ([form, code]) => {
        const { failure, said } = await tryAnswer(code);
        expect(failure).toContain('did not receive a response');
        return `${said} for ${form.split(' for ')[1]}`;
      }),
    );
    expect(tried).toEqual(Object.keys(forms));
  });

  test.each([
    [
      'over 4,096 bytes',
      'await put(event, JSON.stringify({ ...answer, Data: { x: "y".repeat(4096) } }));',
      'Response object is too long.',
    ],
    ['that is no JSON', 'await put(event, "yes");', 'Invalid response object: it is no JSON object.'],
    [
      'to another request',
      'await put(event, JSON.stringify({ ...answer, RequestId: "x" }));',
      "Invalid response object: its RequestId is not the request's.",
    ],
    [
      'without a physical id',
      'await put(event, JSON.stringify({ ...answer, PhysicalResourceId: undefined }));',
      'Invalid PhysicalResourceId',
    ],
    [
      'with an unknown status',
      'await put(event, JSON.stringify({ ...answer, Status: "OK" }));',
      'Invalid response object: Status must be SUCCESS or FAILED.',
    ],
    [
      'FAILED without a reason',
      'await put(event, JSON.stringify({ ...answer, Status: "FAILED" }));',
      'Invalid response object: a FAILED needs a Reason.',
    ],
    [
      'with data that are no object',
      'await put(event, JSON.stringify({ ...answer, Data: "x" }));',
      'Invalid response object: Data must be an object.',
    ],
  ])('%s fails the resource', async (_, code, expected) => {
    const { failure, said } = await tryAnswer(code);
    expect(said).toEqual(['200']);
    expect(failure).toBe(expected);
  });

  test('counts once', async () => {
    const code =
      'await put(event, JSON.stringify(answer)); await put(event, JSON.stringify({ ...answer, Status: "FAILED", Reason: "x", PhysicalResourceId: "other" }));';
    const { report } = await tryAnswer(code);
    expect(report.outcome).toBe('created');
    expect(desk.local.resources(report.name).find(({ logicalId }) => logicalId === 'A')?.physicalId).toBe('made');
  });

  test('gives attributes, which are masked in outputs if they are secret', async () => {
    const outputs = { Outputs: { Value: { Value: { 'Fn::GetAtt': 'A.Secret' } } } };
    const resources = (NoEcho?: string) => ({
      A: thing({ Data: '{"Secret":"s3cret"}', NoEcho }),
      B: thing({ From: { 'Fn::GetAtt': ['A', 'Secret'] } }),
    });
    expect((await deploy('open', resources(), outputs)).outputs).toEqual({ Value: 's3cret' });
    expect((await deploy('secret', resources('true'), outputs)).outputs).toEqual({ Value: '*****' });
    expect(desk.seen().at(-1)!.ResourceProperties.From).toBe('s3cret');
  });
});

test('the server of answers survives what is no answer', async () => {
  const { port } = new URL(desk.local.endpoint);
  for (const path of [
    '/',
    '/%',
    '//',
    '/?Signature=%',
    `/cloudformation-custom-resource-response/${'x'.repeat(5000)}?Expires=-1`,
  ]) {
    const status = await new Promise((resolve, reject) => {
      const put = request({ port, path, method: 'PUT', headers: { 'content-length': 2 } }, (response) =>
        resolve(response.resume().statusCode),
      );
      put.on('error', reject).end('{}');
    });
    expect(status).toBe(403);
  }
});
