/**
 * From a cold process to the first WorkMail request on the wire: the provider's bundle beside the handler of
 * `AwsCustomResource` for a call of the same service, in turn, in the same run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, row } from './report';

const RUNS = Number(process.argv[2] ?? 15);
/** The project, where `npm run` starts what it runs. */
const ROOT = process.cwd();
const ORGANIZATION = 'm-0123456789abcdef0123456789abcdef';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:provider';

const EVENT = {
  RequestType: 'Create',
  RequestId: 'bench',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Bench/1',
  LogicalResourceId: 'Rule',
};

const CANDIDATES = {
  'this provider': {
    module: join(ROOT, 'assets/provider/index.mjs'),
    event: {
      ...EVENT,
      ResourceType: 'Custom::WorkMailInboundMailFlowRule',
      ResourceProperties: {
        OrganizationId: ORGANIZATION,
        Rule: {
          Name: 'bench',
          Condition: { OriginRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: ['*'] } },
          Action: { DropAction: {} },
        },
      },
    },
  },
  AwsCustomResource: {
    module: join(
      dirname(require.resolve('aws-cdk-lib/package.json')),
      'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js',
    ),
    event: {
      ...EVENT,
      ResourceType: 'Custom::AWS',
      ResourceProperties: {
        Create: JSON.stringify({
          service: '@aws-sdk/client-workmail',
          action: 'ListUsersCommand',
          parameters: { OrganizationId: ORGANIZATION },
          physicalResourceId: { id: 'bench' },
        }),
      },
    },
  },
};

const CHILD = `
const [module, event] = process.argv.slice(1);
const context = { invokedFunctionArn: '${ARN}', logStreamName: 'bench', getRemainingTimeInMillis: () => 180000 };
import(module).then((loaded) => (loaded.handler ?? loaded.default.handler)(JSON.parse(event), context));
`;

async function main(): Promise<void> {
  let arrived: (time: number) => void = () => {};
  const server = createServer((request, response) => {
    if (request.headers['x-amz-target']) arrived(performance.now());
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const start = async (candidate: (typeof CANDIDATES)[keyof typeof CANDIDATES]): Promise<number> => {
    const begun = performance.now();
    const event = { ...candidate.event, ResponseURL: `${endpoint}/answer` };
    let child: ChildProcess | undefined;
    const time = await new Promise<number>((done, failed) => {
      arrived = done;
      child = spawn(process.execPath, ['-e', CHILD, pathToFileURL(candidate.module).href, JSON.stringify(event)], {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          PATH: process.env.PATH,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'bench',
          AWS_SECRET_ACCESS_KEY: 'bench',
          AWS_ENDPOINT_URL_WORKMAIL: endpoint,
          // Where Lambda's runtime has the SDK that AwsCustomResource uses.
          NODE_PATH: join(ROOT, 'node_modules'),
        },
      });
      let errors = '';
      child.stderr?.on('data', (data) => (errors += data));
      child.on('exit', () => failed(new Error(`no request was sent: ${errors}`)));
    });
    child?.removeAllListeners('exit');
    child?.kill();
    return time - begun;
  };

  const times: Record<string, number[]> = {};
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, candidate] of Object.entries(CANDIDATES)) {
      const time = await start(candidate);
      if (run > 0) times[name] = [...(times[name] ?? []), time];
    }
  }
  server.close();
  console.log(`cold process to first WorkMail request, ${RUNS} runs of each in turn, Node.js ${process.version}`);
  for (const [name, values] of Object.entries(times)) console.log(row(name, values, 'ms'));
  const [ours = [], theirs = []] = Object.values(times);
  console.log(`ratio of medians: ${(median(ours) / median(theirs)).toFixed(2)}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
