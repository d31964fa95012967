/** JSON Schemas of what WorkMail and a function say to each other, for authors in languages that our types do not reach. */
import { ACTIONS, type Direction } from '../lib/rules';
import { ANSWER_BYTES, EVENT_BYTES, OUTBOUND_RECIPIENTS, SUBJECT_CHARACTERS, UNIQUE_ACTIONS } from '../lib/run-lambda';

/** What most validators know. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';
const GUIDE = 'https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html';
const KILOBYTE = 1024;

const MAILBOX = {
  type: 'object',
  required: ['address'],
  properties: { address: { type: 'string' } },
};

/** What published events have in common is required; what old ones lack is not. */
export const EVENT_SCHEMA = {
  $schema: DRAFT,
  title: 'MailFlowEvent',
  description: `What Amazon WorkMail passes to a function: "Lambda event data" in ${GUIDE}`,
  type: 'object',
  required: ['summaryVersion', 'envelope', 'messageId'],
  properties: {
    summaryVersion: { type: 'string', examples: ['2018-10-10', '2019-07-28'] },
    envelope: {
      type: 'object',
      required: ['mailFrom', 'recipients'],
      properties: {
        mailFrom: {
          ...MAILBOX,
          description: 'The address in From: of a message sent on behalf of another user, that user.',
        },
        recipients: {
          description: 'Those for whom the function decides.',
          type: 'array',
          items: MAILBOX,
        },
      },
    },
    sender: {
      ...MAILBOX,
      description: 'Who sent the message, if it was sent on behalf of another user.',
    },
    subject: { type: 'string', description: `At most ${SUBJECT_CHARACTERS} characters of it.` },
    messageId: { type: 'string', description: "By which WorkMail's message flow API gives the content." },
    invocationId: { type: 'string', description: 'The same in every call for this event. Old events lack it.' },
    flowDirection: { enum: Object.keys(ACTIONS), description: 'Old events lack it.' },
    truncated: {
      type: 'boolean',
      description: `Whether recipients were left out, so that the event has no more than ${EVENT_BYTES / KILOBYTE} KB.`,
    },
  },
};

/** As lenient as WorkMail is with the answers of the functions that AWS publishes. */
export function answerSchema(direction: Direction): object {
  const limits = [
    `${ANSWER_BYTES / KILOBYTE} KB`,
    `${UNIQUE_ACTIONS} unique actions`,
    ...(direction === 'OUTBOUND' ? [`${OUTBOUND_RECIPIENTS} recipients with those that it adds`] : []),
  ];
  return {
    $schema: DRAFT,
    title: direction === 'INBOUND' ? 'InboundAnswer' : 'OutboundAnswer',
    description:
      `What a synchronous function answers to Amazon WorkMail about ${direction.toLowerCase()} mail: ` +
      `"Synchronous Run Lambda response schema" in ${GUIDE}. ` +
      `Not in this schema: an answer may have up to ${limits.join(', ')}.`,
    type: 'object',
    required: ['actions'],
    properties: {
      actions: {
        description: 'Whom they leave out gets the fallback action of the rule.',
        type: 'array',
        items: { $ref: '#/definitions/answeredAction' },
      },
    },
    definitions: { answeredAction: answeredAction(direction) },
  };
}

function answeredAction(direction: Direction): object {
  return {
    type: 'object',
    required: ['action'],
    properties: {
      action: {
        type: 'object',
        required: ['type'],
        properties: { type: { enum: ACTIONS[direction].flatMap(({ answerType }) => answerType ?? []) } },
        if: { properties: { type: { const: 'BOUNCE' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {
          properties: {
            parameters: {
              description: 'Of a bounce only.',
              type: ['object', 'null'],
              properties: {
                bounceMessage: {
                  description: 'What the sender is told; without it WorkMail uses a text of its own.',
                  type: ['string', 'null'],
                },
              },
            },
          },
        },
      },
      recipients: {
        description: 'Addresses. One that is no recipient of the message becomes one, as blind copy.',
        type: ['array', 'null'],
        items: { type: 'string' },
      },
      allRecipients: {
        description:
          'For everybody whom the answer does not name. Write a boolean; WorkMail takes the word as text, too.',
        type: ['boolean', 'string', 'null'],
        pattern: '^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$',
      },
    },
  };
}
