import { join } from 'node:path';
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Organization, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface MailMetricsStackProps extends StackProps {
  readonly organizationId: string;
  /** The mail domains of the organization. */
  readonly domains: string[];
}

/** Counts mail as it goes by: WorkMail does not wait for the function. */
export class MailMetricsStack extends Stack {
  constructor(scope: Construct, id: string, { organizationId, domains, ...props }: MailMetricsStackProps) {
    super(scope, id, props);
    const count = new NodejsFunction(this, 'Count', {
      entry: join(__dirname, 'functions', 'count.ts'),
      runtime: Runtime.NODEJS_22_X,
      environment: {
        MAIL_DOMAINS: domains.join(' '),
        POWERTOOLS_METRICS_NAMESPACE: 'MailFlow',
        POWERTOOLS_SERVICE_NAME: 'mail-metrics',
      },
    });
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: count,
      inbound: { ruleName: 'count-inbound', synchronous: false },
      outbound: { ruleName: 'count-outbound', synchronous: false },
    });
  }
}
