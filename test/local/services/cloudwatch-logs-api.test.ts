import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LocalAccount } from '../../../lib/local';
import { ACCOUNT, clientOptions, FUNCTION_ARN, ORGANIZATION_ARN, startAccount, WORKMAIL } from './support';

let account: LocalAccount;
let stop: () => Promise<void>;
let client: CloudWatchLogsClient;
const logGroupName = '/aws/lambda/screening';

beforeAll(async () => {
  ({ account, stop } = await startAccount());
  client = new CloudWatchLogsClient(clientOptions(account, 'CLOUDWATCH_LOGS'));
  const caller = { principal: WORKMAIL, sourceArn: ORGANIZATION_ARN, sourceAccount: ACCOUNT };
  for (const number of ['one', 'two', 'one']) {
    const payload = JSON.stringify({ number, text: 'of "words"' });
    await account.cloudFormation.invokeAsService({ ...caller, functionArn: FUNCTION_ARN, payload });
  }
});
afterAll(async () => {
  client.destroy();
  await stop();
});

test('what a function prints is in its log group, line by line', async () => {
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }));
  expect(logGroups).toMatchObject([{ logGroupName }]);
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  expect(events.map(({ message = '' }) => JSON.parse(message).number)).toEqual(['one', 'two', 'one']);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
});

test('a filter, a time and pages', async () => {
  const filterPattern = '{ ($.number = "one") && ($.text = "of \\"words\\"") }';
  const found: string[] = [];
  for await (const page of paginateFilterLogEvents({ client, pageSize: 1 }, { logGroupName, filterPattern })) {
    found.push(...(page.events ?? []).map(({ message = '' }) => JSON.parse(message).number));
  }
  expect(found).toEqual(['one', 'one']);
  const later = { logGroupName, startTime: Date.now() + 1000 };
  expect((await client.send(new FilterLogEventsCommand(later))).events).toEqual([]);
});
