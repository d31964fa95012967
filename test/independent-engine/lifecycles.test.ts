import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliCredentialsStackSynthesizer } from 'aws-cdk-lib';
import { type Account, Lifecycle } from '../end-to-end/lifecycles/lifecycle';
import { IndependentEngine, type Outcome } from './engines';
import { ABSENT, miniStackCommand } from './ministack';

const present = existsSync(miniStackCommand().file);
const COUNT = Number(process.env.LIFECYCLES ?? 2);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'independent-lifecycles-'));
let engine: IndependentEngine;

/** The engine as a life knows it: it deploys what an assembly holds, and destroys by name. */
function accountOn(independent: IndependentEngine): Account {
  const assemblies = new Map<string, string>();
  return {
    workmail: independent.workmail,
    async deploy(assembly) {
      const stackName = stackIn(assembly);
      assemblies.set(stackName, assembly);
      return reportOn(await independent.deploy(stackName, assembly));
    },
    async destroy(stackName) {
      const names = stackName === undefined ? [...assemblies.keys()] : [stackName];
      const outcomes: Outcome[] = [];
      for (const name of names) outcomes.push(await independent.destroy(name, assemblies.get(name) ?? ''));
      return { stacks: outcomes.flatMap((outcome) => reportOn(outcome).stacks) };
    },
  };
}

function stackIn(assembly: string): string {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const [name = ''] = Object.keys(artifacts).filter((key) => artifacts[key].type === 'aws:cloudformation:stack');
  return name;
}

function reportOn({ succeeded, status, output }: Outcome): Awaited<ReturnType<Account['deploy']>> {
  const outcome = succeeded ? 'updated' : 'failed';
  return { stacks: [{ status, outcome, reason: output, changes: succeeded ? [] : [{ failure: output.slice(-300) }] }] };
}

const title = 'random lives of two stacks come out on MiniStack as they must';
(present ? describe : describe.skip)(present ? title : `${title} (${ABSENT})`, () => {
  beforeAll(async () => {
    engine = await IndependentEngine.start(folder);
  }, 120_000);
  afterAll(async () => {
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Array.from({ length: COUNT }, (_value, index) => FIRST_SEED + index))(
    'seed %d',
    async (seed) => {
      const synthesizer = () => new CliCredentialsStackSynthesizer();
      await new Lifecycle(accountOn(engine), seed, { steps: 12, faults: false, synthesizer }).run();
    },
    900_000,
  );
});
