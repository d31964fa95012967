import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const MINISTACK_VERSION = '1.5.33';
export const CACHED_FOLDER = join(__dirname, '..', '..', 'node_modules', '.cache', `ministack-${MINISTACK_VERSION}`);

/** Why tests are skipped. */
export const ABSENT = `MiniStack ${MINISTACK_VERSION} is not here: npm run test:independent-engine installs it, with Python 3`;

const HOST = '127.0.0.1';
const PATIENCE_MILLISECONDS = 60_000;

/** MINISTACK_PYTHON names another Python that has MiniStack. */
export function miniStackCommand(): { readonly file: string; readonly parameters: readonly string[] } {
  const { MINISTACK_PYTHON } = process.env;
  return { file: MINISTACK_PYTHON ?? join(CACHED_FOLDER, 'bin', 'python'), parameters: ['-m', 'ministack'] };
}

export interface MiniStackOptions {
  readonly region: string;
  readonly account: string;
  /** Environment of the emulator, and with it of the functions that it runs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** An emulator of AWS in a process of its own. It checks every signature and every right. */
export class MiniStack {
  static async start({ region, account, environment }: MiniStackOptions): Promise<MiniStack> {
    const port = await freePort();
    const home = mkdtempSync(join(tmpdir(), 'ministack-'));
    const credentials = { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'local' };
    const { file, parameters } = miniStackCommand();
    const child = spawn(file, parameters, {
      cwd: home,
      env: {
        PATH: [join(process.execPath, '..'), process.env.PATH].join(delimiter),
        HOME: home,
        TMPDIR: home,
        AUTH: 'true',
        BIND_HOST: HOST,
        MINISTACK_HOST: HOST,
        GATEWAY_PORT: String(port),
        MINISTACK_REGION: region,
        ...credentials,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stack = new MiniStack(`http://${HOST}:${port}`, region, credentials, child, home);
    await stack.ready();
    return stack;
  }

  private output = '';
  private readonly ended: Promise<void>;

  private constructor(
    readonly endpoint: string,
    readonly region: string,
    readonly credentials: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>,
    private readonly child: ChildProcess,
    private readonly home: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.output = (this.output + data.toString()).slice(-20_000);
      });
    }
    this.ended = new Promise((resolve) => child.once('close', () => resolve()));
  }

  /** For clients of the SDK. */
  get clientSettings() {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = this.credentials;
    return { endpoint: this.endpoint, region: this.region, credentials: { accessKeyId, secretAccessKey } };
  }

  async stop(): Promise<void> {
    this.child.kill();
    await this.ended;
    rmSync(this.home, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const response = await fetch(`${this.endpoint}/_ministack/health`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.child.kill();
    throw new Error(`MiniStack did not start:\n${this.output}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
