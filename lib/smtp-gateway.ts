import { CfnResource, type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import { type PasswordSource, passwordProblems, permitReading } from './gateway-password';
import { registerGateway } from './gateway-registry';
import { rotateWithSecret } from './gateway-rotation';
import { generateName } from './generated-name';
import { type IOrganization, organizationIdentity, organizationKey, organizationProblems } from './organization';
import { checkPlace } from './place';
import { checkProps, optionProblems } from './props-check';
import { Provider } from './provider';
import { removalPolicyOf } from './removal-policy';
import { renderOnce } from './rendered-reference';
import { dependOn } from './resource-dependency';
import { RotateWith } from './rotate-with';
import {
  GATEWAY_RESOURCE_TYPE,
  type Problem,
  type SmtpGateway as SmtpGatewayDocument,
  validateSmtpGateway,
} from './rules';

/** An SMTP gateway of a WorkMail organization: a mail server to which outbound mail can be routed. */
export interface ISmtpGateway extends IConstruct {
  /** The name that identifies the gateway in its organization. */
  readonly smtpGatewayName: string;
}

/** Properties of an {@link SmtpGateway}. */
export interface SmtpGatewayProps {
  /** The organization whose mail is routed. */
  readonly organization: IOrganization;

  /**
   * The gateway's name: its identity in the organization. Not empty, no control characters, at most 800 bytes in UTF-8.
   * Another name makes another gateway: the new one stands, and rules route to it, before the old one goes.
   *
   * @default - a readable name with the stack's name, the construct's path, and a hash of both
   */
  readonly smtpGatewayName?: string;

  /** The host name of the mail server. It must speak TLS 1.2, with a certificate of a major authority. */
  readonly host: string;

  /** The port of the mail server, 1 to 65535. */
  readonly port: number;

  /** The user name with which WorkMail signs in. */
  readonly username: string;

  /**
   * The secret with the password. The provider function reads it when the stack deploys; it is in no template, property,
   * log, error or response. The function gets the right to read this secret, and to use its key if it has one of its own.
   */
  readonly passwordSecret: ISecret;

  /**
   * The member of the secret's JSON document that is the password.
   *
   * @default - the whole text of the secret
   */
  readonly passwordJsonField?: string;

  /**
   * The version of the secret. After a rotation, another version id here makes the next deployment write the password.
   *
   * @default - the current version, read whenever the gateway is created or changed
   */
  readonly secretVersionId?: string;

  /**
   * When the gateway gets a new password.
   *
   * @default RotateWith.DEPLOYMENT
   */
  readonly rotateWith?: RotateWith;

  /**
   * Whether the gateway is in use.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Take over a gateway of this name that exists. Its settings must be as declared here, else the deployment fails and
   * says what differs. Its password cannot be compared; adoption changes nothing, so it stays as it is until the gateway
   * is changed or the secret rotates.
   *
   * @default false - a gateway of this name that exists fails the deployment
   */
  readonly adoptExisting?: boolean;

  /**
   * What becomes of the gateway when it leaves the stack. WorkMail is taken to refuse the removal of a gateway to which a
   * rule routes.
   *
   * @default - RETAIN with `adoptExisting`; else what the app says of all resources (`MissingRemovalPolicies`), else DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A mail server to which outbound rules can route mail: the CloudFormation resource `Custom::WorkMailSmtpGateway`. A rule
 * that routes to it, by its action or its fallback action, is deployed after it and removed before it.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
 * import { IOrganization, RotateWith, SmtpGateway } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 *
 * new SmtpGateway(stack, 'Relay', {
 *   organization,
 *   host: 'smtp.relay.example',
 *   port: 587,
 *   username: 'corp',
 *   passwordSecret: Secret.fromSecretNameV2(stack, 'Password', 'mail/relay'),
 *   passwordJsonField: 'password',
 *   rotateWith: RotateWith.SECRET,
 * });
 */
export class SmtpGateway extends Construct implements ISmtpGateway {
  /**
   * The gateway with a name, in the organization of the rule that uses it. Whether it exists, WorkMail decides when the
   * stack deploys.
   */
  public static fromSmtpGatewayName(scope: Construct, id: string, smtpGatewayName: string): ISmtpGateway {
    return new ImportedSmtpGateway(scope, id, smtpGatewayName);
  }

  public readonly smtpGatewayName: string;

  constructor(scope: Construct, id: string, props: SmtpGatewayProps) {
    super(scope, id);
    // A subclass may pass on properties of its own.
    if (new.target === SmtpGateway) checkProps(this, 'smtpGateway', props);
    const { organization } = props;
    const gateway = gatewayDocument(this, props);
    const password: PasswordSource = {
      secret: props.passwordSecret,
      jsonField: props.passwordJsonField,
      versionId: props.secretVersionId,
    };
    const problems = [
      ...organizationProblems(organization),
      ...validateSmtpGateway(gateway, { isUnknown: Token.isUnresolved }).map(inWordsOfProps),
      ...passwordProblems(password, props.rotateWith),
      ...optionProblems(props),
    ];
    if (problems.length > 0) failAt(this, ...problems);
    checkPlace(this, organization);

    const stack = Stack.of(this);
    const provider = Provider.of(this);
    const properties = {
      OrganizationId: organization.organizationId,
      SmtpGateway: gateway,
      PasswordSecret: {
        SecretId: password.secret.secretArn,
        ...(password.jsonField !== undefined && { JsonField: password.jsonField }),
        ...(password.versionId !== undefined && { VersionId: password.versionId }),
      },
    };
    const resource = new CfnResource(this, 'Resource', {
      type: GATEWAY_RESOURCE_TYPE,
      properties: {
        ServiceToken: renderOnce(stack, provider.serviceToken),
        ServiceTimeout: provider.serviceTimeout.toSeconds(),
        ...properties,
        ...(props.adoptExisting && { AdoptExisting: true }),
      },
    });
    const removalPolicy = removalPolicyOf(props);
    if (removalPolicy) resource.applyRemovalPolicy(removalPolicy);
    const key = organizationKey(organization);
    dependOn(resource, provider.grantGateways({ key, arn: organization.organizationArn }));
    dependOn(resource, permitReading(stack, password.secret));
    if (props.rotateWith === RotateWith.SECRET) rotateWithSecret(this, password.secret, properties, resource);
    this.smtpGatewayName = gateway.SmtpGatewayName;
    registerGateway({
      scope: this,
      resource,
      name: this.smtpGatewayName,
      organizationIdentity: organizationIdentity(organization),
    });
  }
}

function gatewayDocument(scope: Construct, props: SmtpGatewayProps): SmtpGatewayDocument {
  return {
    SmtpGatewayName: props.smtpGatewayName ?? generateName(scope),
    HostName: props.host,
    PortNumber: props.port,
    Enabled: props.enabled ?? true,
    Authentication: { UserCredentials: { Username: props.username } },
  };
}

const PROPS_OF_MEMBERS: Readonly<Record<string, keyof SmtpGatewayProps>> = {
  SmtpGatewayName: 'smtpGatewayName',
  HostName: 'host',
  PortNumber: 'port',
  Enabled: 'enabled',
  'Authentication.UserCredentials.Username': 'username',
};

/** The path of a problem as the author knows it. */
function inWordsOfProps(problem: Problem): Problem {
  return { ...problem, path: PROPS_OF_MEMBERS[problem.path] ?? problem.path };
}

class ImportedSmtpGateway extends Construct implements ISmtpGateway {
  constructor(
    scope: Construct,
    id: string,
    public readonly smtpGatewayName: string,
  ) {
    super(scope, id);
    if (Token.isUnresolved(smtpGatewayName)) return;
    if (typeof smtpGatewayName === 'string' && smtpGatewayName.trim() !== '') return;
    failAt(this, {
      code: 'gatewayNameEmpty',
      path: 'smtpGatewayName',
      value: smtpGatewayName,
      reason: 'an SMTP gateway is identified by its name',
      remedy: 'Copy it from the WorkMail console',
    });
  }
}
