import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { ticketHandler } from './open-tickets';

const { CALLS_TABLE = '', TICKETS_URL = '' } = process.env;

export const handler = ticketHandler(
  new DynamoDBPersistenceLayer({ tableName: CALLS_TABLE }),
  async ({ sentBy, subject, messageId }) => {
    const body = JSON.stringify({ customer: sentBy, subject, messageId });
    const response = await fetch(TICKETS_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    // An error: Lambda calls again.
    if (!response.ok) throw new Error(`${TICKETS_URL} answered ${response.status}`);
  },
);
