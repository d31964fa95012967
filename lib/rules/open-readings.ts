/** What WorkMail's documentation leaves open, each with the reading that this project takes: the one place for them. */
export const OPEN_READINGS = {
  letterCase: {
    question: 'Does letter case count in patterns and addresses?',
    reading: 'It does not.',
  },
  longerWildcardDomain: {
    question: 'Which of two wildcard domains that match is more specific?',
    reading: 'The longer one.',
  },
  senderBeforeRecipient: {
    question: 'How do the specificity of the sender pattern and of the recipient pattern combine?',
    reading: 'The sender pattern decides first, then the recipient pattern.',
  },
  equalRules: {
    question: 'Which of two rules applies that are equally specific and have the same action?',
    reading: 'The first by name.',
  },
} as const;

export type OpenReading = keyof typeof OPEN_READINGS;
