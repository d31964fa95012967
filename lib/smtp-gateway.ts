import { Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';

/** An SMTP gateway of a WorkMail organization: a mail server to which outbound mail can be routed. */
export interface ISmtpGateway extends IConstruct {
  /** The name that identifies the gateway in its organization. */
  readonly smtpGatewayName: string;
}

/** SMTP gateways that exist. */
export abstract class SmtpGateway extends Construct implements ISmtpGateway {
  /**
   * The gateway with a name, in the organization of the rule that uses it. Whether it exists, WorkMail decides when the
   * stack deploys.
   */
  public static fromSmtpGatewayName(scope: Construct, id: string, smtpGatewayName: string): ISmtpGateway {
    return new ImportedSmtpGateway(scope, id, smtpGatewayName);
  }

  public abstract readonly smtpGatewayName: string;
}

class ImportedSmtpGateway extends SmtpGateway {
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
