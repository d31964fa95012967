import { App, CfnParameter, Duration, RemovalPolicy, SecretValue, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  type IOrganization,
  OutboundAction,
  OutboundMailFlowRule,
  type OutboundMailFlowRuleProps,
  RotateWith,
  SmtpGateway,
  type SmtpGatewayProps,
} from '../lib';
import {
  errorOf,
  functionIn,
  logicalId,
  madeBefore,
  ORGANIZATION_ID,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  type Resource,
  resourcesOf,
  rulesOf,
  testStack,
} from './constructs';
import { withoutLink } from './error-links';

const TYPE = 'Custom::WorkMailSmtpGateway';

function gatewayIn(stack: Stack, props: Partial<SmtpGatewayProps> = {}, id = 'Relay'): SmtpGateway {
  return new SmtpGateway(stack, id, {
    organization: (stack.node.tryFindChild('Organization01') as IOrganization | undefined) ?? organizationIn(stack),
    smtpGatewayName: 'relay',
    host: 'smtp.relay.example',
    port: 587,
    username: 'corp',
    passwordSecret: (stack.node.tryFindChild('Password') as Secret | undefined) ?? new Secret(stack, 'Password'),
    ...props,
  });
}

function gatewayOf(stack: Stack): Resource {
  const [gateway, ...others] = resourcesOf(stack, TYPE);
  expect(others).toEqual([]);
  return gateway!;
}

function routeTo(stack: Stack, gateway: SmtpGateway, props: Partial<OutboundMailFlowRuleProps> = {}) {
  const organization = stack.node.findChild('Organization01') as never;
  const action = OutboundAction.routeToSmtpGateway(gateway);
  return new OutboundMailFlowRule(stack, 'Route', { organization, ruleName: 'route', action, ...props });
}

describe('a gateway that exists', () => {
  test('is known by its name, which can be a token', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'GatewayName');
    expect(SmtpGateway.fromSmtpGatewayName(stack, 'A', 'hub').smtpGatewayName).toBe('hub');
    const { smtpGatewayName } = SmtpGateway.fromSmtpGatewayName(stack, 'B', parameter.valueAsString);
    expect(stack.resolve(smtpGatewayName)).toEqual({ Ref: 'GatewayName' });
    expect(resourcesOf(stack)).toEqual([]);
  });

  test.each(['', '  ', undefined, null, 5])('is not called %p', (name) => {
    const message = errorOf(() => SmtpGateway.fromSmtpGatewayName(testStack(), 'Gateway', name as string));
    expect(withoutLink(message)).toMatch(
      /^\[cdk-workmail-flow:gatewayNameEmpty\] at Mail\/Gateway: smtpGatewayName is .+: .+\. .+\.$/,
    );
  });
});

describe('the resource', () => {
  test('holds the operation’s own document, and where the password stands', () => {
    const stack = testStack();
    const secret = new Secret(stack, 'Password');
    gatewayIn(stack, { passwordSecret: secret, passwordJsonField: 'password', secretVersionId: 'v1', enabled: false });
    expect(gatewayOf(stack).Properties).toMatchObject({
      OrganizationId: ORGANIZATION_ID,
      SmtpGateway: {
        SmtpGatewayName: 'relay',
        HostName: 'smtp.relay.example',
        PortNumber: 587,
        Enabled: false,
        Authentication: { UserCredentials: { Username: 'corp' } },
      },
      PasswordSecret: { SecretId: { Ref: logicalId(stack, secret) }, JsonField: 'password', VersionId: 'v1' },
    });
  });

  test('has a readable name if it is given none', () => {
    expect(gatewayIn(testStack(), { smtpGatewayName: undefined }).smtpGatewayName).toMatch(/^Mail-Relay-[0-9a-f]{8}$/);
  });

  test('stays with RETAIN, and if it was adopted', () => {
    const policyOf = (props: Partial<SmtpGatewayProps>) => {
      const stack = testStack();
      gatewayIn(stack, props);
      return gatewayOf(stack).DeletionPolicy;
    };
    expect(policyOf({})).toBeUndefined();
    expect(policyOf({ removalPolicy: RemovalPolicy.RETAIN })).toBe('Retain');
    expect(policyOf({ adoptExisting: true })).toBe('Retain');
    expect(policyOf({ adoptExisting: true, removalPolicy: RemovalPolicy.DESTROY })).toBe('Delete');
  });
});

describe('the provider’s rights', () => {
  const policiesOf = (stack: Stack) => resourcesOf(stack, 'AWS::IAM::Policy');
  const statementsOf = (stack: Stack) => policiesOf(stack).map(({ Properties }) => Properties.PolicyDocument.Statement);

  test('are the operations on gateways of the organization, and reading the one secret, a policy each', () => {
    const stack = testStack();
    const secret = new Secret(stack, 'Password');
    gatewayIn(stack);
    expect(statementsOf(stack)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: [
            'workmail:CreateSmtpGateway',
            'workmail:DeleteSmtpGateway',
            'workmail:DescribeSmtpGateway',
            'workmail:UpdateSmtpGateway',
            'workmail:ListSmtpGateways',
          ],
          Resource: { 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(ORGANIZATION_ID)])] },
        },
      ],
      [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: logicalId(stack, secret) } }],
    ]);
    const before = madeBefore(stack).get(gatewayOf(stack).logicalId)!;
    for (const policy of policiesOf(stack)) expect(before).toContain(policy.logicalId);
  });

  test('with a key of its own: decrypting with it, for this secret, by way of Secrets Manager', () => {
    const stack = testStack();
    const encryptionKey = new Key(stack, 'Key');
    const secret = new Secret(stack, 'Password', { encryptionKey });
    gatewayIn(stack);
    expect(statementsOf(stack)[1]?.[1]).toEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': [logicalId(stack, encryptionKey), 'Arn'] },
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
        },
        StringLike: { 'kms:EncryptionContext:SecretARN': { Ref: logicalId(stack, secret) } },
      },
    });
  });

  test('to a secret imported by its name: the six characters that Secrets Manager adds are open', () => {
    const stack = testStack();
    gatewayIn(stack, { passwordSecret: Secret.fromSecretNameV2(stack, 'Imported', 'mail/relay') });
    expect(JSON.stringify(statementsOf(stack)[1])).toContain(':secret:mail/relay-??????');
  });

  test('to one secret are given once', () => {
    const stack = testStack();
    gatewayIn(stack);
    gatewayIn(stack, { smtpGatewayName: 'other' }, 'Other');
    expect(policiesOf(stack)).toHaveLength(2);
  });
});

describe('a rule that routes to a gateway', () => {
  test('is deployed after it', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    routeTo(stack, gateway);
    const { route } = rulesOf(stack);
    expect(route?.Properties.Rule.Action).toEqual({ SmtpRoutingAction: { SmtpGatewayName: 'relay' } });
    expect(madeBefore(stack).get(route!.logicalId)).toContain(gatewayOf(stack).logicalId);
  });

  test('as its fallback action is deployed after it too', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    const action = OutboundAction.runLambdaSynchronously(functionIn(stack), {
      fallbackAction: OutboundAction.routeToSmtpGateway(gateway),
      ruleTimeout: Duration.minutes(5),
    });
    routeTo(stack, gateway, { action });
    expect(madeBefore(stack).get(rulesOf(stack).route!.logicalId)).toContain(gatewayOf(stack).logicalId);
  });

  test('of another stack comes after that stack', () => {
    const app = new App();
    const gateway = gatewayIn(testStack(undefined, app, 'Gateways'));
    const stack = testStack(undefined, app);
    organizationIn(stack);
    routeTo(stack, gateway);
    app.synth();
    expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['Gateways']);
  });

  test('of another organization is refused', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    const organization = organizationIn(stack, OTHER_ORGANIZATION_ID);
    expect(errorOf(() => routeTo(stack, gateway, { organization }))).toMatch(
      /:gatewayElsewhere\] at Mail\/Route: action is "Mail\/Relay"/,
    );
  });

  test('and stays while the gateway goes is a warning', () => {
    const warningsWith = (removalPolicy?: RemovalPolicy) => {
      const stack = testStack();
      const gateway = gatewayIn(stack, { removalPolicy });
      routeTo(stack, gateway, { removalPolicy: RemovalPolicy.RETAIN });
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('retainedRuleLosesGateway')).length;
    };
    expect(warningsWith()).toBe(1);
    expect(warningsWith(RemovalPolicy.RETAIN)).toBe(0);
  });
});

describe('RotateWith.SECRET', () => {
  const rotating = (stack: Stack, secret: ISecret) =>
    gatewayIn(stack, { passwordSecret: secret, passwordJsonField: 'password', rotateWith: RotateWith.SECRET });

  test('is an event rule that calls the provider, which is permitted, with everything but the password', () => {
    const stack = testStack();
    const secret = new Secret(stack, 'Password');
    rotating(stack, secret);
    const [rule] = resourcesOf(stack, 'AWS::Events::Rule');
    const [provider] = resourcesOf(stack, 'AWS::Lambda::Function');
    const arn = { 'Fn::GetAtt': [provider!.logicalId, 'Arn'] };
    expect(rule?.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.secretsmanager'],
        'detail-type': ['Secret Label Updated'],
        resources: [{ Ref: logicalId(stack, secret) }],
        detail: { labelUpdated: ['AWSCURRENT'] },
      },
      State: 'ENABLED',
      Targets: [{ Arn: arn, Id: 'Provider' }],
    });
    const [before, reference, after] = rule!.Properties.Targets[0].Input['Fn::Join'][1];
    expect(reference).toEqual({ Ref: logicalId(stack, secret) });
    expect(JSON.parse(`${before}arn${after}`)).toEqual({
      WorkMailFlow: 'RotateSmtpGatewayPassword',
      OrganizationId: ORGANIZATION_ID,
      SmtpGateway: gatewayOf(stack).Properties.SmtpGateway,
      PasswordSecret: { SecretId: 'arn', JsonField: 'password' },
    });
    expect(madeBefore(stack).get(rule!.logicalId)).toContain(gatewayOf(stack).logicalId);
    expect(resourcesOf(stack, 'AWS::Lambda::Permission').map(({ Properties }) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn,
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule!.logicalId, 'Arn'] },
        SourceAccount: '111122223333',
      },
    ]);
  });

  test('of a secret imported by its name matches its whole ARN', () => {
    const stack = testStack();
    rotating(stack, Secret.fromSecretNameV2(stack, 'Imported', 'relay'));
    const [rule] = resourcesOf(stack, 'AWS::Events::Rule');
    expect(JSON.stringify(rule?.Properties.EventPattern.resources)).toMatch(/"prefix":.*:secret:relay-"/);
  });
});

describe('what is refused', () => {
  test.each([
    [{ smtpGatewayName: ' ' }, 'gatewayNameEmpty', 'smtpGatewayName'],
    [{ smtpGatewayName: 'a\nb' }, 'gatewayNameControlCharacter', 'smtpGatewayName'],
    [{ smtpGatewayName: 'x'.repeat(801) }, 'gatewayNameTooLong', 'smtpGatewayName'],
    [{ host: 'smtp://relay.example' }, 'gatewayHost', 'host'],
    [{ host: 'relay.example:587' }, 'gatewayHost', 'host'],
    [{ host: undefined }, 'gatewayHost', 'host'],
    [{ port: 0 }, 'gatewayPort', 'port'],
    [{ port: 65536 }, 'gatewayPort', 'port'],
    [{ port: 58.7 }, 'gatewayPort', 'port'],
    [{ port: '587' }, 'gatewayPort', 'port'],
    [{ username: '' }, 'gatewayUsername', 'username'],
    [{ enabled: 'yes' }, 'gatewayEnabled', 'enabled'],
    [{ passwordSecret: undefined }, 'gatewaySecret', 'passwordSecret'],
    [{ passwordSecret: 'hunter2' }, 'gatewaySecret', 'passwordSecret'],
    [{ passwordSecret: SecretValue.unsafePlainText('hunter2') }, 'gatewaySecret', 'passwordSecret'],
    [{ passwordJsonField: '' }, 'passwordJsonField', 'passwordJsonField'],
    [{ secretVersionId: ' ' }, 'secretVersionId', 'secretVersionId'],
    [{ rotateWith: 'ALWAYS' }, 'rotateWith', 'rotateWith'],
    [{ rotateWith: RotateWith.SECRET, secretVersionId: 'v1' }, 'rotateWithFixedVersion', 'rotateWith'],
    [{ adoptExisting: 'yes' }, 'adoptExisting', 'adoptExisting'],
    [{ removalPolicy: RemovalPolicy.SNAPSHOT }, 'removalPolicy', 'removalPolicy'],
    [{ organization: undefined }, 'organization', 'organization'],
    [{ password: 'hunter2' }, 'propertyUnknown', 'password'],
  ])('%j', (props, code, path) => {
    const message = errorOf(() => gatewayIn(testStack(), props as never));
    expect(withoutLink(message)).toMatch(
      new RegExp(`^\\[cdk-workmail-flow:${code}\\] at Mail/Relay: ${path} is .+: .+\\. .+\\.$`, 's'),
    );
    expect(message).not.toContain('hunter2');
  });

  test('two gateways of one name, letter case aside, in an organization of the app', () => {
    const stack = testStack();
    gatewayIn(stack);
    gatewayIn(stack, { smtpGatewayName: 'Relay' }, 'Twin');
    expect(errorOf(() => gatewayOf(stack))).toMatch(/:gatewayNameTwice\] at Mail\/Twin/);
  });

  test('not: one name in two organizations, and tokens', () => {
    const stack = testStack();
    gatewayIn(stack);
    gatewayIn(stack, { organization: organizationIn(stack, OTHER_ORGANIZATION_ID) }, 'Twin');
    const parameter = new CfnParameter(stack, 'P', { type: 'Number' });
    const text = new CfnParameter(stack, 'T').valueAsString;
    const tokens = { smtpGatewayName: text, host: text, username: text, passwordJsonField: text };
    gatewayIn(stack, { ...tokens, port: parameter.valueAsNumber }, 'Tokens');
    expect(resourcesOf(stack, TYPE)).toHaveLength(3);
  });
});
