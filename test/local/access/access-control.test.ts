import * as fc from 'fast-check';
import { AccessControl, type PolicyDocument, type SignedRequest } from '../../../lib/local/access';
import { sign, WORKMAIL } from './requests';

const ACTION = 'workmail:ListInboundMailFlowRules';
const RESOURCE = 'arn:aws:workmail:us-east-1:123456789012:organization/m-1';
const ROLE = 'arn:aws:sts::123456789012:assumed-role/provider/session';
const access = new AccessControl({ account: '123456789012' });

function allow(action: string): PolicyDocument {
  return { Statement: { Effect: 'Allow', Action: action, Resource: '*' } };
}

function errorOf(action: () => unknown): { name: string; message: string; status?: number } {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was expected to throw');
}

function authenticate(request: SignedRequest) {
  return access.authenticate(request, WORKMAIL);
}

describe('a request signed by AWS’s own library', () => {
  it('is the root’s with the documented credentials, and the root may do everything', async () => {
    const principal = authenticate(await sign({ body: '{}' }, { accessKeyId: 'local', secretAccessKey: 'local' }));
    expect(principal.arn).toBe('arn:aws:iam::123456789012:root');
    expect(principal.isAllowed(ACTION, RESOURCE)).toBe(true);
  });

  it('is accepted with any path, query, header, body and session token, and refused with any one character changed', async () => {
    const credentials = access.issue(ROLE, () => []);
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const draft = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT'),
      path: fc
        .array(fc.string({ unit: fc.constantFrom(..."aZ09-._~%$&+,:;=@!'()* /") }), { maxLength: 4 })
        .map((segments) => `/${segments.join('/')}`),
      query: fc.dictionary(
        text.filter((key) => key !== '' && key !== '__proto__'),
        fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
        { maxKeys: 4 },
      ),
      headers: fc.dictionary(
        fc.constantFrom('x-amz-target', 'content-type', 'x-custom'),
        fc.string({ unit: fc.constantFrom(...'ab ./;=') }),
        { maxKeys: 3 },
      ),
      body: text,
    });
    await fc.assert(
      fc.asyncProperty(draft, async (request) => {
        const signed = await sign(request, credentials);
        expect(authenticate(signed).arn).toBe(ROLE);
        const altered: SignedRequest[] = [
          { ...signed, payloadHash: signed.payloadHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
          { ...signed, method: 'DELETE' },
          { ...signed, path: `${signed.path}x` },
          { ...signed, query: `${signed.query}&more=1` },
          { ...signed, headers: { ...signed.headers, host: 'elsewhere' } },
        ];
        for (const other of altered) expect(errorOf(() => authenticate(other)).name).toBe('InvalidSignatureException');
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['another secret', { secretAccessKey: 'other' }, 'InvalidSignatureException'],
    ['another access key', { accessKeyId: 'other' }, 'UnrecognizedClientException'],
    ['another session token', { sessionToken: 'other' }, 'UnrecognizedClientException'],
    ['no session token', { sessionToken: undefined }, 'UnrecognizedClientException'],
  ])('is refused with %s', async (_, change, name) => {
    const credentials = access.issue(ROLE, () => []);
    const request = await sign({ body: '{}' }, { ...credentials, ...change });
    expect(errorOf(() => authenticate(request)).name).toBe(name);
  });

  it.each([
    ['for another Region', { region: 'eu-west-1', service: 'workmail' }, /valid region: 'us-east-1', not 'eu-west-1'/],
    ['for another service', { region: 'us-east-1', service: 's3' }, /correct service: 'workmail'/],
  ])('is refused %s', async (_, scope, message) => {
    const request = await sign({}, access.root, { scope });
    expect(errorOf(() => authenticate(request))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['16 minutes old', -16, /^Signature expired: /],
    ['16 minutes ahead', 16, /^Signature not yet current: /],
  ])('is refused when it is %s', async (_, minutes, message) => {
    const request = await sign({}, access.root, { date: new Date(Date.now() + minutes * 60_000) });
    expect(errorOf(() => authenticate(request))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(message),
    });
  });

  it('is accepted when it is 14 minutes old', async () => {
    const request = await sign({}, access.root, { date: new Date(Date.now() - 14 * 60_000) });
    expect(authenticate(request).arn).toContain(':root');
  });

  it('is refused when somebody added a header that says what to do', async () => {
    const signed = await sign({ body: '{}' }, access.root);
    const request = { ...signed, headers: { ...signed.headers, 'x-amz-target': 'WorkMailService.DeleteOrganization' } };
    expect(errorOf(() => authenticate(request)).message).toContain("'x-amz-target' must be a 'SignedHeader'");
  });
});

describe('a request that is not signed properly', () => {
  it('is told so when it has no signature', () => {
    const request = { method: 'POST', path: '/', query: '', headers: {}, payloadHash: '' };
    expect(errorOf(() => authenticate(request))).toMatchObject({
      name: 'MissingAuthenticationTokenException',
      status: 400,
    });
  });

  it('is never accepted, and never crashes anything but with an AccessError', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (authorization, date, path) => {
        const headers = { authorization: `AWS4-HMAC-SHA256 ${authorization}`, 'x-amz-date': date, host: 'h' };
        const request = { method: 'POST', path, query: path, headers, payloadHash: '' };
        expect(errorOf(() => authenticate(request))).toMatchObject({ status: 400 });
      }),
    );
  });
});

describe('issued credentials', () => {
  it('have the rights that the policies give at the time of the request', async () => {
    const policies: PolicyDocument[] = [];
    const principal = authenticate(
      await sign(
        {},
        access.issue(ROLE, () => policies),
      ),
    );
    expect(principal.isAllowed(ACTION, RESOURCE)).toBe(false);
    policies.push(allow(ACTION));
    expect(principal.isAllowed(ACTION, RESOURCE)).toBe(true);
    policies.pop();
    expect(principal.isAllowed(ACTION, RESOURCE)).toBe(false);
  });

  it('are nobody’s once they are revoked', async () => {
    const credentials = access.issue(ROLE, () => [allow('*')]);
    const request = await sign({}, credentials);
    expect(authenticate(request).arn).toBe(ROLE);
    access.revoke(credentials);
    expect(errorOf(() => authenticate(request)).name).toBe('UnrecognizedClientException');
  });

  it('cannot be revoked from the root', async () => {
    access.revoke(access.root);
    expect(authenticate(await sign({}, access.root)).arn).toContain(':root');
  });

  it.each([
    ['no policy allows it', [], 'because no identity-based policy allows the workmail:ListInboundMailFlowRules action'],
    [
      'a policy denies it',
      [allow('*'), { Statement: { Effect: 'Deny', Action: 'workmail:List*', Resource: '*' } }],
      'with an explicit deny in an identity-based policy',
    ],
  ])('are refused in AWS’s words when %s', async (_, policies, why) => {
    const principal = authenticate(
      await sign(
        {},
        access.issue(ROLE, () => policies),
      ),
    );
    expect(errorOf(() => principal.demand(ACTION, RESOURCE))).toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${ROLE} is not authorized to perform: ${ACTION} on resource: ${RESOURCE} ${why}`,
    });
  });
});
