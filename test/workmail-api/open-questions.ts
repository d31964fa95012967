import type { InboundAction, InboundRule, OpenReading } from '../../lib/rules';
import {
  CreateInboundMailFlowRuleCommand,
  CreateOutboundMailFlowRuleCommand,
  CreateSmtpGatewayCommand,
  DeleteInboundMailFlowRuleCommand,
  DeleteSmtpGatewayCommand,
  DescribeInboundMailFlowRuleCommand,
  type SmtpGateway,
  TestInboundMailFlowRulesCommand,
  UpdateInboundMailFlowRuleCommand,
} from '../../lib/workmail-api';
import { DOMAIN, PREFIX, type Subject, send } from './contract-subject';

/** What a WorkMail shows about a question that its documentation leaves open. */
export interface Observation {
  readonly isAsRead: boolean;
  /** What was tried and what came of it, in a clause. */
  readonly seen: string;
}

/** What a run of the contract tests finds out. */
export interface Findings {
  readonly observations: Partial<Readonly<Record<OpenReading, Observation>>>;
  /** What refusals are called, by what was refused. */
  readonly refusals: Readonly<Record<string, string>>;
}

type Question = (subject: Subject) => Promise<Observation>;

/** The open readings that the operations can be asked about. Each makes rules of its own, on addresses of its own. */
export const QUESTIONS: Partial<Readonly<Record<OpenReading, Question>>> = {
  async letterCase(subject) {
    await create(subject, 'letter-case', [`LETTER-Case@${DOMAIN.toUpperCase()}`]);
    const matched = await ask(subject, `letter-case@${DOMAIN}`);
    return judge(matched, ['letter-case'], 'pattern in capitals, address in small letters');
  },

  async longerWildcardDomain(subject) {
    await create(subject, 'wildcard-short', [`*.wild.${DOMAIN}`]);
    await create(subject, 'wildcard-long', [`*.very.wild.${DOMAIN}`]);
    const matched = await ask(subject, `somebody@host.very.wild.${DOMAIN}`);
    return judge(matched, ['wildcard-long'], 'two wildcard domains, one within the other');
  },

  async senderForOtherRecipients(subject) {
    await create(subject, 'behalf-sender', [`behalf-sender@${DOMAIN}`], { recipients: [`one@${DOMAIN}`] });
    await create(subject, 'behalf-from', [`behalf-from@${DOMAIN}`]);
    const matched = await ask(subject, `behalf-from@${DOMAIN}`, { sender: `behalf-sender@${DOMAIN}` });
    return judge(matched, ['behalf-from'], 'Sender matches a rule for another recipient, From one for all');
  },

  async senderBeforeRecipient(subject) {
    const recipient = `before@${DOMAIN}`;
    await create(subject, 'before-sender', [`somebody@before.${DOMAIN}`]);
    await create(subject, 'before-recipient', [`before.${DOMAIN}`], { recipients: [recipient] });
    const matched = await ask(subject, `somebody@before.${DOMAIN}`, { recipient });
    return judge(matched, ['before-sender'], 'one rule names the sender, the other the recipient');
  },

  async equalRules(subject) {
    await create(subject, 'equal-2', [`equal@${DOMAIN}`]);
    await create(subject, 'equal-1', [`equal@${DOMAIN}`]);
    return judge(await ask(subject, `equal@${DOMAIN}`), ['equal-1'], 'two rules equal in all but the name');
  },

  async testedRules(subject) {
    await create(subject, 'tested-address', [`somebody@tested.${DOMAIN}`]);
    await create(subject, 'tested-domain', [`tested.${DOMAIN}`]);
    const matched = await ask(subject, `somebody@tested.${DOMAIN}`);
    return judge(matched, ['tested-address'], 'a rule for the address and one for its domain');
  },

  async gatewayOfRule(subject) {
    const name = `${PREFIX}named`;
    const rule = (ruleName: string, SmtpGatewayName: string) =>
      send(subject, CreateOutboundMailFlowRuleCommand, {
        Rule: {
          Name: PREFIX + ruleName,
          Condition: {
            SenderRuleCondition: { Patterns: [`gateway@${DOMAIN}`] },
            DestinationRuleCondition: { Patterns: ['*'] },
          },
          Action: { SmtpRoutingAction: { SmtpGatewayName } },
        },
      });
    const absent = await outcomeOf(rule('gateway-absent', `${PREFIX}absent`));
    await send(subject, CreateSmtpGatewayCommand, { SmtpGateway: gateway('named', 'one') });
    await rule('gateway-named', name);
    const removal = await outcomeOf(send(subject, DeleteSmtpGatewayCommand, { SmtpGatewayName: name }));
    return {
      isAsRead: absent !== 'taken' && removal !== 'taken',
      seen: `a rule that names a gateway that is not there: ${absent}; removal of a gateway that a rule names: ${removal}`,
    };
  },

  async functionElsewhere(subject) {
    const Arn = 'arn:aws:lambda:eu-central-1:111122223333:function:elsewhere';
    const outcome = await outcomeOf(
      create(subject, 'elsewhere', [`elsewhere@${DOMAIN}`], { action: { InboundLambdaAction: { Arn } } }),
    );
    return {
      isAsRead: outcome !== 'taken',
      seen: `a rule with a function of another Region and account: ${outcome}`,
    };
  },

  async gatewayTwice(subject) {
    const make = (host: string) =>
      outcomeOf(send(subject, CreateSmtpGatewayCommand, { SmtpGateway: gateway('twice', host) }));
    await make('one');
    const [same, other] = [await make('one'), await make('two')];
    return {
      isAsRead: same === 'taken' && other !== 'taken',
      seen: `created again as it is: ${same}; with another host: ${other}`,
    };
  },
};

/** What WorkMail calls its refusals: the model lists no names. By what was refused. */
export async function refusalNames(subject: Subject): Promise<Record<string, string>> {
  const rule = inboundRule('refused', [`refused@${DOMAIN}`]);
  const absent = { RuleName: `${PREFIX}absent` };
  const update = { Rule: { ...rule, Name: absent.RuleName } };
  await send(subject, CreateInboundMailFlowRuleCommand, { Rule: rule });
  return {
    'Create of a rule that exists': await outcomeOf(send(subject, CreateInboundMailFlowRuleCommand, { Rule: rule })),
    'Update of one that does not': await outcomeOf(send(subject, UpdateInboundMailFlowRuleCommand, update)),
    'Describe of one that does not': await outcomeOf(send(subject, DescribeInboundMailFlowRuleCommand, absent)),
    'Delete of one that does not': await outcomeOf(send(subject, DeleteInboundMailFlowRuleCommand, absent)),
    'Create with a + in a pattern': await outcomeOf(create(subject, 'plus', [`plus+tag@${DOMAIN}`])),
  };
}

// ---- asking -------------------------------------------------------------------------------------

interface Others {
  readonly recipients?: readonly string[];
  readonly action?: InboundAction;
}

function inboundRule(name: string, senders: readonly string[], { recipients = ['*'], action }: Others = {}) {
  const Condition = { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: recipients } };
  return { Name: PREFIX + name, Condition, Action: action ?? { MoveToJunkAction: {} } } satisfies InboundRule;
}

async function create(subject: Subject, name: string, senders: readonly string[], others?: Others): Promise<void> {
  await send(subject, CreateInboundMailFlowRuleCommand, { Rule: inboundRule(name, senders, others) });
}

function gateway(name: string, host: string): SmtpGateway {
  return {
    SmtpGatewayName: PREFIX + name,
    HostName: `${host}.${DOMAIN}`,
    PortNumber: 587,
    Enabled: false,
    Authentication: { UserCredentials: { Username: 'user', Password: 'a password that nobody uses' } },
  };
}

/** The rules of these tests that the operation Test answers with, without their prefix. */
async function ask(
  subject: Subject,
  from: string,
  { sender, recipient = `somebody@${DOMAIN}` }: { sender?: string; recipient?: string } = {},
): Promise<string[]> {
  const { MatchedRules = [] } = await send(subject, TestInboundMailFlowRulesCommand, {
    Origin: { FromEmailAddress: from, SenderEmailAddress: sender },
    Destination: { DestinationEmailAddress: recipient },
  });
  const names = MatchedRules.map(({ MatchedRuleName = '' }) => MatchedRuleName);
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

function judge(matched: readonly string[], expected: readonly string[], tried: string): Observation {
  return {
    isAsRead: matched.join() === expected.join(),
    seen: `${tried}: matched ${matched.join(', ') || 'no rule'}`,
  };
}

/** `taken`, or what the refusal is called. */
async function outcomeOf(request: Promise<unknown>): Promise<string> {
  return request.then(
    () => 'taken',
    ({ name }: Error) => name,
  );
}
