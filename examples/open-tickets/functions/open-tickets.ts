import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import { Logger } from '@aws-lambda-powertools/logger';
import { type AsynchronousHandler, asynchronousHandler, type InboundMail } from 'cdk-workmail-flow/handler';

/**
 * Lambda calls a function again that failed or took too long, and WorkMail one that it waits for: with the same
 * `invocationId`. Around the handler, Powertools answers what was answered before, and lets no two calls run at once.
 */
export function ticketHandler(
  calls: BasePersistenceLayer,
  openTicket: (mail: InboundMail) => Promise<void>,
): AsynchronousHandler {
  return makeIdempotent(asynchronousHandler({ logger: new Logger(), inbound: openTicket }), {
    persistenceStore: calls,
    config: new IdempotencyConfig({ eventKeyJmesPath: 'invocationId' }),
  });
}
