import { type DirectedRule, validateRuleSet } from '../../lib/rules';
import { inbound, outbound } from './sample-rules';

const inboundNamed = (name: string, senders?: string[]): DirectedRule => ({
  direction: 'INBOUND',
  rule: inbound({ name, senders }),
});
const outboundNamed = (name: string, senders?: string[]): DirectedRule => ({
  direction: 'OUTBOUND',
  rule: outbound({ name, senders }),
});
const domains = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example`);

test('1,000 sender patterns over both directions are an organization', () => {
  const rules = [1, 2].flatMap((n) => [inboundNamed(`${n}`, domains(250)), outboundNamed(`${n}`, domains(250))]);
  expect(validateRuleSet(rules)).toEqual([]);
});

test('the rule with the 1,001st is told, with the number of all', () => {
  const rules = [1, 2, 3, 4].map((n) => inboundNamed(`${n}`, domains(250)));
  const problems = validateRuleSet([...rules, outboundNamed('last', ['a.example']), inboundNamed('more')]);
  expect(problems).toMatchObject([
    { code: 'senderPatternsPerOrganization', index: 4, path: 'Condition.SenderRuleCondition.Patterns', value: 1 },
  ]);
  expect(problems[0]?.reason).toContain('1002 sender patterns');
});

test('a list that is known only later counts for nothing', () => {
  const later = domains(250);
  const rules = [1, 2, 3, 4].map((n) => inboundNamed(`${n}`, domains(249)));
  const isUnknown = (value: unknown) => value === later;
  expect(validateRuleSet([...rules, inboundNamed('later', later)], { isUnknown })).toEqual([]);
});

test('the name is the identity within a direction', () => {
  expect(validateRuleSet([inboundNamed('a'), outboundNamed('a'), inboundNamed('b')])).toEqual([]);
  expect(validateRuleSet([inboundNamed('a'), inboundNamed('b'), inboundNamed('a')])).toMatchObject([
    { code: 'ruleNameTwice', index: 2, path: 'Name', value: 'a' },
  ]);
});

test('names that differ only in letter case', () => {
  const [problem] = validateRuleSet([outboundNamed('Audit'), outboundNamed('audit')]);
  expect(problem).toMatchObject({ code: 'ruleNameLetterCase', index: 1, value: 'audit' });
  expect(problem?.reason).toContain('"Audit"');
});

test('names that are known only later are not compared', () => {
  const isUnknown = (value: unknown) => value === 'later';
  expect(validateRuleSet([inboundNamed('later'), inboundNamed('later')], { isUnknown })).toEqual([]);
});
