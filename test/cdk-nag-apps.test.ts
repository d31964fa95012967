/** cdk-nag's AwsSolutions pack over every example and every integration app. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { type Accepted, nag } from './nag';

const ROOT = join(__dirname, '..');

const ACCEPTED: readonly Accepted[] = [
  {
    finding: /^AwsSolutions-IAM4\[Policy::arn:.*AWSLambdaBasicExecutionRole\]$/,
    at: /\/ServiceRole\/Resource$/,
    reason: 'The CDK’s own default for a function: it may write its log. A role of one’s own takes its place.',
  },
  {
    finding: /^AwsSolutions-L1$/,
    at: /./,
    reason: 'A runtime that AWS supports; the newest is the app’s to choose, not an example’s to follow.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:.*:message\/m-[0-9a-f]{32}\/(incoming|outgoing)\/\*\]$/,
    at: /WorkMailFlowPermissions\/|Worker\/DefaultPolicy/,
    reason: 'A message’s id is not known before the message: the right is to one organization’s mail in one direction.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::<.*\.Arn>\/\*\]$/,
    at: /WorkMailFlowPermissions\/|Worker\/DefaultPolicy/,
    reason: 'The right is to put objects into a bucket that is for nothing else; their keys are not known before.',
  },
  {
    finding: /^AwsSolutions-S1$/,
    at: /\/Updated(MessageBucket)?\/Resource$/,
    reason: 'What is in the bucket is gone after a day; serverAccessLogsBucket switches the log on where it is wanted.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /\/WorkMailFlowProvider\/ListOrganizations\/Resource$/,
    reason: 'To find an organization by its alias is the one right that AWS documents for * only.',
  },
  {
    finding: /^AwsSolutions-DDB3$/,
    at: /^OpenTickets\/Calls\/Resource$/,
    reason: 'The table remembers calls for as long as they may be repeated: after an hour nobody misses what is in it.',
  },
  {
    finding: /^AwsSolutions-SMG4$/,
    at: /^WorkMailFlowGatewayAndCheck\/Password\/Resource$/,
    reason: 'The password of a mail server that does not exist; a real one is rotated by whoever runs the server.',
  },
];

const made: App[] = [];

// Each app is a script that makes an App. Functions are not bundled: what is in them is no matter of this test.
jest.mock('aws-cdk-lib', () => {
  const actual = jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib');
  class Watched extends actual.App {
    constructor(props: ConstructorParameters<typeof actual.App>[0] = {}) {
      super({ ...props, context: { ...props.context, 'aws:cdk:bundling-stacks': [] } });
      made.push(this);
    }
  }
  return new Proxy(actual, { get: (target, name) => (name === 'App' ? Watched : Reflect.get(target, name)) });
});

function stacksOf(script: string): Stack[] {
  made.splice(0);
  require(script);
  return made.flatMap((app) => app.node.findAll().filter((one): one is Stack => 'templateOptions' in one));
}

const scripts = [
  ...readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, 'examples', name, 'app.ts')),
  ...readdirSync(join(ROOT, 'integ'))
    .filter((name) => /^integ\..*\.ts$/.test(name))
    .map((name) => join(ROOT, 'integ', name)),
];

test.each(scripts.map((script) => [script.slice(ROOT.length + 1), script]))(
  '%s has no finding but those that have a reason',
  (_name, script) => {
    const stacks = stacksOf(script);
    expect(stacks.length).toBeGreaterThan(0);
    // Whatever is looked at has a function, and so a finding if nothing is accepted.
    expect(stacks.flatMap((stack) => nag(stack, []).findings)).not.toEqual([]);
    expect(stacks.flatMap((stack) => nag(stack, ACCEPTED).findings)).toEqual([]);
  },
);
