import type { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** What can be said of any alarm on a function that WorkMail runs. */
export interface MailFlowAlarmsOptions {
  /**
   * What happens when there is an alarm, and when it is over.
   *
   * @default - nothing: the alarm only shows
   */
  readonly actions?: IAlarmAction[];

  /**
   * The time over which the metric is counted.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * How many periods are looked at.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of them the threshold must be reached.
   *
   * @default - in all
   */
  readonly datapointsToAlarm?: number;
}

/** An alarm that counts: calls that failed, or that were not let in. */
export interface MailFlowCountAlarmOptions extends MailFlowAlarmsOptions {
  /**
   * The count in one period from which there is an alarm.
   *
   * @default 1
   */
  readonly threshold?: number;

  /**
   * The alarm's name.
   *
   * @default - a name that CloudFormation makes
   */
  readonly alarmName?: string;
}

/** An alarm on the time that a function takes. */
export interface MailFlowDurationAlarmOptions extends MailFlowAlarmsOptions {
  /**
   * The time from which there is an alarm, for the slowest of 100 calls.
   *
   * @default - four fifths of 15 seconds, or of the function's time-out if that is shorter
   */
  readonly threshold?: Duration;

  /**
   * The alarm's name.
   *
   * @default - a name that CloudFormation makes
   */
  readonly alarmName?: string;
}
