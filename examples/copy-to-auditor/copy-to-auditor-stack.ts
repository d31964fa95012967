import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { InboundAction, Organization, OutboundAction, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface CopyToAuditorStackProps extends StackProps {
  readonly organizationId: string;
  /** The mailbox whose mail is copied. */
  readonly audited: string;
  /** Who gets the copies: an address of the organization, because inbound mail can be given to none other. */
  readonly auditor: string;
}

/** A blind copy of whatever a mailbox sends and gets. */
export class CopyToAuditorStack extends Stack {
  constructor(scope: Construct, id: string, props: CopyToAuditorStackProps) {
    const { organizationId, audited, auditor, ...stackProps } = props;
    super(scope, id, stackProps);
    const copy = new NodejsFunction(this, 'Copy', {
      entry: join(__dirname, 'functions', 'copy.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      environment: { AUDITED: audited, AUDITOR: auditor },
    });
    // Four hours are the most that WorkMail tries; after that, mail goes on without a copy.
    const ruleTimeout = Duration.minutes(240);
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: copy,
      // A synchronous rule is for all recipients, so that the function picks those it is for.
      inbound: {
        ruleName: 'audit-inbound',
        synchronous: true,
        fallbackAction: InboundAction.deliver(),
        ruleTimeout,
      },
      outbound: {
        ruleName: 'audit-outbound',
        synchronous: true,
        senders: [audited],
        fallbackAction: OutboundAction.send(),
        ruleTimeout,
      },
    });
  }
}
