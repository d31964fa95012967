import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Ran {
  readonly status: number;
  readonly output: string;
}

/** What a server prints when it can be asked. */
const READY = /Ctrl-C stops it\./;
const PATIENCE_MILLISECONDS = 60_000;
const SERVER = /^(?:npx )?workmail-flow local\b/;

/** A shell in a folder, in which servers go on running, as in a second shell of the reader's. */
export class Shell {
  private servers: { child: ChildProcess; output: string }[] = [];
  private readonly ports = new Map<string, number>();

  constructor(
    readonly folder: string,
    readonly environment: Record<string, string>,
  ) {}

  /** What servers have printed so far. */
  get serverOutput(): string {
    return this.servers.map(({ output }) => output).join('');
  }

  async run(line: string): Promise<Ran> {
    const command = await this.withFreePorts(line);
    return SERVER.test(command) ? this.serve(command) : this.runToEnd(command);
  }

  /** The same in another folder. */
  in(folder: string): Shell {
    return new Shell(folder, this.environment);
  }

  /** Presses Ctrl-C in each. */
  async stop(): Promise<void> {
    const { servers } = this;
    this.servers = [];
    for (const { child } of servers) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      // To its process group: npx hands no signal on.
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    }
  }

  private start(command: string, detached: boolean): ChildProcess {
    const env = { ...process.env, ...this.environment };
    return spawn('sh', ['-c', command], { cwd: this.folder, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  private async runToEnd(command: string): Promise<Ran> {
    const child = this.start(command, false);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data) => (output += data));
    const [status] = await once(child, 'close');
    return { status, output };
  }

  private async serve(command: string): Promise<Ran> {
    const server = { child: this.start(command, true), output: '' };
    for (const stream of [server.child.stdout!, server.child.stderr!])
      stream.on('data', (data) => (server.output += data));
    this.servers.push(server);
    for (let waited = 0; waited < PATIENCE_MILLISECONDS; waited += 100) {
      if (READY.test(server.output)) return { status: 0, output: server.output };
      if (server.child.exitCode !== null) return { status: server.child.exitCode, output: server.output };
      await sleep(100);
    }
    return { status: 124, output: server.output };
  }

  /** Ports of a page can be in use here. */
  private async withFreePorts(line: string): Promise<string> {
    for (const [, port = ''] of line.matchAll(/(?:-port |127\.0\.0\.1:)(\d+)/g)) {
      if (!this.ports.has(port)) this.ports.set(port, await freePort());
    }
    return [...this.ports].reduce((text, [shown, free]) => text.replaceAll(shown, String(free)), line);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
