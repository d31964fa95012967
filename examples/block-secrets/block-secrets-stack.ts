import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { MessageContentAccess, Organization, OutboundAction, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface BlockSecretsStackProps extends StackProps {
  readonly organizationId: string;
  /** The mail domains of the organization: among themselves, colleagues may exchange what they like. */
  readonly domains: string[];
}

/** Outbound mail that carries a secret does not leave the organization. */
export class BlockSecretsStack extends Stack {
  constructor(scope: Construct, id: string, { organizationId, domains, ...props }: BlockSecretsStackProps) {
    super(scope, id, props);
    const guard = new NodejsFunction(this, 'Guard', {
      entry: join(__dirname, 'functions', 'guard.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      // Attachments are decoded in memory.
      memorySize: 1024,
      environment: { MAIL_DOMAINS: domains.join(' ') },
    });
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: guard,
      outbound: {
        ruleName: 'block-secrets',
        synchronous: true,
        // What nobody could look at does not leave: its sender is told, and can try again.
        fallbackAction: OutboundAction.bounce(),
        ruleTimeout: Duration.minutes(30),
        messageContentAccess: MessageContentAccess.READ,
      },
    });
  }
}
