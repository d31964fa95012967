import { Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  Color,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { EmailEventLogging } from './email-event-logging';
import { failAt } from './errors';
import { answerTimeMetric } from './mail-flow-alarms';
import { ownedFunction } from './owned-function';
import { checkProps } from './props-check';
import { rulesInApp } from './rule-registry';
import { SYNCHRONOUS_LIMIT } from './rule-risks';
import { rulesAsMarkdown } from './rules-as-markdown';
import { requireFunction } from './run-lambda-action';

/** Properties of a {@link MailFlowDashboard}. */
export interface MailFlowDashboardProps {
  /** The functions that WorkMail runs: a {@link MailFlowFunction}, or any function, alias or version behind a rule. */
  readonly functions: IFunction[];

  /**
   * The email event log of the organization: the dashboard then counts how often each rule applied, and with which action.
   *
   * @default - WorkMail tells nothing of single rules
   */
  readonly eventLogging?: EmailEventLogging;

  /**
   * The dashboard's name.
   *
   * @default - a name that CloudFormation makes
   */
  readonly dashboardName?: string;
}

/**
 * A CloudWatch dashboard: the rules of the app that run these functions; how often each function is called, fails, and is
 * not let in; how long it takes, beside the 15 seconds that WorkMail waits; and, from the email event log, which rules
 * applied how often.
 *
 * What the event log shows of a message whose function failed is not documented; this library takes it that the fallback
 * action shows like any other (open reading `fallbackInEventLog`).
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { MailFlowDashboard, MailFlowFunction } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const screening: MailFlowFunction;
 *
 * new MailFlowDashboard(stack, 'Dashboard', { functions: [screening] });
 */
export class MailFlowDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: MailFlowDashboardProps) {
    checkProps(scope, 'dashboard', props, id);
    const { functions, eventLogging, dashboardName } = props;
    if (!Array.isArray(functions) || functions.length === 0) {
      failAt(scope, {
        code: 'dashboardFunctions',
        path: `${id}.functions`,
        value: functions,
        reason: 'a dashboard shows functions that WorkMail runs',
        remedy: 'Give a list of one or more',
      });
    }
    functions.forEach((handler, index) => {
      requireFunction(scope, `${id}.functions[${index}]`, handler);
    });
    checkEventLogging(scope, id, eventLogging);
    super(scope, id, { dashboardName });
    this.addWidgets(rulesWidget(this, functions));
    for (const handler of functions) this.addWidgets(...functionWidgets(handler));
    if (eventLogging) this.addWidgets(rulesAppliedWidget(eventLogging));
  }
}

function rulesWidget(dashboard: MailFlowDashboard, functions: readonly IFunction[]): IWidget {
  const shown = new Set(functions.map(originOf));
  // Not earlier: rules can be declared after the dashboard.
  const markdown = Lazy.string({
    produce: () => {
      const rules = rulesInApp(dashboard).filter(({ handler }) => handler && shown.has(originOf(handler)));
      return rulesAsMarkdown(rules, Stack.of(dashboard));
    },
  });
  return new TextWidget({ markdown, width: 24, height: 6 });
}

/** The function behind an alias or a version, or else what was imported. */
function originOf(handler: IFunction): unknown {
  const { functionArn } = handler;
  return ownedFunction(handler) ?? (Token.isUnresolved(functionArn) ? handler : functionArn);
}

function functionWidgets(handler: IFunction): IWidget[] {
  const size = { width: 12, height: 6 };
  const { path } = handler.node;
  return [
    new GraphWidget({
      ...size,
      title: `${path}: calls`,
      left: [
        handler.metricInvocations({ label: 'calls', color: Color.BLUE }),
        handler.metricErrors({ label: 'errors', color: Color.RED }),
        handler.metricThrottles({ label: 'not let in', color: Color.ORANGE }),
      ],
      leftYAxis: { min: 0, showUnits: false },
    }),
    new GraphWidget({
      ...size,
      title: `${path}: time`,
      left: [
        handler.metricDuration({ statistic: Stats.p(50), label: 'p50', color: Color.BLUE }),
        answerTimeMetric(handler, { label: 'p99', color: Color.ORANGE }),
        handler.metricDuration({ statistic: Stats.MAXIMUM, label: 'slowest', color: Color.GREY }),
      ],
      leftYAxis: { min: 0, label: 'milliseconds', showUnits: false },
      leftAnnotations: [
        { value: SYNCHRONOUS_LIMIT.toMilliseconds(), label: 'WorkMail waits no longer', color: Color.RED },
      ],
    }),
  ];
}

/** Counted by the first action of a message; the fields are those of the guide's "Monitoring … email event logs". */
function rulesAppliedWidget({ logGroup }: EmailEventLogging): IWidget {
  return new LogQueryWidget({
    title: 'Rules that applied, by their first action',
    width: 24,
    height: 6,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      'filter event.eventName = "RULE_APPLIED" and event.ruleType in ["INBOUND_RULE", "OUTBOUND_RULE"]',
      'stats count(*) as messages by event.ruleType, event.ruleName, event.ruleActions.0.action',
      'sort messages desc',
    ],
  });
}

function checkEventLogging(scope: Construct, id: string, eventLogging: unknown): void {
  const { logGroup } = (eventLogging ?? {}) as Partial<EmailEventLogging>;
  if (eventLogging === undefined || eventLogging === null || logGroup?.logGroupName) return;
  failAt(scope, {
    code: 'dashboardEventLogging',
    path: `${id}.eventLogging`,
    value: eventLogging,
    reason: 'which rules applied stands in the email event log',
    remedy: 'Give an EmailEventLogging, or leave it out',
  });
}
