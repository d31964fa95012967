/**
 * From a cold process to the first request on the wire: the provider's bundle beside the handler of `AwsCustomResource`
 * for a call of the same service, and beside the framework of `cr.Provider`, whose first request invokes the function
 * behind it; in turn, in the same run. Then how much code that is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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

const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));

interface Candidate {
  readonly folder: string;
  readonly file: string;
  readonly exportName: string;
  readonly event: object;
}

const CANDIDATES: Readonly<Record<string, Candidate>> = {
  'this provider': {
    folder: join(ROOT, 'assets/provider'),
    file: 'index.mjs',
    exportName: 'handler',
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
    folder: join(CDK, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler'),
    file: 'index.js',
    exportName: 'handler',
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
  'cr.Provider, to the function behind': {
    folder: join(CDK, 'custom-resources/lib/provider-framework/runtime'),
    file: 'framework.js',
    exportName: 'onEvent',
    event: { ...EVENT, ResourceType: 'Custom::Rule', ResourceProperties: {} },
  },
};

const CHILD = `
const [module, name, event] = process.argv.slice(1);
const context = { invokedFunctionArn: '${ARN}', logStreamName: 'bench', getRemainingTimeInMillis: () => 180000 };
import(module).then((loaded) => (loaded[name] ?? loaded.default[name])(JSON.parse(event), context));
`;

async function main(): Promise<void> {
  let arrived: (time: number) => void = () => {};
  const server = createServer((request, response) => {
    if (request.headers['x-amz-target'] || request.url?.endsWith('/invocations')) arrived(performance.now());
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const start = async (candidate: Candidate): Promise<number> => {
    const begun = performance.now();
    const event = { ...candidate.event, ResponseURL: `${endpoint}/answer` };
    let child: ChildProcess | undefined;
    const time = await new Promise<number>((done, failed) => {
      arrived = done;
      const module = pathToFileURL(join(candidate.folder, candidate.file)).href;
      child = spawn(process.execPath, ['-e', CHILD, module, candidate.exportName, JSON.stringify(event)], {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          PATH: process.env.PATH,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'bench',
          AWS_SECRET_ACCESS_KEY: 'bench',
          AWS_ENDPOINT_URL_WORKMAIL: endpoint,
          AWS_ENDPOINT_URL_LAMBDA: endpoint,
          USER_ON_EVENT_FUNCTION_ARN: ARN,
          // Where Lambda's runtime has the SDK that the other two use.
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
  console.log(`cold process to first request, ${RUNS} runs of each in turn, Node.js ${process.version}`);
  for (const [name, values] of Object.entries(times)) console.log(row(name, values, 'ms'));
  const [ours = [], ...others] = Object.values(times);
  const ratios = others.map((theirs) => (median(ours) / median(theirs)).toFixed(2));
  console.log(`this provider's median : the others' medians: ${ratios.join(', ')}`);
  for (const [name, { folder }] of Object.entries(CANDIDATES)) {
    console.log(`${name.padEnd(36)} ${(codeSize(folder) / 1024).toFixed(0).padStart(4)} KB of code`);
  }
}

function codeSize(folder: string): number {
  const files = readdirSync(folder).filter((file) => /\.m?js$/.test(file));
  return files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
