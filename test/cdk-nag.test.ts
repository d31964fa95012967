import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import {
  EmailEventLogging,
  InboundAction,
  MailFlowDashboard,
  MailFlowFunction,
  MessageContentAccess,
  OutboundAction,
  UpdatedMessageBucket,
} from '../lib';
import { CODE, organizationIn, testStack } from './constructs';
import { type Accepted, nag } from './nag';

const MESSAGES: Accepted = {
  finding: /^AwsSolutions-IAM5\[Resource::arn:.*:message\/m-[0-9a-f]{32}\/(incoming|outgoing)\/\*\]$/,
  at: /WorkMailFlowPermissions\/|Worker\/DefaultPolicy/,
  reason: 'A message’s id is not known before the message: the right is to one organization’s mail in one direction.',
};
const OBJECTS: Accepted = {
  finding: /^AwsSolutions-IAM5\[Resource::<.*UpdatedMessageBucket[0-9A-F]*\.Arn>\/\*\]$/,
  at: /WorkMailFlowPermissions\/|Worker\/DefaultPolicy/,
  reason: 'The right is to put objects into a bucket that is for nothing else; their keys are not known before.',
};
const BASIC_EXECUTION: Accepted = {
  finding: /AWSLambdaBasicExecutionRole/,
  at: /^Mail\/Screening\/ServiceRole\//,
  reason: 'The CDK’s own default for a function: it may write its log. A role of one’s own takes its place.',
};
const NO_ACCESS_LOG: Accepted = {
  finding: /^AwsSolutions-S1$/,
  at: /UpdatedMessageBucket\/Resource$/,
  reason: 'What is in the bucket is gone after a day; serverAccessLogsBucket switches the log on where it is wanted.',
};

test('a function that reads and changes messages', () => {
  const stack = testStack();
  new MailFlowFunction(stack, 'Screening', {
    ...CODE,
    runtime: Runtime.NODEJS_24_X,
    organization: organizationIn(stack),
    inbound: {
      synchronous: true,
      fallbackAction: InboundAction.deliver(),
      ruleTimeout: Duration.minutes(30),
      messageContentAccess: MessageContentAccess.READ,
    },
    outbound: {
      synchronous: true,
      fallbackAction: OutboundAction.send(),
      ruleTimeout: Duration.minutes(30),
      messageContentAccess: MessageContentAccess.READ_WRITE,
    },
  });
  expect(nag(stack, [MESSAGES, OBJECTS, BASIC_EXECUTION, NO_ACCESS_LOG])).toEqual({ findings: [], unused: [] });
});

test('an event log, alarms and a dashboard', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const eventLogging = new EmailEventLogging(stack, 'Events', { organization });
  const screening = new MailFlowFunction(stack, 'Screening', {
    ...CODE,
    runtime: Runtime.NODEJS_24_X,
    organization,
    inbound: { synchronous: false },
  });
  screening.addAlarms();
  new MailFlowDashboard(stack, 'Dashboard', { functions: [screening], eventLogging });
  expect(nag(stack, [BASIC_EXECUTION])).toEqual({ findings: [], unused: [] });
});

test('a worker, and a bucket with an access log', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const worker = new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  const logs = new Bucket(stack, 'Logs', {
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    serverAccessLogsPrefix: 'self',
  });
  const bucket = new UpdatedMessageBucket(stack, 'UpdatedMessageBucket', {
    organization,
    serverAccessLogsBucket: logs,
  });
  organization.grantReadWriteMessageContent(worker);
  bucket.grantPutUpdatedMessages(worker);
  expect(nag(stack, [MESSAGES, OBJECTS])).toEqual({ findings: [], unused: [] });
});
