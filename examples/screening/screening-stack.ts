import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  Organization,
  OutboundAction,
  RunLambdaRules,
} from 'cdk-workmail-flow';
import type { Construct } from 'constructs';

export interface ScreeningStackProps extends StackProps {
  readonly organizationId: string;
  /** Domains that send junk. */
  readonly blockedDomains: string[];
  /** How long WorkMail tries a failing screening function again before it delivers inbound mail unscreened. */
  readonly ruleTimeout: Duration;
  /** The name of the rule for blocked domains. */
  readonly blockedRuleName: string;
}

/** Screens all mail of an organization, and watches what its partners and its newsletter exchange. */
export class ScreeningStack extends Stack {
  constructor(scope: Construct, id: string, props: ScreeningStackProps) {
    super(scope, id, props);
    const organization = Organization.fromOrganizationId(this, 'Organization', props.organizationId);

    // Every message waits for this function's answer.
    new MailFlowFunction(this, 'Screening', {
      organization,
      code: Code.fromAsset(join(__dirname, 'functions', 'screening')),
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      environment: { CLOSED_MAILBOXES: 'former@corp.example' },
      inbound: {
        ruleName: 'screen-inbound',
        synchronous: true,
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: props.ruleTimeout,
      },
      outbound: {
        ruleName: 'screen-outbound',
        synchronous: true,
        fallbackAction: OutboundAction.bounce(),
        ruleTimeout: Duration.minutes(5),
      },
    });

    // More specific rules win: mail of the partner and of the newsletter is not screened, only watched.
    const audit = new LambdaFunction(this, 'Audit', {
      code: Code.fromAsset(join(__dirname, 'functions', 'audit')),
      runtime: Runtime.PYTHON_3_13,
      handler: 'audit.handler',
    });
    new RunLambdaRules(this, 'AuditRules', {
      organization,
      function: audit,
      inbound: { ruleName: 'watch-partner', synchronous: false, senders: ['partner.example'] },
      outbound: { ruleName: 'watch-newsletter', synchronous: false, senders: ['newsletter@corp.example'] },
    });

    new InboundMailFlowRule(this, 'Blocked', {
      organization,
      ruleName: props.blockedRuleName,
      senders: props.blockedDomains,
      action: InboundAction.drop(),
    });
  }
}
