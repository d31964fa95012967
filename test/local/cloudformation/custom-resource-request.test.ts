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
        /^http:\/\/127\.0\.0\.1:\d+\/cloudformation-custom-resource-response\/arn%3Aaws%3A\S+\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=\d{8}T\d{6}Z&\S+&X-Amz-Signature=[0-9a-f]{64}$/,
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
