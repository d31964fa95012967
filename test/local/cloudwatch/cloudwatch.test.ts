import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { AccessControl, type Credentials } from '../../../lib/local/access';
import { CloudWatch } from '../../../lib/local/cloudwatch';
import { handleRpc, LoopbackServer } from '../../../lib/local/http';
import { boto3Reason, runPython, testWithBoto3 } from '../python';

const PLACE = { account: '123456789012', region: 'us-east-1' };
const MINUTE = 60_000;
const access = new AccessControl({ account: PLACE.account });
let server: LoopbackServer;
let client: CloudWatchClient;
let time: number;

beforeEach(async () => {
  // in the middle of a minute
  time = Math.floor(Date.now() / MINUTE) * MINUTE + MINUTE / 2;
  const cloudWatch = new CloudWatch(() => time);
  server = await LoopbackServer.start((request, response) =>
    handleRpc(request, response, {
      access,
      scope: { service: 'monitoring', region: PLACE.region },
      perform: (name, input, principal) => cloudWatch.perform(name, input, principal, PLACE),
    }),
  );
  client = clientWith(access.root);
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

function clientWith(credentials: Credentials): CloudWatchClient {
  return new CloudWatchClient({ endpoint: server.url, region: PLACE.region, credentials, maxAttempts: 1 });
}

const METRIC = {
  Namespace: 'Mail',
  MetricName: 'Received',
  Dimensions: [{ Name: 'Address', Value: 'a@corp.example' }],
};

const put = (Value: number, minutesAgo = 0) => {
  const { Namespace, ...datum } = METRIC;
  const Timestamp = new Date(time - minutesAgo * MINUTE);
  return client.send(new PutMetricDataCommand({ Namespace, MetricData: [{ ...datum, Value, Timestamp }] }));
};
const putAlarm = (others: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(
    new PutMetricAlarmCommand({
      ...METRIC,
      AlarmName: 'storm',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 2,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Period: 60,
      Statistic: 'Sum',
      TreatMissingData: 'notBreaching',
      ...others,
    }),
  );
const state = async () =>
  (await client.send(new DescribeAlarmsCommand({ AlarmNames: ['storm'] }))).MetricAlarms?.[0]?.StateValue;

test('what is measured is told, minute by minute', async () => {
  await put(2, 1);
  await put(4, 1);
  await put(1);
  const { Namespace, ...datum } = METRIC;
  await client.send(
    new PutMetricDataCommand({
      Namespace,
      MetricData: [{ ...datum, Values: [1, 10], Counts: [3, 1], Timestamp: new Date(time) }],
    }),
  );
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      ...METRIC,
      StartTime: new Date(time - 5 * MINUTE),
      EndTime: new Date(time + MINUTE),
      Period: 60,
      Statistics: ['Sum', 'Average', 'Maximum', 'SampleCount'],
    }),
  );
  expect(Datapoints).toMatchObject([
    { Sum: 6, Average: 3, Maximum: 4, SampleCount: 2, Timestamp: new Date(time - 1.5 * MINUTE) },
    { Sum: 14, Maximum: 10, SampleCount: 5 },
  ]);
});

test('an alarm goes off when enough of the last periods are beyond the threshold, and ends by itself', async () => {
  await putAlarm();
  expect(await state()).toBe('OK');
  for (const minutesAgo of [0, 2]) await put(3, minutesAgo);
  expect(await state()).toBe('OK');
  await put(1, 4);
  await put(2, 4);
  expect(await state()).toBe('ALARM');
  time += MINUTE;
  expect(await state()).toBe('OK');
});

test('other dimensions are another metric', async () => {
  await putAlarm({ Dimensions: [{ Name: 'Address', Value: 'b@corp.example' }], DatapointsToAlarm: 1 });
  await put(100);
  expect(await state()).toBe('OK');
});

test.each([
  ['missing', 'INSUFFICIENT_DATA'],
  ['breaching', 'ALARM'],
  ['notBreaching', 'OK'],
  [undefined, 'INSUFFICIENT_DATA'],
])('where nothing was measured, %s data means %s', async (TreatMissingData, expected) => {
  await putAlarm({ TreatMissingData });
  expect(await state()).toBe(expected);
});

test('alarms are found by name, beginning and state, and can be deleted', async () => {
  await putAlarm();
  await putAlarm({ AlarmName: 'other' });
  const names = async (input: object) =>
    (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await names({})).toEqual(['storm', 'other']);
  expect(await names({ AlarmNamePrefix: 'o' })).toEqual(['other']);
  expect(await names({ StateValue: 'ALARM' })).toEqual([]);
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['storm'] }));
  expect(MetricAlarms).toMatchObject([
    {
      ...METRIC,
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:storm',
      StateUpdatedTimestamp: new Date(time),
    },
  ]);
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['storm'] }));
  expect(await names({})).toEqual(['other']);
});

test('more than 10 KB, which the client compresses', async () => {
  const { Namespace, ...datum } = METRIC;
  const MetricData = Array.from({ length: 400 }, () => ({ ...datum, Value: 1, Timestamp: new Date(time) }));
  await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
  await putAlarm({ Threshold: 399, DatapointsToAlarm: 1 });
  expect(await state()).toBe('ALARM');
});

test.each([
  ['no such comparison', { ComparisonOperator: 'Near' }, 'ComparisonOperator is "Near"'],
  ['a period of seconds', { Period: 10 }, 'a multiple of 60'],
  ['no metric', { MetricName: undefined }, 'MetricName is required'],
])('an alarm with %s is refused', async (_, change, why) => {
  await expect(putAlarm(change as never)).rejects.toThrow(why);
});

test('what is not here is refused by name', async () => {
  await expect(client.send(new ListDashboardsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('Only PutMetricData, '),
  });
});

test('rights are the role’s', async () => {
  const statement = {
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': 'Mail' } },
  };
  const limited = clientWith(
    access.issue('arn:aws:sts::123456789012:assumed-role/a/b', () => [{ Statement: statement }]),
  );
  const MetricData = [{ MetricName: 'a', Value: 1 }];
  await limited.send(new PutMetricDataCommand({ Namespace: 'Mail', MetricData }));
  for (const command of [new PutMetricDataCommand({ Namespace: 'Other', MetricData }), new DescribeAlarmsCommand({})]) {
    await expect(limited.send(command as never)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }
  limited.destroy();
});

testWithBoto3(
  `boto3 measures and asks, in its own form${boto3Reason}`,
  async () => {
    await putAlarm({ DatapointsToAlarm: 1 });
    const printed = await runPython(
      `
import boto3, json, datetime
watch = boto3.client('cloudwatch')
dimensions = [{'Name': 'Address', 'Value': 'a@corp.example'}]
watch.put_metric_data(Namespace='Mail', MetricData=[{'MetricName': 'Received', 'Dimensions': dimensions, 'Value': 3.5, 'Timestamp': datetime.datetime.fromtimestamp(${time / 1000})}])
alarm = watch.describe_alarms(AlarmNames=['storm'])['MetricAlarms'][0]
try:
    watch.list_dashboards()
except Exception as error:
    refusal = str(error)
print(json.dumps([alarm['StateValue'], alarm['StateUpdatedTimestamp'].timestamp(), refusal]))
`,
      {
        AWS_DEFAULT_REGION: PLACE.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_CLOUDWATCH: server.url,
      },
    );
    expect(printed).toEqual(['ALARM', time / 1000, expect.stringContaining('UnknownOperation')]);
  },
  60_000,
);
