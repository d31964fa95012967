import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './command';
import { EXAMPLE, ORGANIZATION_ID } from './screening';
import { ENTRIES, MANIFEST } from './tarball';

/** In which of the two ways a project's files are modules. */
export type ModuleKind = 'commonjs' | 'module';

const NAMES = ENTRIES.map((entry, index) => ({ entry, name: `entry${index}` }));

/** JavaScript that prints what each entry exports. */
const LIST_EXPORTS: Readonly<Record<ModuleKind, string>> = {
  commonjs: NAMES.map(({ entry }) => `print('${entry}', require('${entry}'));`).join('\n'),
  module: NAMES.map(({ entry }) => `print('${entry}', await import('${entry}'));`).join('\n'),
};

const PRINT = `function print(entry, exported) {
  const names = Object.keys(exported).filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
  console.log(JSON.stringify([entry, names.sort()]));
}
`;

/** TypeScript that imports every entry with its types: a member that an entry lacks does not compile. */
const USE_TYPES = `${NAMES.map(({ entry, name }) => `import * as ${name} from '${entry}';`).join('\n')}
import { InboundAction, type InboundMailFlowRuleProps } from '${MANIFEST.name}';
import { LocalAccount, type DeployReport } from '${MANIFEST.name}/local';
import { MailFlow, mailFlowMatchers } from '${MANIFEST.name}/testing';

export const entries: object[] = [${NAMES.map(({ name }) => name).join(', ')}];
export const action: InboundMailFlowRuleProps['action'] = InboundAction.drop();
export const deploy = (account: LocalAccount, folder: string): Promise<DeployReport> => account.deploy(folder);
export const matchers: object = { ...mailFlowMatchers, flow: MailFlow.fromAssembly };
// @ts-expect-error: an outbound action is none of inbound mail
export const wrong: InboundMailFlowRuleProps['action'] = { bindOutbound: () => undefined };
`;

const APP = `import { App, Duration } from 'aws-cdk-lib';
import { ScreeningStack } from './screening-stack.js';

const app = new App();
new ScreeningStack(app, 'Screening', {
  organizationId: '${ORGANIZATION_ID}',
  blockedDomains: ['*.junk.example'],
  ruleTimeout: Duration.minutes(30),
  blockedRuleName: 'blocked',
});
app.synth();
`;

/** A program under a version of Node.js. */
export function nodeCommand(node: string, ...script: string[]): [string, string[]] {
  return ['npx', ['--yes', '--package', `node@${node}`, 'node', ...script]];
}

/** A fresh project that has installed the tarball and one version of the CDK. */
export class Consumer {
  constructor(readonly folder: string) {}

  async install(tarball: string, cdk: Readonly<Record<string, string>>): Promise<void> {
    const versions = Object.entries(cdk).map(([name, version]) => `${name}@${version}`);
    mkdirSync(this.folder, { recursive: true });
    this.write('package.json', JSON.stringify({ name: 'consumer', private: true }));
    const compiler = ['typescript@~5.9.0', '@types/node@20'];
    await succeed(this.folder, 'npm', ['install', '--no-audit', '--no-fund', tarball, ...versions, ...compiler]);
    for (const kind of ['commonjs', 'module'] as const) this.addModule(kind);
  }

  /** Compiles a project with every declaration file that it reaches. */
  async compile(kind: ModuleKind, ...options: string[]): Promise<void> {
    const tsc = join(this.folder, 'node_modules', 'typescript', 'bin', 'tsc');
    await succeed(join(this.folder, kind), process.execPath, [tsc, ...options]);
  }

  /** The template of the example, compiled, and run by one Node.js. */
  async synthesize(node: string, kind: ModuleKind): Promise<string> {
    const outdir = join(this.folder, kind, 'cdk.out');
    await this.run(node, kind, 'app.js', { CDK_OUTDIR: outdir });
    return outdir;
  }

  /** What each entry exports at run time. */
  async exports(node: string, kind: ModuleKind): Promise<[string, string[]][]> {
    const output = await this.run(node, kind, 'list-exports.js');
    return output
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => JSON.parse(line));
  }

  private run(node: string, kind: ModuleKind, script: string, environment = {}): Promise<string> {
    return succeed(join(this.folder, kind), ...nodeCommand(node, script), environment);
  }

  private addModule(kind: ModuleKind): void {
    const compilerOptions = { module: 'node16', target: 'es2022', strict: true, types: ['node'], skipLibCheck: false };
    mkdirSync(join(this.folder, kind));
    this.write(join(kind, 'package.json'), JSON.stringify({ type: kind }));
    this.write(join(kind, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    this.write(join(kind, 'use-types.ts'), USE_TYPES);
    this.write(join(kind, 'list-exports.js'), PRINT + LIST_EXPORTS[kind]);
    this.write(join(kind, 'app.ts'), APP);
    cpSync(join(EXAMPLE, 'functions'), join(this.folder, kind, 'functions'), { recursive: true });
    const stack = readFileSync(join(EXAMPLE, 'screening-stack.ts'), 'utf8');
    const folderOf = { commonjs: '__dirname', module: 'import.meta.dirname' };
    this.write(join(kind, 'screening-stack.ts'), stack.replaceAll('__dirname', folderOf[kind]));
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}
