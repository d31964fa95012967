import { AdministrationError } from './error';

/** The services that are asked, by the suffix of the variable with their endpoint, and as people call them. */
export const SERVICE_TITLES = {
  CLOUDFORMATION: 'CloudFormation',
  CLOUDWATCH_LOGS: 'CloudWatch Logs',
  IAM: 'IAM',
  LAMBDA: 'Lambda',
  STS: 'STS',
  WORKMAIL: 'WorkMail',
} as const;
export type Service = keyof typeof SERVICE_TITLES;

/** Where a service is that is not where AWS has it. */
export interface Endpoint {
  readonly url: string;
  /** The option or the variable that says so. */
  readonly source: string;
}

/** What the environment says of a service, as the SDK reads it: the service's own variable before the one for all. */
export function endpointInEnvironment(service: Service): Endpoint | undefined {
  if (process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const sources = [`AWS_ENDPOINT_URL_${service}`, 'AWS_ENDPOINT_URL'];
  const source = sources.find((name) => process.env[name]);
  return source === undefined ? undefined : { source, url: process.env[source]! };
}

/** `localhost:8025` is a URL too, of a scheme that nobody knows. */
export function checkEndpoint({ url, source }: Endpoint): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new AdministrationError(
    'ENDPOINT_INVALID',
    `${source} is ${JSON.stringify(url)}, which is no URL of http or https`,
    'Write one such as http://127.0.0.1:8025',
  );
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether something is on this machine. */
export function isLoopback({ url }: Endpoint): boolean {
  return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
}
