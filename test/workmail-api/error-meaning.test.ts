import { createServer } from 'node:net';
import { LimitExceededException, ListOrganizationsCommand, WorkMailClient } from '@aws-sdk/client-workmail';
import * as fc from 'fast-check';
import { meaningOf } from '../../lib/workmail-api';

function named(name: string, $metadata = { httpStatusCode: 400 }): Error {
  return Object.assign(new Error(name), { name, $metadata });
}

it.each([
  ['NameAvailabilityException', 'alreadyExists'],
  ['EntityAlreadyExistsException', 'alreadyExists'],
  ['EntityNotFoundException', 'notFound'],
  ['ResourceNotFoundException', 'notFound'],
  ['OrganizationNotFoundException', 'organizationNotFound'],
  ['OrganizationStateException', 'wrongState'],
  ['LimitExceededException', 'limitExceeded'],
  ['AccessDeniedException', 'accessDenied'],
  ['ExpiredTokenException', 'notAuthenticated'],
  ['CredentialsProviderError', 'notAuthenticated'],
  ['UnknownOperationException', 'unknownOperation'],
  ['SerializationException', 'invalidInput'],
  ['InvalidParameterException', 'invalidInput'],
  ['ThrottlingException', 'comeBackLater'],
  ['ServiceUnavailable', 'comeBackLater'],
  ['TimeoutError', 'unreachable'],
  ['SomethingNewException', 'unknown'],
  ['constructor', 'unknown'],
])('%s means %s', (name, meaning) => {
  expect(meaningOf(named(name))).toBe(meaning);
});

it('knows the exceptions of the client by their names', () => {
  expect(meaningOf(new LimitExceededException({ message: 'x', $metadata: {} }))).toBe('limitExceeded');
});

it.each([
  [500, 'comeBackLater'],
  [503, 'comeBackLater'],
  [429, 'comeBackLater'],
  [400, 'unknown'],
])('takes the status %i of an unknown name for %s', (httpStatusCode, meaning) => {
  expect(meaningOf(named('SomethingNewException', { httpStatusCode }))).toBe(meaning);
});

it('knows a service that cannot be reached', async () => {
  const client = (endpoint: string) =>
    new WorkMailClient({
      endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  const error = async (endpoint: string) =>
    client(endpoint)
      .send(new ListOrganizationsCommand({}))
      .catch((reason: unknown) => reason);
  expect(meaningOf(await error(`http://127.0.0.1:${await unusedPort()}`))).toBe('unreachable');
  expect(meaningOf(await error('http://nowhere.invalid'))).toBe('unreachable');
});

it('finds a network failure among the causes, and is not hung by a ring of them', () => {
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  expect(meaningOf(new Error('outer', { cause: new Error('inner', { cause: reset }) }))).toBe('unreachable');
  const ring = new Error('ring');
  ring.cause = ring;
  expect(meaningOf(ring)).toBe('unknown');
});

it('takes anything that can be thrown', () => {
  fc.assert(fc.property(fc.anything(), (thrown) => expect(meaningOf(thrown)).toBe('unknown')));
});

/** A port on which nobody listens: it was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
