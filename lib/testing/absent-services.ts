import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * Stands in the place of every service of AWS that is not on this machine: refuses what functions ask, and remembers
 * whom they asked. Mail is simulated without an account, and what is in it does not leave this machine.
 */
export class AbsentServices {
  static async start(): Promise<AbsentServices> {
    const services = new AbsentServices();
    await new Promise<void>((resolve, reject) => {
      services.server.once('error', reject).listen(0, LOOPBACK, resolve);
    });
    // whoever forgets to stop it is not held up
    services.server.unref();
    return services;
  }

  /** Services by the name of the function that asked. */
  private readonly asked = new Map<string, Set<string>>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const [, functionName = ''] = request.url?.split('/') ?? [];
      const service = serviceIn(request);
      const known = this.asked.get(functionName) ?? new Set();
      this.asked.set(functionName, known.add(service));
      request.resume();
      // 403: no client tries that again
      response.writeHead(403).end(refusal(request, `There is no service ${service} on this machine.`));
    }).on('connection', (socket) => socket.unref());
  }

  /** The variables by which a function finds this in the place of services. */
  environmentFor(functionName: string): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { AWS_ENDPOINT_URL: `http://${LOOPBACK}:${port}/${functionName}` };
  }

  /** Whom a function asked since this was called last. */
  takeAsked(functionName: string): string[] {
    const services = [...(this.asked.get(functionName) ?? [])];
    this.asked.delete(functionName);
    return services;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** The name of the service in the credential scope of the signature. */
function serviceIn({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/[\w-]+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'unknown';
}

function refusal({ headers }: IncomingMessage, message: string): string {
  return headers['content-type']?.includes('json')
    ? JSON.stringify({ __type: 'AccessDeniedException', message })
    : `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
