import { Duration, type Stack } from 'aws-cdk-lib';
import { InboundAction, MailFlowFunction, OutboundAction, RunLambdaRules } from '../../lib';
import { CODE, functionIn, organizationIn } from '../constructs';
import { expectRefused, type Invalid, type Untyped } from './refusal';

const fallbackAction = InboundAction.deliver();
const ruleTimeout = Duration.minutes(30);
const rules = (change: Untyped) => (stack: Stack) => ({
  organization: organizationIn(stack),
  function: functionIn(stack),
  ...change,
});

const RUN_LAMBDA_RULES: Invalid[] = [
  { what: 'no properties', props: () => undefined, code: 'propsMissing', shows: 'props is undefined' },
  { what: 'no rule', props: rules({}), code: 'noRule', shows: 'inbound is undefined' },
  {
    what: 'rules that are null',
    props: rules({ inbound: null, outbound: null }),
    code: 'noRule',
    shows: 'inbound is null',
  },
  {
    what: 'no function',
    props: rules({ function: undefined, inbound: { synchronous: false } }),
    code: 'functionMissing',
    shows: 'function is undefined',
  },
  {
    what: 'no organization',
    props: rules({ organization: undefined, outbound: { synchronous: false } }),
    code: 'organization',
    shows: 'organization is undefined',
    at: 'Mail/It/OutboundRule',
  },
  ...[true, 'synchronous', 5].map((inbound) => ({
    what: `inbound: ${inbound}`,
    props: rules({ inbound }),
    code: 'propsMissing',
    shows: `inbound is ${JSON.stringify(inbound)}`,
  })),
  ...[undefined, null, 'true', 1, 0].map((synchronous) => ({
    what: `synchronous: ${synchronous}`,
    props: rules({ inbound: { synchronous } }),
    code: 'synchronousMissing',
    shows: `inbound.synchronous is ${JSON.stringify(synchronous)}`,
  })),
  ...[undefined, null].flatMap((nothing) => [
    {
      what: `synchronous and fallbackAction: ${nothing}`,
      props: rules({ inbound: { synchronous: true, ruleTimeout, fallbackAction: nothing } }),
      code: 'synchronousNeedsFallbackAction',
      shows: `inbound.fallbackAction is ${nothing}`,
    },
    {
      what: `synchronous and ruleTimeout: ${nothing}`,
      props: rules({ outbound: { synchronous: true, ruleTimeout: nothing, fallbackAction: OutboundAction.send() } }),
      code: 'synchronousNeedsRuleTimeout',
      shows: `outbound.ruleTimeout is ${nothing}`,
    },
  ]),
  {
    what: 'asynchronous with a fallback',
    props: rules({ inbound: { synchronous: false, fallbackAction } }),
    code: 'asynchronousRefusesFallbackAction',
    shows: 'inbound.fallbackAction is ',
  },
  {
    what: 'asynchronous with a timeout',
    props: rules({ outbound: { synchronous: false, ruleTimeout } }),
    code: 'asynchronousRefusesRuleTimeout',
    shows: 'outbound.ruleTimeout is ',
  },
  ...[false, '', 0].map((fallback) => ({
    what: `a fallback that is ${JSON.stringify(fallback)}`,
    props: rules({ inbound: { synchronous: true, ruleTimeout, fallbackAction: fallback } }),
    code: 'fallbackAction',
    shows: `fallbackAction is ${JSON.stringify(fallback)}`,
    at: 'Mail/It/InboundRule',
  })),
  {
    what: 'a fallback of the other direction',
    props: rules({ outbound: { synchronous: true, ruleTimeout, fallbackAction } }),
    code: 'fallbackAction',
    shows: 'fallbackAction is "InboundAction"',
    at: 'Mail/It/OutboundRule',
  },
  {
    what: 'a recipient of a synchronous rule',
    props: rules({ inbound: { synchronous: true, ruleTimeout, fallbackAction, recipients: ['a@corp.example'] } }),
    code: 'synchronousDestination',
    shows: 'recipients is ["a@corp.example"]',
    at: 'Mail/It/InboundRule',
  },
  ...Object.entries({ sender: 'Write senders', timeout: 'Write ruleTimeout', fallback: 'Write fallbackAction' }).map(
    ([name, remedy]) => ({
      what: `an unknown option: ${name}`,
      props: rules({ inbound: { synchronous: false, [name]: ['a.example'] } }),
      code: 'propertyUnknown',
      shows: `inbound.${name} is ["a.example"]: there is no such property. ${remedy}`,
    }),
  ),
  {
    what: 'an option of a rule beside the rules',
    props: rules({ inbound: { synchronous: false }, senders: ['a.example'] }),
    code: 'propertyUnknown',
    shows: 'senders is ["a.example"]',
  },
];

test.each(RUN_LAMBDA_RULES)('Run Lambda rules with $what', (invalid) => expectRefused(RunLambdaRules, invalid));

const functionWith = (change: Untyped) => (stack: Stack) => ({
  ...CODE,
  organization: organizationIn(stack),
  ...change,
});

const FUNCTIONS: Invalid[] = [
  { what: 'no properties', props: () => undefined, code: 'propsMissing', shows: 'It.props is undefined', at: 'Mail' },
  { what: 'no rule', props: functionWith({}), code: 'noRule', shows: 'inbound is undefined' },
  {
    what: 'no organization',
    props: functionWith({ organization: undefined, inbound: { synchronous: false } }),
    code: 'organization',
    shows: 'organization is undefined',
    at: 'Mail/It/InboundRule',
  },
  {
    what: 'senders beside the rules',
    props: functionWith({ inbound: { synchronous: false }, senders: ['a.example'] }),
    code: 'propertyUnknown',
    shows: 'It.senders is ["a.example"]',
    at: 'Mail',
  },
  {
    what: 'a misspelt direction',
    props: functionWith({ inbound: { synchronous: false }, outBound: { synchronous: false } }),
    code: 'propertyUnknown',
    shows: 'It.outBound is {"synchronous":false}',
    at: 'Mail',
  },
  {
    what: 'a misspelt option',
    props: functionWith({ inbound: { synchronous: false, sender: ['a.example'] } }),
    code: 'propertyUnknown',
    shows: 'inbound.sender is ["a.example"]',
  },
];

test.each(FUNCTIONS)('a function with $what', (invalid) => expectRefused(MailFlowFunction, invalid));
