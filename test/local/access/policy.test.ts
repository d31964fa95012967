import * as fc from 'fast-check';
import { evaluate, type PolicyDocument, type Statement } from '../../../lib/local/access/policy';
import { processorTime } from '../../processor-time';

const ORGANIZATION = 'arn:aws:workmail:us-east-1:123456789012:organization/m-1';

function verdict(statements: unknown, context: Record<string, string> = {}) {
  const policy = { Version: '2012-10-17', Statement: statements } as PolicyDocument;
  return evaluate([policy], { action: 'workmail:CreateInboundMailFlowRule', resource: ORGANIZATION, context });
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function allow(change: Partial<Statement>): Statement {
  return { Effect: 'Allow', Action: 'workmail:*', Resource: '*', ...change };
}

describe('actions and resources', () => {
  it.each([
    [{ Action: 'workmail:CreateInboundMailFlowRule', Resource: ORGANIZATION }, 'allowed'],
    [{ Action: 'WORKMAIL:createinboundmailflowrule' }, 'allowed'],
    [{ Action: ['s3:*', 'workmail:*InboundMailFlowRule'] }, 'allowed'],
    [{ Action: 'workmail:CreateInboundMailFlowRul?' }, 'allowed'],
    [{ Action: 'workmail:CreateInboundMailFlowRule?' }, 'implicitDeny'],
    [{ Action: 'workmail:Create' }, 'implicitDeny'],
    [{ Resource: 'arn:aws:workmail:*:123456789012:organization/*' }, 'allowed'],
    [{ Resource: 'arn:aws:workmail:us-east-1:123456789012:organization/m-2' }, 'implicitDeny'],
    [{ Resource: ORGANIZATION.toUpperCase() }, 'implicitDeny'],
    [{ Resource: { 'Fn::GetAtt': ['Organization', 'Arn'] } }, 'implicitDeny'],
    [{ Action: undefined, NotAction: 's3:*' }, 'allowed'],
    [{ Action: undefined, NotAction: 'workmail:Create*' }, 'implicitDeny'],
    [{ Resource: undefined, NotResource: 'arn:aws:s3:::*' }, 'allowed'],
    [{ Resource: undefined, NotResource: ORGANIZATION }, 'implicitDeny'],
    [{ Resource: undefined }, 'implicitDeny'],
    [{ Effect: 'allow' }, 'implicitDeny'],
  ] as const)('%j: %s', (change, expected) => {
    expect(verdict(allow(change))).toBe(expected);
  });

  it('lets a Deny win over an Allow, whatever their order', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: ORGANIZATION };
    expect(verdict([deny, allow({})])).toBe('explicitDeny');
    expect(verdict([allow({}), deny])).toBe('explicitDeny');
  });

  it('denies what no policy mentions', () => {
    expect(verdict([])).toBe('implicitDeny');
    expect(evaluate([], { action: 'a:b', resource: '*', context: {} })).toBe('implicitDeny');
  });

  it('gives "*" as a resource only to those who may use every resource', () => {
    const wish = { action: 'workmail:ListOrganizations', resource: '*', context: {} };
    expect(evaluate([{ Statement: allow({}) }], wish)).toBe('allowed');
    expect(evaluate([{ Statement: allow({ Resource: ORGANIZATION }) }], wish)).toBe('implicitDeny');
  });
});

describe('conditions', () => {
  const context = {
    'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/a:b',
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
  };

  it.each([
    [{ StringEquals: { 'AWS:principalarn': 'arn:aws:iam::123456789012:role/a:b' } }, 'allowed'],
    [{ StringEquals: { 'aws:PrincipalArn': ['x', 'arn:aws:iam::123456789012:role/a:b'] } }, 'allowed'],
    [{ StringEquals: { 'aws:PrincipalArn': 'arn:*' } }, 'implicitDeny'],
    [{ StringEquals: { 'aws:Absent': 'x' } }, 'implicitDeny'],
    [{ StringLike: { 'aws:PrincipalArn': 'arn:*' } }, 'allowed'],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:*' } }, 'implicitDeny'],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': true } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'implicitDeny'],
    [{ StringLike: { 'aws:PrincipalArn': 'arn:*' }, Bool: { 'aws:SecureTransport': 'false' } }, 'implicitDeny'],
    [{ StringNotEquals: { 'aws:SecureTransport': 'false' } }, 'allowed'],
    [{ StringNotEquals: { 'aws:SecureTransport': ['false', 'true'] } }, 'implicitDeny'],
    [{ StringNotLike: { 'aws:PrincipalArn': 'arn:*' } }, 'implicitDeny'],
    [{ StringNotLike: { 'aws:Absent': '*' } }, 'allowed'],
    [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, 'allowed'],
    [{ StringEqualsIgnoreCase: { 'aws:SecureTransport': 'TRUE' } }, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:Absent': 'x' } }, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:SecureTransport': 'x' } }, 'implicitDeny'],
    [{ Null: { 'aws:Absent': 'true' } }, 'allowed'],
    [{ Null: { 'aws:Absent': false } }, 'implicitDeny'],
    [{ Null: { 'aws:SecureTransport': false } }, 'allowed'],
    [{ NumericLessThan: { 's3:TlsVersion': 1.2 } }, 'implicitDeny'],
    [{ NumericGreaterThanEquals: { 's3:TlsVersion': '1.2' } }, 'allowed'],
    [{ NumericEquals: { 'aws:PrincipalArn': '1' } }, 'implicitDeny'],
    [{ DateLessThan: { 'aws:CurrentTime': '2030-01-01' } }, 'implicitDeny'],
    [{ toString: { 'aws:SecureTransport': 'true' } }, 'implicitDeny'],
  ])('Allow with %j: %s', (condition, expected) => {
    expect(verdict(allow({ Condition: condition as Statement['Condition'] }), context)).toBe(expected);
  });

  it.each([
    [{ Bool: { 'aws:SecureTransport': 'true' } }, 'explicitDeny'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'allowed'],
    [{ DateLessThan: { 'aws:CurrentTime': '2030-01-01' } }, 'explicitDeny'],
  ])('Deny with %j: %s', (condition, expected) => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition };
    expect(verdict([allow({}), deny], context)).toBe(expected);
  });
});

describe('what is no policy', () => {
  it('never allows, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        expect(verdict(garbage)).toBe('implicitDeny');
        expect(verdict([garbage])).toBe('implicitDeny');
        const condition = { StringEquals: garbage } as Statement['Condition'];
        if (!isEmptyObject(garbage)) expect(verdict(allow({ Condition: condition }))).toBe('implicitDeny');
      }),
    );
  });

  it('matches a pattern of many stars in no time', () => {
    const spent = processorTime();
    expect(verdict(allow({ Resource: `${'*a'.repeat(200)}b` }))).toBe('implicitDeny');
    expect(spent()).toBeLessThan(100);
  });
});
