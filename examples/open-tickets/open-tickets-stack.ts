import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Organization, RunLambdaRules } from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface OpenTicketsStackProps extends StackProps {
  readonly organizationId: string;
  /** The address whose mail opens tickets. */
  readonly supportDesk: string;
  /** Where tickets are opened. */
  readonly ticketsUrl: string;
}

/** Opens a ticket for each message to the support desk, and only one, however often the function is called. */
export class OpenTicketsStack extends Stack {
  constructor(scope: Construct, id: string, props: OpenTicketsStackProps) {
    super(scope, id, props);
    // What Powertools remembers of calls.
    const calls = new Table(this, 'Calls', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Bundled by esbuild, which is a development dependency: the handler is in the bundle, the AWS SDK in Lambda.
    const openTickets = new NodejsFunction(this, 'OpenTickets', {
      entry: join(__dirname, 'functions', 'index.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(15),
      environment: {
        CALLS_TABLE: calls.tableName,
        TICKETS_URL: props.ticketsUrl,
        POWERTOOLS_SERVICE_NAME: 'open-tickets',
      },
    });
    calls.grantReadWriteData(openTickets);
    new RunLambdaRules(this, 'Rules', {
      organization: Organization.fromOrganizationId(this, 'Organization', props.organizationId),
      function: openTickets,
      inbound: { ruleName: 'open-tickets', synchronous: false, recipients: [props.supportDesk] },
    });
  }
}
