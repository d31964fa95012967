import { execFileSync } from 'node:child_process';
import { ruleCommand, shellWord } from '../../lib/rules';

/** The arguments that a shell makes of a text. */
const argumentsOf = (text: string) =>
  execFileSync('sh', ['-c', `printf '%s\\n' ${text}`], { encoding: 'utf8', env: { HOME: '/home/somebody' } })
    .split('\n')
    .slice(0, -1);

test.each(['screening', 'arn:aws:lambda:us-east-1:123456789012:function:screening', '/tmp/a-b_c.json', 'büro', '100%'])(
  'a plain word stays as it is: %s',
  (word) => expect(shellWord(word)).toBe(word),
);

test.each(['$HOME `id`', "it's", '', 'a b', '~', '=ls', '$LATEST', '!!', '*', '"', '\\', 'a;b', "''", '#a', '{a,b}'])(
  'a shell takes it for what it is: %s',
  (word) => {
    expect(shellWord(word)).toMatch(/^'/);
    expect(argumentsOf(shellWord(word))).toEqual([word]);
  },
);

test('a command about a rule', () => {
  expect(ruleCommand('pause', 'screening')).toBe('workmail-flow pause screening');
  expect(ruleCommand('resume', 'my rule', ['--state', 'a b'])).toBe("workmail-flow resume 'my rule' --state 'a b'");
});

test('a name that begins with a dash is no option', () => {
  expect(ruleCommand('resume', '-dash', ['--direction', 'inbound'])).toBe(
    'workmail-flow resume --direction inbound -- -dash',
  );
});
