import { type Desk, startDesk } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const alarm = (properties: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { MetricName: 'Errors', Threshold: 1, ...properties },
});
const stack = (threshold: number, alarmName?: string) => ({
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'postmaster@corp.example' },
    },
    Alarm: alarm({ Threshold: threshold, AlarmName: alarmName, AlarmActions: [{ Ref: 'Topic' }] }),
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { Ref: 'Alarm' } } },
  },
  Outputs: {
    Topic: { Value: { Ref: 'Topic' } },
    TopicName: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } },
    Alarm: { Value: { Ref: 'Alarm' } },
    AlarmArn: { Value: { 'Fn::GetAtt': ['Alarm', 'Arn'] } },
    Dashboard: { Value: { Ref: 'Dashboard' } },
  },
});
const outputs = () =>
  Object.fromEntries(
    (desk.local.stacks().find(({ name }) => name === 'watched')?.outputs ?? []).map(({ key, value }) => [key, value]),
  );

test('alarms, dashboards and topics exist, and people are told that they do nothing', async () => {
  expect(await desk.deploy({ watched: stack(1) })).toMatchObject({ succeeded: true });
  const first = outputs();
  expect(first).toEqual({
    Topic: `arn:aws:sns:us-east-1:111122223333:${first.TopicName}`,
    TopicName: expect.stringMatching(/^watched-Topic-/),
    Alarm: expect.stringMatching(/^watched-Alarm-/),
    AlarmArn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${first.Alarm}`,
    Dashboard: expect.stringMatching(/^watched-Dashboard-/),
  });
  expect(desk.notices.filter((notice) => notice.includes('does nothing on this machine'))).toEqual([
    expect.stringContaining('Topic (AWS::SNS::Topic)'),
    expect.stringContaining('Subscription (AWS::SNS::Subscription)'),
    expect.stringContaining('Alarm (AWS::CloudWatch::Alarm)'),
    expect.stringContaining('Dashboard (AWS::CloudWatch::Dashboard)'),
  ]);

  await desk.deploy({ watched: stack(2) });
  expect(outputs()).toEqual(first);
  await desk.deploy({ watched: stack(2, 'failing') });
  expect(outputs()).toMatchObject({ Alarm: 'failing', AlarmArn: expect.stringMatching(/alarm:failing$/) });
  expect(await desk.local.destroy()).toMatchObject({ succeeded: true });
});
