/** What WorkMail's documentation leaves open, each with the reading that this project takes: the one place for them. */
const READINGS = {
  letterCase: {
    question: 'Does letter case count in patterns and addresses?',
    reading: 'It does not.',
  },
  longerWildcardDomain: {
    question: 'Which of two wildcard domains that match is more specific?',
    reading: 'The longer one.',
  },
  senderForOtherRecipients: {
    question: 'Is From matched where a rule matches Sender, but not for this recipient?',
    reading: 'It is: what the rules make of Sender is asked for each recipient.',
  },
  senderBeforeRecipient: {
    question: 'How do the specificity of the sender pattern and of the recipient pattern combine?',
    reading: 'The sender pattern decides first, then the recipient pattern.',
  },
  equalRules: {
    question: 'Which of two rules applies that are equally specific and have the same action?',
    reading: 'The first by name.',
  },
  missingFrom: {
    question: 'What does WorkMail take as the sender of a message whose From header is missing or unreadable?',
    reading: 'The sender of the SMTP envelope; where that is empty too, only the pattern * matches.',
  },
  repeatedField: {
    question: 'Which counts where From, Sender or Subject stands twice, or From or Sender holds several addresses?',
    reading: 'The first.',
  },
  missingSubject: {
    question: 'What is the subject in the event of a message that has none?',
    reading: 'An empty text.',
  },
  subjectCharacters: {
    question: 'In what are the 256 characters of the subject counted that an event holds at most?',
    reading: 'In Unicode code points.',
  },
  eventRecipients: {
    question: 'Does the event list recipients of the message that another rule decides?',
    reading: 'It does not.',
  },
  truncatedRecipients: {
    question: 'Which recipients stay in an event that is truncated to 128 KB?',
    reading: 'The first ones, as many as fit.',
  },
  retryIntervals: {
    question: 'When is a function called again that failed?',
    reading:
      'After 10 seconds, then each time after twice as long, as long as a call can begin before the rule timeout, counted from the first call, is over.',
  },
  unknownActionType: {
    question: 'What is an answer with an action type that the direction does not have?',
    reading: 'Invalid as a whole, so the function is called again.',
  },
  actionsForNobody: {
    question: 'Is an answer valid that has no actions, or an action with neither recipients nor allRecipients?',
    reading: 'Yes; whom it leaves out gets the fallback action.',
  },
  recipientNamedTwice: {
    question: 'Which action applies to a recipient that an answer names twice?',
    reading: 'The first.',
  },
  severalForAllRecipients: {
    question: 'Which applies of several actions that an answer gives for all recipients?',
    reading: 'The first.',
  },
  uniqueActions: {
    question: 'What makes two of the actions of an answer one unique action?',
    reading: 'The same type and the same bounce message.',
  },
  outboundRecipients: {
    question: 'What happens if an outbound message with what an answer adds has more than 500 recipients?',
    reading: 'The answer is invalid as a whole, so the function is called again.',
  },
  addedRecipients: {
    question: 'Do rules apply to recipients that an answer adds, and what if one cannot be added?',
    reading: 'They do not; one that cannot be added is ignored, and the rest of the answer stands.',
  },
  testedRules: {
    question: 'Which rules does a test of the rules answer with?',
    reading: 'The one that applies; none if none matches.',
  },
  gatewayOfRule: {
    question: 'May a rule name an SMTP gateway that does not exist, and a gateway be deleted that a rule names?',
    reading: 'Neither.',
  },
  functionElsewhere: {
    question: 'Does WorkMail refuse a rule whose function is in another Region or account, or does the rule only fail?',
    reading: 'It refuses the rule.',
  },
  fallbackInEventLog: {
    question:
      'What does the email event log show of a message whose function failed until the fallback action applied?',
    reading: 'RULE_APPLIED with the fallback action, as for any other action; not that the function failed.',
  },
  noEventLogging: {
    question: 'What does WorkMail answer when it is asked for the email event log of an organization that has none?',
    reading: 'ResourceNotFoundException; an answer without a log group means the same.',
  },
  updatedContent: {
    question: 'Which recipients get a changed message, where several rules decide on it?',
    reading:
      'Those whom a synchronous rule decides get what was put last when its function has answered; others do not.',
  },
  encryptedUpdatedMessage: {
    question: 'Can WorkMail take a changed message from a bucket that is encrypted with a key of AWS KMS?',
    reading: 'It cannot.',
  },
  gatewayTwice: {
    question: 'What happens if an SMTP gateway is created again?',
    reading: 'With the same settings, the password aside, nothing; with other settings it is refused.',
  },
  requiredFields: {
    question: 'Which header fields must an updated message have?',
    reading: 'From and Date.',
  },
  immutableFields: {
    question: 'Of which header fields must an update keep the value?',
    reading: 'Of From, Sender, Date and Message-ID, where the message has them.',
  },
  uniqueFields: {
    question: 'Which header fields may an updated message have only once?',
    reading: 'Those that RFC 5322 allows once, and MIME-Version, Content-Type and Content-Transfer-Encoding.',
  },
  lineEnds: {
    question: 'May lines of an updated message end with a bare line feed?',
    reading: 'They may: the example in the guide writes such lines.',
  },
  multipartForm: {
    question: 'When is a multipart of an updated message formatted properly?',
    reading:
      'If it names its boundary, has at least one part and a closing delimiter, and an empty line ends the header of each part.',
  },
  unsupportedAttachments: {
    question: 'What makes an attachment one that Amazon SES does not support?',
    reading: 'The extension of its file name.',
  },
  internalMail: {
    question: 'Which rules apply to mail from a user of an organization to another user of it?',
    reading: 'The outbound rules when it is sent, then the inbound rules when it arrives.',
  },
  rulesForBounces: {
    question: 'Do rules apply to the bounces that WorkMail sends?',
    reading: 'They do not.',
  },
  disabledGateway: {
    question: 'What happens to mail that is routed to an SMTP gateway that is not enabled?',
    reading: 'It bounces, as if the gateway could not be reached.',
  },
  eventLogValues: {
    question: 'How does the email event log name folders and actions, and what is its trace id?',
    reading:
      'The folders INBOX and JUNK_EMAIL, the actions as in an answer or SMTP_ROUTING, and the id by which functions know the message.',
  },
} as const;

export type OpenReading = keyof typeof READINGS;

export interface OpenQuestion {
  readonly question: string;
  /** What this project takes for the answer. */
  readonly reading: string;
  /** What a real WorkMail was seen to do: where, when and how. The contract tests print it. */
  readonly observed?: string;
}

export const OPEN_READINGS: Readonly<Record<OpenReading, OpenQuestion>> = READINGS;
