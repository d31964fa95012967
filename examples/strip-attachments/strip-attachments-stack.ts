import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { InboundAction, MessageContentAccess, Organization, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface StripAttachmentsStackProps extends StackProps {
  readonly organizationId: string;
  /** Patterns of file names, such as `*.exe`. */
  readonly dangerousNames: string[];
}

/** Takes dangerous attachments out of inbound mail, and leaves a note in their place. */
export class StripAttachmentsStack extends Stack {
  constructor(scope: Construct, id: string, props: StripAttachmentsStackProps) {
    const { organizationId, dangerousNames, ...stackProps } = props;
    super(scope, id, stackProps);
    const strip = new NodejsFunction(this, 'Strip', {
      entry: join(__dirname, 'functions', 'strip.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      memorySize: 512,
      environment: { DANGEROUS_NAMES: dangerousNames.join(' ') },
    });
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: strip,
      inbound: {
        ruleName: 'strip-attachments',
        synchronous: true,
        // What could not be cleaned waits in the junk folder.
        fallbackAction: InboundAction.deliverToJunk(),
        ruleTimeout: Duration.minutes(60),
        messageContentAccess: MessageContentAccess.READ_WRITE,
      },
    });
  }
}
