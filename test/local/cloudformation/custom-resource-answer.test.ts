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
    `/cloudformation-custom-resource-response/${'x'.repeat(5000)}?X-Amz-Expires=-1`,
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

describe('an answer that is lost', () => {
  const losing = async (lose: (attempt: number) => 'before' | 'after' | undefined) => {
    const attempts: number[] = [];
    const losingDesk = await startDesk({
      loseAnswer: (attempt) => {
        attempts.push(attempt);
        return lose(attempt);
      },
    });
    const { stacks } = await losingDesk.deploy({ lost: losingDesk.template({ A: thing() }) });
    await losingDesk.stop();
    return { attempts, outcome: stacks[0]!.outcome };
  };

  test('before it was taken makes Lambda call the function again', async () => {
    expect(await losing((attempt) => (attempt < 3 ? 'before' : undefined))).toEqual({
      attempts: [1, 2, 3],
      outcome: 'created',
    });
  });

  test('after it was taken is one all the same', async () => {
    expect(await losing(() => 'after')).toMatchObject({ outcome: 'created' });
  });
});
