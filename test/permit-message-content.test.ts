import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Alias, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  InboundMailFlowRule,
  type InboundRunLambdaOptions,
  type MailFlowFunctionProps,
  MessageContentAccess,
  Organization,
  RunLambdaRules,
} from '../lib';
import {
  ENV,
  functionIn,
  logicalId,
  madeBefore,
  ORGANIZATION_ID,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  resourcesOf,
  rulesOf,
  testStack,
} from './constructs';
import {
  contentPolicies,
  GET,
  IMPORTED_ARN,
  messages,
  PUT,
  screening,
  statementsOf,
  synchronous,
  synchronousOutbound,
  warningsOf,
} from './content-rights';

const { READ, READ_WRITE, NONE } = MessageContentAccess;

describe('READ', () => {
  test.each([
    ['inbound', { inbound: { synchronous: false, messageContentAccess: READ } }, ['incoming']],
    ['outbound', { outbound: { synchronous: false, messageContentAccess: READ } }, ['outgoing']],
    [
      'both',
      { inbound: synchronous(READ), outbound: { synchronous: false, messageContentAccess: READ } },
      ['incoming', 'outgoing'],
    ],
    ['one of two', { inbound: synchronous(READ), outbound: { synchronous: false } }, ['incoming']],
  ] as [string, Partial<MailFlowFunctionProps>, string[]][])(
    '%s: the messages of that direction and organization, and nothing else',
    (_what, props, directions) => {
      const { stack, handler } = screening(props);
      expect(contentPolicies(stack).map(statementsOf)).toEqual(
        directions.map((direction) => [{ Effect: 'Allow', Action: GET, Resource: messages(direction) }]),
      );
      for (const { Properties } of contentPolicies(stack)) {
        expect(Properties.Roles).toEqual([{ Ref: logicalId(stack, handler.role as never) }]);
      }
      expect(resourcesOf(stack, 'AWS::S3::Bucket')).toEqual([]);
    },
  );

  test('NONE, and nothing, is no right', () => {
    const { stack } = screening({ inbound: synchronous(NONE), outbound: { synchronous: false } });
    expect(contentPolicies(stack)).toEqual([]);
  });

  test('the right is there before the rule, and after it', () => {
    const { stack } = screening({ inbound: { ...synchronous(READ), ruleName: 'in' } });
    expect(madeBefore(stack).get(rulesOf(stack).in!.logicalId)).toContain(contentPolicies(stack)[0]?.logicalId);
  });
});

describe('READ_WRITE', () => {
  test('messages may be put back, and objects into a bucket of the function, which learns its name', () => {
    const { stack, handler } = screening({
      inbound: { ...synchronous(READ_WRITE), ruleName: 'in' },
      outbound: synchronousOutbound(READ),
    });
    const [bucket, ...others] = resourcesOf(stack, 'AWS::S3::Bucket');
    expect(others).toEqual([]);
    expect(contentPolicies(stack).map(statementsOf)).toEqual([
      [
        { Effect: 'Allow', Action: [GET, PUT], Resource: messages('incoming') },
        {
          Effect: 'Allow',
          Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
          Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket?.logicalId, 'Arn'] }, '/*']] },
        },
      ],
      [{ Effect: 'Allow', Action: GET, Resource: messages('outgoing') }],
    ]);
    const [resource] = resourcesOf(stack).filter((one) => one.logicalId === logicalId(stack, handler));
    expect(resource?.Properties.Environment.Variables).toEqual({
      WORKMAIL_UPDATED_MESSAGE_BUCKET: { Ref: bucket?.logicalId },
    });
    const [bucketPolicy] = resourcesOf(stack, 'AWS::S3::BucketPolicy');
    expect(madeBefore(stack).get(rulesOf(stack).in!.logicalId)).toContain(bucketPolicy?.logicalId);
  });

  test('behind an asynchronous rule it is warned of, there only', () => {
    const { stack } = screening({
      inbound: synchronous(READ_WRITE),
      outbound: { synchronous: false, messageContentAccess: READ_WRITE },
    });
    expect(warningsOf(stack, 'readWriteWithoutSynchronousRule')).toHaveLength(1);
    Annotations.fromStack(stack).hasWarning(
      '/Mail/Screening/OutboundRule',
      Match.stringLikeRegexp('PutRawMessageContent will succeed and change nothing'),
    );
  });
});

describe('rules piece by piece', () => {
  const declare = (
    stack: Stack,
    id: string,
    handler: IFunction,
    access: MessageContentAccess,
    organizationId = ORGANIZATION_ID,
  ) =>
    new InboundMailFlowRule(stack, id, {
      organization: Organization.fromOrganizationId(stack, `Organization${id}`, organizationId),
      senders: [`${id}.example`],
      action: InboundAction.runLambdaSynchronously(handler, {
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(0),
        messageContentAccess: access,
      }),
    });

  test('share the right of their function, be it called by itself, an alias or a version', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    declare(stack, 'a', handler, READ_WRITE);
    declare(stack, 'b', handler.currentVersion, READ_WRITE);
    declare(stack, 'c', new Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion }), READ_WRITE);
    expect(contentPolicies(stack)).toHaveLength(1);
    expect(resourcesOf(stack, 'AWS::S3::Bucket')).toHaveLength(1);
    const right = contentPolicies(stack)[0]!.logicalId;
    for (const { logicalId: rule } of Object.values(rulesOf(stack))) {
      expect(madeBefore(stack).get(rule)).toContain(right);
    }
  });

  test('read where one may only read', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    declare(stack, 'a', handler, READ);
    declare(stack, 'b', handler, READ_WRITE);
    expect(contentPolicies(stack).map((policy) => statementsOf(policy)[0]?.Action)).toEqual([GET, [GET, PUT]]);
  });

  test('an asynchronous action', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    const action = InboundAction.runLambda(handler, { messageContentAccess: READ });
    new InboundMailFlowRule(stack, 'Watch', { organization: organizationIn(stack), action });
    expect(contentPolicies(stack).map(statementsOf)).toEqual([
      [{ Effect: 'Allow', Action: GET, Resource: messages('incoming') }],
    ]);
  });

  test('of two organizations: each has its right, and both are let into the bucket', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    declare(stack, 'a', handler, READ_WRITE);
    declare(stack, 'b', handler, READ_WRITE, OTHER_ORGANIZATION_ID);
    expect(contentPolicies(stack).map((policy) => statementsOf(policy)[0]?.Resource)).toEqual([
      messages('incoming'),
      messages('incoming', OTHER_ORGANIZATION_ID),
    ]);
    const [policy] = resourcesOf(stack, 'AWS::S3::BucketPolicy');
    expect(JSON.stringify(policy).match(/message\/m-[0-9a-f]{32}\/\*/g)).toEqual([
      `message/${ORGANIZATION_ID}/*`,
      `message/${OTHER_ORGANIZATION_ID}/*`,
    ]);
  });
});

describe('several stacks', () => {
  function twoStacks(access: MessageContentAccess) {
    const functions = testStack(undefined, undefined, 'Functions');
    const handler = functionIn(functions);
    const rules = new Stack(functions.node.root as never, 'Rules', { env: ENV });
    new RunLambdaRules(rules, 'Screen', {
      organization: organizationIn(rules),
      function: handler,
      inbound: synchronous(access) as InboundRunLambdaOptions,
    });
    return { functions, rules };
  }

  test('the right is in the stack of the rule, the bucket in that of the function', () => {
    const { functions, rules } = twoStacks(READ_WRITE);
    expect(contentPolicies(rules)[0]?.Properties.Roles).toEqual([
      { 'Fn::ImportValue': expect.stringContaining('Functions') },
    ]);
    expect(contentPolicies(functions)).toEqual([]);
    expect(resourcesOf(functions, 'AWS::S3::Bucket')).toHaveLength(1);
    expect(resourcesOf(functions, 'AWS::S3::BucketPolicy')).toHaveLength(1);
    expect(resourcesOf(rules, 'AWS::S3::Bucket')).toEqual([]);
  });

  test('an organization that is looked up in the stack of the rule', () => {
    const functions = testStack(undefined, undefined, 'Functions');
    const handler = functionIn(functions);
    const rules = new Stack(functions.node.root as never, 'Rules', { env: ENV });
    new RunLambdaRules(rules, 'Watch', {
      organization: Organization.fromOrganizationAlias(rules, 'Organization', 'corp'),
      function: handler,
      inbound: { synchronous: false, messageContentAccess: READ },
    });
    expect(JSON.stringify(contentPolicies(rules)[0]?.Properties)).toMatch(
      /message\/.*"Fn::GetAtt":\["OrganizationLookup.*"\/incoming\/\*"/,
    );
  });
});

describe('imported functions', () => {
  const inbound = { synchronous: false, messageContentAccess: READ };

  test('with a role: the right is attached to it', () => {
    const stack = testStack();
    const role = Role.fromRoleName(stack, 'Role', 'screening-role');
    const handler = LambdaFunction.fromFunctionAttributes(stack, 'Imported', { functionArn: IMPORTED_ARN, role });
    new RunLambdaRules(stack, 'Rules', { organization: organizationIn(stack), function: handler, inbound });
    expect(contentPolicies(stack)[0]?.Properties.Roles).toEqual(['screening-role']);
    expect(warningsOf(stack, 'messageContentNotGranted')).toEqual([]);
  });

  test.each([
    ['without a role', (stack: Stack) => LambdaFunction.fromFunctionArn(stack, 'Imported', IMPORTED_ARN)],
    [
      'with a role that is not to be changed',
      (stack: Stack) =>
        LambdaFunction.fromFunctionAttributes(stack, 'Imported', {
          functionArn: IMPORTED_ARN,
          role: Role.fromRoleName(stack, 'Role', 'screening-role', { mutable: false }),
        }),
    ],
    [
      'a function of ours with such a role',
      (stack: Stack) => {
        const role = Role.fromRoleName(stack, 'Role', 'screening-role', { mutable: false });
        return functionIn(stack, 'Imported', { role });
      },
    ],
  ])('%s: a warning says what to add', (_what, importIn) => {
    const stack = testStack();
    new RunLambdaRules(stack, 'Rules', { organization: organizationIn(stack), function: importIn(stack), inbound });
    expect(contentPolicies(stack)).toEqual([]);
    const [warning, ...others] = warningsOf(stack, 'messageContentNotGranted');
    expect(others).toEqual([]);
    expect(warning).toContain(`"Action":"${GET}"`);
    expect(warning).toContain(`message/${ORGANIZATION_ID}/incoming/*`);
  });
});
