import {
  MissingRemovalPolicies,
  RemovalPolicies,
  RemovalPolicy,
  type Stack,
  Annotations as StackAnnotations,
} from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  type MailFlowFunctionProps,
  RunLambdaRules,
} from '../lib';
import { CODE, functionIn, organizationIn, resourcesOf, testStack } from './constructs';

function policiesOf(stack: Stack): Record<string, string | undefined> {
  return Object.fromEntries(
    resourcesOf(stack)
      .filter(({ logicalId }) => !logicalId.startsWith('WorkMailFlowProvider'))
      .map(({ logicalId, DeletionPolicy }) => [logicalId.replace(/[0-9A-F]{8}$/, ''), DeletionPolicy]),
  );
}

function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('retainedRuleLosesFunction'))
    .map(({ id }) => id);
}

function mailFlowFunction(props: Partial<MailFlowFunctionProps>): { stack: Stack; handler: MailFlowFunction } {
  const stack = testStack();
  const handler = new MailFlowFunction(stack, 'Screening', { ...CODE, organization: organizationIn(stack), ...props });
  new Bucket(stack, 'Quarantine').grantWrite(handler);
  return { stack, handler };
}

test('a rule goes with its stack unless it is said otherwise', () => {
  const { stack } = mailFlowFunction({ inbound: { synchronous: false } });
  expect(policiesOf(stack)).toMatchObject({ ScreeningInboundRule: undefined, Screening: undefined });
  expect(warningsOf(stack)).toEqual([]);
});

test.each([
  [RemovalPolicy.RETAIN, 'Retain'],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
])('%s keeps the rule, its permission, and a function of our own with its role and policies', (removalPolicy, kept) => {
  const { stack } = mailFlowFunction({
    inbound: { synchronous: false, removalPolicy },
    outbound: { synchronous: false },
  });
  const { ScreeningOutboundRule, Quarantine, ...others } = policiesOf(stack);
  expect(ScreeningOutboundRule).toBeUndefined();
  expect(Quarantine).toBe('Retain');
  expect(others).toEqual({
    Screening: kept,
    ScreeningServiceRole: kept,
    ScreeningServiceRoleDefaultPolicy: kept,
    ScreeningInboundRule: kept,
    WorkMailFlowPermissionsScreeningm0123456789abcdef0123456789abcdef: kept,
  });
  expect(warningsOf(stack)).toEqual([]);
});

test('of two policies the stronger one keeps the function', () => {
  const { stack } = mailFlowFunction({
    inbound: { synchronous: false, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    outbound: { synchronous: false, removalPolicy: RemovalPolicy.RETAIN },
  });
  expect(policiesOf(stack)).toMatchObject({ Screening: 'Retain' });
});

test('what is adopted is retained, unless a policy is given', () => {
  const { stack } = mailFlowFunction({
    inbound: { synchronous: false, adoptExisting: true },
    outbound: { synchronous: false, adoptExisting: true, removalPolicy: RemovalPolicy.DESTROY },
  });
  expect(policiesOf(stack)).toMatchObject({
    ScreeningInboundRule: 'Retain',
    ScreeningOutboundRule: 'Delete',
    Screening: 'Retain',
  });
});

test('what the app says of all resources without a policy holds for rules and their permissions too', () => {
  const { stack } = mailFlowFunction({
    inbound: { synchronous: false },
    outbound: { synchronous: false, removalPolicy: RemovalPolicy.DESTROY },
  });
  MissingRemovalPolicies.of(stack).retain();
  expect(policiesOf(stack)).toMatchObject({
    ScreeningInboundRule: 'Retain',
    ScreeningOutboundRule: 'Delete',
    Screening: 'Retain',
    WorkMailFlowPermissionsScreeningm0123456789abcdef0123456789abcdef: 'Retain',
  });
});

test('a retained rule needs its right no longer: the provider goes', () => {
  const { stack } = mailFlowFunction({ inbound: { synchronous: false, removalPolicy: RemovalPolicy.RETAIN } });
  const provider = resourcesOf(stack).filter(({ logicalId }) =>
    /^WorkMailFlowProvider(Role|Function|Inbound)/.test(logicalId),
  );
  expect(provider.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([undefined, undefined, undefined]);
});

describe('a retained rule whose function goes is warned of', () => {
  const retained = (build: (stack: Stack) => void) => {
    const stack = testStack();
    build(stack);
    return stack;
  };
  const inbound = { synchronous: false, removalPolicy: RemovalPolicy.RETAIN };

  test('a function that is not ours', () => {
    const stack = retained((scope) => {
      new RunLambdaRules(scope, 'Rules', { organization: organizationIn(scope), function: functionIn(scope), inbound });
    });
    expect(warningsOf(stack)).toEqual(['/Mail/Rules/InboundRule/Resource']);
  });

  test('an alias', () => {
    const stack = retained((scope) => {
      const handler = functionIn(scope).addAlias('live');
      new RunLambdaRules(scope, 'Rules', { organization: organizationIn(scope), function: handler, inbound });
    });
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('the role of a function of our own', () => {
    const stack = retained((scope) => {
      const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      new MailFlowFunction(scope, 'Screening', { ...CODE, role, organization: organizationIn(scope), inbound });
    });
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('not where it is retained too, by itself or by an Aspect', () => {
    const kept = retained((scope) => {
      const handler = functionIn(scope);
      handler.applyRemovalPolicy(RemovalPolicy.RETAIN);
      handler.role!.applyRemovalPolicy(RemovalPolicy.RETAIN);
      new RunLambdaRules(scope, 'Rules', { organization: organizationIn(scope), function: handler, inbound });
    });
    expect(warningsOf(kept)).toEqual([]);
    const byAspect = retained((scope) => {
      new RunLambdaRules(scope, 'Rules', { organization: organizationIn(scope), function: functionIn(scope), inbound });
      RemovalPolicies.of(scope).retain();
    });
    expect(warningsOf(byAspect)).toEqual([]);
  });

  test('not for a rule that runs no function', () => {
    const stack = retained((scope) => {
      new InboundMailFlowRule(scope, 'Rule', {
        organization: organizationIn(scope),
        action: InboundAction.deliver(),
        removalPolicy: RemovalPolicy.RETAIN,
      });
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('it can be acknowledged', () => {
    const stack = retained((scope) => {
      new RunLambdaRules(scope, 'Rules', { organization: organizationIn(scope), function: functionIn(scope), inbound });
      StackAnnotations.of(scope).acknowledgeWarning('cdk-workmail-flow:retainedRuleLosesFunction', 'kept elsewhere');
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});
