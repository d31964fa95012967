import { Duration, type Stack } from 'aws-cdk-lib';
import { Alarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { InboundAction, MailFlowFunction, RunLambdaRules } from '../lib';
import { CODE, errorOf, functionIn, logicalId, organizationIn, resourcesOf, testStack } from './constructs';
import type { Untyped } from './invalid-input/refusal';

const SYNCHRONOUS = {
  synchronous: true,
  fallbackAction: InboundAction.deliver(),
  ruleTimeout: Duration.minutes(30),
};

function screening(timeout?: Duration): { stack: Stack; handler: MailFlowFunction } {
  const stack = testStack();
  const organization = organizationIn(stack);
  const handler = new MailFlowFunction(stack, 'Screening', { ...CODE, organization, timeout, inbound: SYNCHRONOUS });
  return { stack, handler };
}

const alarmsOf = (stack: Stack) => resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

test('all three alarms, with one action for all', () => {
  const { stack, handler } = screening();
  const topic = new Topic(stack, 'Topic');
  expect(handler.addAlarms({ actions: [new SnsAction(topic)] })).toEqual(Array(3).fill(expect.any(Alarm)));
  const actions = [{ Ref: logicalId(stack, topic) }];
  const common = {
    Namespace: 'AWS/Lambda',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalId(stack, handler) } }],
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    Period: 300,
    TreatMissingData: 'notBreaching',
    AlarmActions: actions,
    OKActions: actions,
  };
  expect(alarmsOf(stack)).toEqual([
    { ...common, MetricName: 'Errors', Statistic: 'Sum', Threshold: 1, AlarmDescription: expect.any(String) },
    { ...common, MetricName: 'Throttles', Statistic: 'Sum', Threshold: 1, AlarmDescription: expect.any(String) },
    {
      ...common,
      MetricName: 'Duration',
      ExtendedStatistic: 'p99',
      Threshold: 12_000,
      AlarmDescription: expect.stringContaining('which is 15 seconds. Behind a synchronous rule WorkMail calls again'),
    },
  ]);
});

test.each([
  [Duration.seconds(15), 12_000],
  [Duration.seconds(5), 4000],
  [Duration.seconds(60), 12_000],
])('a function with a time-out of %s', (timeout, threshold) => {
  const { stack, handler } = screening(timeout);
  handler.addAnswerTimeAlarm('Slow');
  expect(alarmsOf(stack)[0]?.Threshold).toBe(threshold);
});

test('alarms with settings of their own', () => {
  const { stack, handler } = screening();
  handler.addErrorAlarm('Errors', {
    threshold: 5,
    period: Duration.minutes(1),
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    alarmName: 'screening-errors',
  });
  handler.addThrottleAlarm('Throttles', { threshold: 2 });
  handler.addAnswerTimeAlarm('Slow', { threshold: Duration.seconds(10), alarmName: 'screening-slow' });
  expect(alarmsOf(stack)).toMatchObject([
    { AlarmName: 'screening-errors', Threshold: 5, Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    { MetricName: 'Throttles', Threshold: 2 },
    { AlarmName: 'screening-slow', Threshold: 10_000 },
  ]);
});

test('metrics: failed calls, and the time to an answer', () => {
  const { stack, handler } = screening();
  new Alarm(stack, 'Failed', { metric: handler.metricFailedCalls(), threshold: 3, evaluationPeriods: 1 });
  const [alarm] = alarmsOf(stack);
  expect(alarm?.Metrics.map((metric: Untyped) => metric.Expression ?? metric.MetricStat.Metric.MetricName)).toEqual([
    'errors + throttles',
    'Errors',
    'Throttles',
  ]);
  expect(handler.metricAnswerTime({ period: Duration.minutes(1) }).toMetricConfig().metricStat).toMatchObject({
    metricName: 'Duration',
    statistic: 'p99',
    period: Duration.minutes(1),
  });
});

test('for a function that exists: by its alias, or imported', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const live = functionIn(stack, 'Screening', { timeout: Duration.seconds(10) }).addAlias('live');
  new RunLambdaRules(stack, 'Rules', { organization, function: live, inbound: SYNCHRONOUS }).addAlarms();
  const imported = LambdaFunction.fromFunctionArn(
    stack,
    'Imported',
    'arn:aws:lambda:eu-west-1:111122223333:function:audit',
  );
  const audit = new RunLambdaRules(stack, 'Audit', {
    organization,
    function: imported,
    outbound: { synchronous: false },
  });
  audit.addErrorAlarm('Errors');
  audit.addThrottleAlarm('Throttles');
  audit.addAnswerTimeAlarm('Slow');
  expect(audit.metricFailedCalls()).toBeDefined();
  expect(audit.metricAnswerTime()).toBeDefined();
  const alarms = alarmsOf(stack);
  expect(alarms).toHaveLength(6);
  expect(alarms[0]?.Dimensions).toEqual([
    { Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Screening/) } },
    { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: expect.stringMatching(/^Screening/) }, ':live']] } },
  ]);
  expect(alarms[2]?.Threshold).toBe(8000);
  expect(alarms[5]).toMatchObject({ Threshold: 12_000, Dimensions: [{ Name: 'FunctionName', Value: 'audit' }] });
});

test('without actions an alarm only shows', () => {
  const { stack, handler } = screening();
  handler.addErrorAlarm('Errors', { actions: [] as IAlarmAction[] });
  expect(alarmsOf(stack)[0]).not.toHaveProperty('AlarmActions');
});

describe('mistakes', () => {
  test.each([
    ['addErrorAlarm', { treshold: 5 }, 'propertyUnknown', 'It.treshold is 5'],
    ['addErrorAlarm', { threshold: '5' }, 'alarmThreshold', 'It.threshold is "5"'],
    [
      'addThrottleAlarm',
      { threshold: Duration.seconds(5) },
      'alarmThreshold',
      'It.threshold is an instance of Duration',
    ],
    ['addAnswerTimeAlarm', { threshold: 12 }, 'alarmThreshold', 'It.threshold is 12'],
    ['addAnswerTimeAlarm', 'slow', 'propsMissing', 'It is "slow"'],
  ])('%s with %j', (method, options, code, shows) => {
    const { handler } = screening();
    expect(errorOf(() => (handler as Untyped)[method]('It', options))).toContain(
      `[cdk-workmail-flow:${code}] at Mail/Screening: ${shows}`,
    );
  });

  test('thresholds for all alarms', () => {
    const { handler } = screening();
    expect(errorOf(() => (handler as Untyped).addAlarms({ threshold: 1 }))).toContain('alarms.threshold is 1');
  });
});
