import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { EmailEventLogging } from '../../lib';
import { ORGANIZATION_ID, organizationIn, testStack } from '../constructs';
import { expectRefused, type Invalid, type Untyped } from './refusal';

const withProps = (change: Untyped) => (stack: Stack) => ({ organization: organizationIn(stack), ...change });

const INVALID: Invalid[] = [
  { what: 'no properties', props: () => undefined, code: 'propsMissing', shows: 'props is undefined' },
  ...[undefined, null, ORGANIZATION_ID, {}].map((organization) => ({
    what: `organization: ${JSON.stringify(organization)}`,
    props: withProps({ organization }),
    code: 'organization',
    shows: 'organization is ',
  })),
  ...['/mail', 5, { logGroupArn: 'arn' }].map((logGroup) => ({
    what: `logGroup: ${JSON.stringify(logGroup)}`,
    props: withProps({ logGroup }),
    code: 'eventLogGroup',
    shows: `logGroup is ${JSON.stringify(logGroup)}`,
  })),
  {
    what: 'another construct for the log group',
    props: (stack) => withProps({ logGroup: new Bucket(stack, 'Bucket') })(stack),
    code: 'eventLogGroup',
    shows: 'logGroup is an instance of Bucket',
  },
  {
    what: 'a log group in another Region',
    props: (stack) =>
      withProps({
        logGroup: LogGroup.fromLogGroupArn(stack, 'Group', 'arn:aws:logs:us-east-1:111122223333:log-group:/mail'),
      })(stack),
    code: 'logGroupElsewhere',
    shows: 'logGroup.env.region is "us-east-1"',
  },
  {
    what: 'a retention for a given log group',
    props: (stack) => withProps({ logGroup: new LogGroup(stack, 'Group'), retention: RetentionDays.ONE_DAY })(stack),
    code: 'retentionOfGivenLogGroup',
    shows: 'retention is 1',
  },
  ...['arn:aws:iam::111122223333:role/x', {}, true].map((role) => ({
    what: `role: ${JSON.stringify(role)}`,
    props: withProps({ role }),
    code: 'eventLogRole',
    shows: `role is ${JSON.stringify(role)}`,
  })),
  {
    what: 'adoptExisting: a text',
    props: withProps({ adoptExisting: 'true' }),
    code: 'adoptExisting',
    shows: 'adoptExisting is "true": what exists is taken over or not',
  },
  {
    what: 'a snapshot',
    props: withProps({ removalPolicy: RemovalPolicy.SNAPSHOT }),
    code: 'removalPolicy',
    shows: 'removalPolicy is "snapshot"',
  },
  ...Object.entries({
    logGroupName: 'Write logGroup',
    adopt: 'Write adoptExisting',
    provisioning: 'Use organization',
  }).map(([name, remedy]) => ({
    what: `an unknown property: ${name}`,
    props: withProps({ [name]: 'x' }),
    code: 'propertyUnknown',
    shows: `${name} is "x": there is no such property. ${remedy}`,
  })),
];

test.each(INVALID)('an email event log with $what', (invalid) => expectRefused(EmailEventLogging, invalid));

test('in a Region without WorkMail', () => {
  const stack = testStack({ env: { region: 'eu-central-1', account: '111122223333' } });
  expect(() => new EmailEventLogging(stack, 'It', { organization: organizationIn(stack) })).toThrow(
    'regionWithoutWorkMail',
  );
});
