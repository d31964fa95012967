import * as fc from 'fast-check';
import { AccessControl, type Caller, evaluateResourcePolicy, type PolicyDocument } from '../../../lib/local/access';
import { sign, WORKMAIL } from './requests';

const OBJECT = 'arn:aws:s3:::bucket/key';
const SESSION = { arn: 'arn:aws:sts::123456789012:assumed-role/writer/function' };
const ROOT = { arn: 'arn:aws:iam::123456789012:root' };
const WORKMAIL_SERVICE = { service: 'workmail.us-east-1.amazonaws.com' };

function verdict(caller: Caller, statement: object, context: Record<string, string> = {}) {
  const policy = { Statement: { Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*', ...statement } };
  return evaluateResourcePolicy(policy as PolicyDocument, caller, {
    action: 's3:GetObject',
    resource: OBJECT,
    context,
  });
}

describe('whom a statement means', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/with/path/writer';
  it.each([
    [WORKMAIL_SERVICE, { Principal: { Service: 'workmail.us-east-1.amazonaws.com' } }, 'allowed'],
    [WORKMAIL_SERVICE, { Principal: { Service: ['x', 'workmail.us-east-1.amazonaws.com'] } }, 'allowed'],
    [WORKMAIL_SERVICE, { Principal: { Service: 'workmail.amazonaws.com' } }, 'implicitDeny'],
    [WORKMAIL_SERVICE, { Principal: { AWS: 'workmail.us-east-1.amazonaws.com' } }, 'implicitDeny'],
    [WORKMAIL_SERVICE, { Principal: '*' }, 'allowed'],
    [SESSION, { Principal: '*' }, 'allowed'],
    [SESSION, { Principal: { AWS: '*' } }, 'allowed'],
    [SESSION, { Principal: { AWS: roleArn } }, 'allowed'],
    [SESSION, { Principal: { AWS: SESSION.arn } }, 'allowed'],
    [SESSION, { Principal: { AWS: roleArn.replace('writer', 'reader') } }, 'implicitDeny'],
    [SESSION, { Principal: { AWS: roleArn.replace('123456789012', '111122223333') } }, 'implicitDeny'],
    // an account's own users and roles may what their policies say
    [SESSION, { Principal: { AWS: '123456789012' } }, 'implicitDeny'],
    [ROOT, { Principal: { AWS: '123456789012' } }, 'allowed'],
    [SESSION, {}, 'implicitDeny'],
    [SESSION, { NotPrincipal: { AWS: 'arn:aws:iam::123456789012:role/other' } }, 'implicitDeny'],
  ])('%j, Allow %j: %s', (caller, statement, expected) => {
    expect(verdict(caller, { Effect: 'Allow', ...statement })).toBe(expected);
  });

  it.each([
    [SESSION, { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }, 'explicitDeny'],
    [SESSION, { Principal: { AWS: '111122223333' } }, 'implicitDeny'],
    [SESSION, { NotPrincipal: { AWS: roleArn } }, 'implicitDeny'],
    [SESSION, { NotPrincipal: { Service: WORKMAIL_SERVICE.service } }, 'explicitDeny'],
    [WORKMAIL_SERVICE, { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, 'implicitDeny'],
  ])('%j, Deny %j: %s', (caller, statement, expected) => {
    expect(verdict(caller, { Effect: 'Deny', ...statement }, { 'aws:SecureTransport': 'true' })).toBe(expected);
  });

  it('is never anybody if it cannot be read', () => {
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        fc.pre(garbage !== '*');
        expect(verdict(SESSION, { Effect: 'Allow', Principal: garbage })).toBe('implicitDeny');
      }),
    );
  });
});

describe('a principal’s wish, where the resource has a policy of its own', () => {
  const statement = (Effect: string) => ({
    Statement: { Effect, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::bucket/*' },
  });
  const principalWith = async (policies: PolicyDocument[]) => {
    const access = new AccessControl({ account: '123456789012' });
    return access.authenticate(
      await sign(
        {},
        access.issue(SESSION.arn, () => policies),
      ),
      WORKMAIL,
    );
  };
  const own = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

  it('is allowed by either policy', async () => {
    const resourcePolicy = statement('Allow');
    expect((await principalWith([])).isAllowed('s3:GetObject', OBJECT, { resourcePolicy })).toBe(true);
    expect((await principalWith([])).isAllowed('s3:GetObject', 'arn:aws:s3:::other/key', { resourcePolicy })).toBe(
      false,
    );
    expect((await principalWith([own])).isAllowed('s3:GetObject', OBJECT, { resourcePolicy: undefined })).toBe(true);
  });

  it('is denied by either policy, which the error tells', async () => {
    const principal = await principalWith([own]);
    expect(() => principal.demand('s3:GetObject', OBJECT, { resourcePolicy: statement('Deny') })).toThrow(
      `User: ${SESSION.arn} is not authorized to perform: s3:GetObject on resource: ${OBJECT} with an explicit deny in a resource-based policy`,
    );
  });
});
