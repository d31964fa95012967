import { App, CfnParameter, Fn, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { InboundAction, InboundMailFlowRule, type IOrganization, Organization, RunLambdaRules } from '../lib';
import {
  ENV,
  errorOf,
  functionIn,
  madeBefore,
  ORGANIZATION_ID,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  resourcesOf,
  rulesOf,
  testStack,
} from './constructs';

const IMPORTED_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:screening';

function permissions(stack: Stack) {
  return resourcesOf(stack, 'AWS::Lambda::Permission');
}

function rule(stack: Stack, id: string, handler: IFunction, organization: IOrganization): void {
  new InboundMailFlowRule(stack, id, { organization, ruleName: id, action: InboundAction.runLambda(handler) });
}

test('WorkMail of this Region may invoke the function for this organization of this account', () => {
  const stack = testStack();
  const handler = functionIn(stack);
  rule(stack, 'a', handler, organizationIn(stack));
  expect(permissions(stack).map(({ Properties }) => Properties)).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: stack.resolve(handler.functionArn),
      Principal: 'workmail.eu-west-1.amazonaws.com',
      SourceAccount: '111122223333',
      SourceArn: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, `:workmail:eu-west-1:111122223333:organization/${ORGANIZATION_ID}`],
        ],
      },
    },
  ]);
});

test('where Region and account are not known, they are those of the deployment', () => {
  const stack = testStack({});
  rule(stack, 'a', functionIn(stack), organizationIn(stack));
  expect(permissions(stack)[0]?.Properties).toMatchObject({
    Principal: { 'Fn::Join': ['', ['workmail.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
});

test('the permission is there before the rule, and after it', () => {
  const stack = testStack();
  rule(stack, 'a', functionIn(stack), organizationIn(stack));
  const before = madeBefore(stack).get(rulesOf(stack).a!.logicalId);
  expect(before).toContain(permissions(stack)[0]?.logicalId);
});

describe('one for each function, alias or version, and organization', () => {
  const arnsIn = (stack: Stack) => permissions(stack).map(({ Properties }) => JSON.stringify(Properties.FunctionName));

  test('any number of rules share it', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    const organization = organizationIn(stack);
    for (const id of ['a', 'b', 'c']) rule(stack, id, handler, organization);
    new RunLambdaRules(stack, 'Both', { organization, function: handler, outbound: { synchronous: false } });
    expect(permissions(stack)).toHaveLength(1);
  });

  test('an alias and a version have their own', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    const organization = organizationIn(stack);
    rule(stack, 'a', handler, organization);
    rule(stack, 'b', handler.addAlias('live'), organization);
    rule(stack, 'c', handler.currentVersion, organization);
    expect(new Set(arnsIn(stack)).size).toBe(3);
  });

  test('functions that are named alike in different scopes have their own', () => {
    const stack = testStack();
    const organization = organizationIn(stack);
    rule(stack, 'a', functionIn(new Construct(stack, 'One')), organization);
    rule(stack, 'b', functionIn(new Construct(stack, 'Two')), organization);
    expect(new Set(arnsIn(stack)).size).toBe(2);
  });

  test('two organizations have their own', () => {
    const stack = testStack();
    const handler = functionIn(stack);
    rule(stack, 'a', handler, organizationIn(stack));
    rule(stack, 'b', handler, organizationIn(stack, OTHER_ORGANIZATION_ID));
    expect(permissions(stack)).toHaveLength(2);
    expect(new Set(arnsIn(stack)).size).toBe(1);
  });

  test('a function that is imported twice has one', () => {
    const stack = testStack();
    const organization = organizationIn(stack);
    rule(stack, 'a', LambdaFunction.fromFunctionArn(stack, 'One', IMPORTED_ARN), organization);
    rule(stack, 'b', LambdaFunction.fromFunctionArn(stack, 'Two', IMPORTED_ARN), organization);
    rule(stack, 'c', LambdaFunction.fromFunctionArn(stack, 'Three', `${IMPORTED_ARN}:live`), organization);
    expect(arnsIn(stack)).toEqual([JSON.stringify(IMPORTED_ARN), JSON.stringify(`${IMPORTED_ARN}:live`)]);
  });

  test('imported by tokens', () => {
    const stack = testStack();
    const organization = Organization.fromOrganizationId(stack, 'Organization', Fn.importValue('organization'));
    const arn = new CfnParameter(stack, 'FunctionArn').valueAsString;
    rule(stack, 'a', LambdaFunction.fromFunctionArn(stack, 'One', arn), organization);
    rule(stack, 'b', LambdaFunction.fromFunctionArn(stack, 'Two', arn), organization);
    rule(stack, 'c', LambdaFunction.fromFunctionName(stack, 'Three', 'by-name'), organization);
    expect(permissions(stack)).toHaveLength(2);
  });
});

test('Lambda takes no permission for $LATEST', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const latest = LambdaFunction.fromFunctionArn(stack, 'Imported', `${IMPORTED_ARN}:$LATEST`);
  for (const handler of [functionIn(stack).latestVersion, latest]) {
    expect(errorOf(() => rule(stack, handler.node.addr, handler, organization))).toContain(
      '[cdk-workmail-flow:functionLatest]',
    );
  }
});

test('a stack that moves into a stage keeps its logical ids', () => {
  const idsIn = (scope: App | Stage) => {
    const functions = new Stack(scope, 'Functions', { env: ENV });
    const stack = new Stack(scope, 'Mail', { env: ENV });
    const organization = Organization.fromOrganizationAlias(stack, 'Organization', 'corp');
    rule(stack, 'a', functionIn(stack), organization);
    rule(stack, 'b', functionIn(functions), organization);
    return Object.keys(Template.fromStack(stack).toJSON().Resources).sort();
  };
  expect(idsIn(new Stage(new App(), 'Production'))).toEqual(idsIn(new App()));
});
