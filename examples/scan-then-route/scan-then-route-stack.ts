import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { MessageContentAccess, Organization, OutboundAction, RunLambdaRules, SmtpGateway } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface ScanThenRouteStackProps extends StackProps {
  readonly organizationId: string;
  /** The SMTP gateway of the organization that outbound mail leaves through. */
  readonly gatewayName: string;
}

/**
 * Outbound mail is scanned, then leaves through a gateway. An answer cannot name a gateway, but the fallback action can:
 * whom the answer leaves to the fallback is routed.
 */
export class ScanThenRouteStack extends Stack {
  constructor(scope: Construct, id: string, props: ScanThenRouteStackProps) {
    const { organizationId, gatewayName, ...stackProps } = props;
    super(scope, id, stackProps);
    const scan = new NodejsFunction(this, 'Scan', {
      entry: join(__dirname, 'functions', 'scan.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      memorySize: 512,
    });
    const gateway = SmtpGateway.fromSmtpGatewayName(this, 'Gateway', gatewayName);
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', organizationId),
      function: scan,
      outbound: {
        ruleName: 'scan-then-route',
        synchronous: true,
        // The price of this: if the function fails for an hour, mail is routed unscanned.
        fallbackAction: OutboundAction.routeToSmtpGateway(gateway),
        ruleTimeout: Duration.minutes(60),
        messageContentAccess: MessageContentAccess.READ,
      },
    });
  }
}
