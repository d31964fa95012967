import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { InboundAction, MessageContentAccess, Organization, OutboundAction, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface DisclaimerAndBannerStackProps extends StackProps {
  readonly organizationId: string;
  /** The mail domains of the organization. */
  readonly domains: string[];
  /** What stands below every message that leaves. */
  readonly disclaimer: string;
}

/** A disclaimer below what goes out, and a banner above what comes in from outside. */
export class DisclaimerAndBannerStack extends Stack {
  constructor(scope: Construct, id: string, props: DisclaimerAndBannerStackProps) {
    const { organizationId, domains, disclaimer, ...stackProps } = props;
    super(scope, id, stackProps);
    const words = new NodejsFunction(this, 'Words', {
      entry: join(__dirname, 'functions', 'words.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      memorySize: 512,
      environment: { MAIL_DOMAINS: domains.join(' '), DISCLAIMER: disclaimer },
    });
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: words,
      // Some words more or less: mail does not wait for them, but for five minutes.
      inbound: {
        ruleName: 'banner',
        synchronous: true,
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(5),
        messageContentAccess: MessageContentAccess.READ_WRITE,
      },
      outbound: {
        ruleName: 'disclaimer',
        synchronous: true,
        fallbackAction: OutboundAction.send(),
        ruleTimeout: Duration.minutes(5),
        messageContentAccess: MessageContentAccess.READ_WRITE,
      },
    });
  }
}
