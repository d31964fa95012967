import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PausePlan, pause, planPause, planResume, resume, sideEffectsOf } from '../../lib/administration';
import { isParked } from '../../lib/administration/pause/parked-rule';
import { decide, type InboundAction, type Rule } from '../../lib/rules';
import { inbound, outbound } from '../rules/sample-rules';
import { ACCOUNT, type Desk, ORGANIZATION_ID, startDesk } from './desk';

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:screening`;
const synchronous: InboundAction = {
  InboundLambdaAction: {
    Arn: ARN,
    SynchronousLambdaParameters: { RetryPeriodMinutes: 30, FallbackAction: { MoveToJunkAction: {} } },
  },
};
const SCREEN = inbound({ name: 'screen', action: synchronous });
const WATCH = outbound({ name: 'watch', recipients: ['far.example'], action: { OutboundLambdaAction: { Arn: ARN } } });

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
  await desk.createRules([
    { direction: 'INBOUND', rule: SCREEN },
    { direction: 'OUTBOUND', rule: WATCH },
  ]);
});
afterEach(() => desk.stop());

const organizationId = ORGANIZATION_ID;
const inboundRules = () => desk.account.workmail.inboundRules(organizationId);
const outboundRules = () => desk.account.workmail.outboundRules(organizationId);
const named = (name: string, rules: readonly Rule[] = inboundRules()) => rules.find((rule) => rule.Name === name);
const plan = (name = 'screen') => planPause(desk.connection, { organizationId, name });
const pauseIt = async (name?: string) => {
  const planned = await plan(name);
  return { ...planned, ...(await pause(planned)) };
};
const resumeIt = async (name = 'screen', options = {}) =>
  resume(await planResume(desk.connection, { organizationId, name, ...options }));
const forgetFile = ({ file }: PausePlan) => rmSync(file);

test('a synchronous rule is put on its fallback, and back', async () => {
  const { keptInOrganization, notices, file } = await pauseIt();
  expect({ keptInOrganization, notices }).toEqual({ keptInOrganization: true, notices: [] });
  expect(named('screen')).toEqual({ ...SCREEN, Action: { MoveToJunkAction: {} } });
  expect(JSON.parse(readFileSync(file, 'utf8')).original).toEqual(SCREEN);
  await resumeIt();
  expect(inboundRules()).toEqual([SCREEN]);
  expect(existsSync(file)).toBe(false);
});

test('an asynchronous rule does what WorkMail does without it', async () => {
  await pauseIt('watch');
  expect(named('watch', outboundRules())?.Action).toEqual({ DefaultAction: {} });
  await resumeIt('watch');
  expect(outboundRules()).toEqual([WATCH]);
});

test('the rule that keeps the action matches no mail that anybody can send', async () => {
  await pauseIt();
  const parked = inboundRules().find(isParked)!;
  expect(parked.Action).toEqual(synchronous);
  const [sender = ''] = parked.Condition.OriginRuleCondition.Patterns;
  expect(sender).toMatch(/^paused-[0-9a-f]{32}@workmail-flow\.invalid$/);
  for (const from of ['a@b.example', 'paused-@workmail-flow.invalid', 'x@workmail-flow.invalid']) {
    const { winner, losers } = decide('INBOUND', inboundRules(), { from, recipient: 'office@corp.example' });
    expect([winner?.Name, losers]).toEqual(['screen', []]);
  }
});

test('on another machine, where there is no file', async () => {
  forgetFile(await pauseIt());
  await resumeIt();
  expect(inboundRules()).toEqual([SCREEN]);
});

test('where the rule that keeps the action is gone, the file does', async () => {
  const { parked } = await pauseIt();
  await desk.removeRule('INBOUND', parked.Name);
  await resumeIt();
  expect(inboundRules()).toEqual([SCREEN]);
});

test('a file that somebody names', async () => {
  const file = join(desk.folder, 'a', 'screen.json');
  const planned = await planPause(desk.connection, { organizationId, name: 'screen', file });
  await pause(planned);
  await desk.removeRule('INBOUND', planned.parked.Name);
  await expect(resumeIt()).rejects.toMatchObject({ code: 'RULE_NOT_PAUSED' });
  await resumeIt('screen', { file });
  expect(inboundRules()).toEqual([SCREEN]);
});

test('a file that cannot be written: nothing is done', async () => {
  const planned = await planPause(desk.connection, { organizationId, name: 'screen', file: '/dev/null/x' });
  await expect(pause(planned)).rejects.toMatchObject({ code: 'PAUSE_NOT_KEPT' });
  expect(inboundRules()).toEqual([SCREEN]);
});

describe('a file that holds something else', () => {
  const keepIn = async (file: string, name = 'screen') =>
    pause(await planPause(desk.connection, { organizationId, name, file }));
  const notes = () => {
    const file = join(desk.folder, 'notes.txt');
    writeFileSync(file, '{"my":"own notes"}');
    return file;
  };

  test('is not written, and nothing is done', async () => {
    const file = notes();
    await expect(keepIn(file)).rejects.toMatchObject({
      code: 'PAUSE_NOT_KEPT',
      problem: expect.stringContaining('is there already, and holds something else'),
    });
    expect(readFileSync(file, 'utf8')).toBe('{"my":"own notes"}');
    expect(inboundRules()).toEqual([SCREEN]);
  });

  test('is not removed', async () => {
    const file = notes();
    await pauseIt();
    await resumeIt('screen', { file });
    expect(inboundRules()).toEqual([SCREEN]);
    expect(existsSync(file)).toBe(true);
  });

  test('that of another rule stays', async () => {
    desk.account.workmail.faults.add({ kind: 'refuse', operation: /^Create/, name: 'AccessDeniedException' });
    const file = join(desk.folder, 'state.json');
    await keepIn(file);
    await expect(keepIn(file, 'watch')).rejects.toMatchObject({
      code: 'PAUSE_NOT_KEPT',
      problem: expect.stringContaining(`it keeps that of the inbound rule "screen" of ${organizationId}`),
    });
    expect(outboundRules()).toEqual([WATCH]);
    await expect(resumeIt('watch', { file })).rejects.toMatchObject({ code: 'RULE_NOT_PAUSED' });
    await resumeIt('screen', { file });
    expect(inboundRules()).toEqual([SCREEN]);
    expect(readdirSync(desk.folder)).not.toContainEqual(expect.stringContaining('state.json'));
  });

  test('a folder is no file, and one without content holds nothing', async () => {
    await expect(keepIn(desk.folder)).rejects.toMatchObject({ code: 'PAUSE_NOT_KEPT' });
    const file = join(desk.folder, 'empty');
    writeFileSync(file, '');
    await keepIn(file);
    expect(JSON.parse(readFileSync(file, 'utf8')).original).toEqual(SCREEN);
  });
});

test('patterns that were changed during the pause stay changed', async () => {
  const { paused } = await pauseIt();
  const changed = { ...paused, Condition: inbound({ senders: ['new.example'] }).Condition } as Rule;
  await desk.updateRule({ direction: 'INBOUND', rule: changed as never });
  await resumeIt();
  expect(inboundRules()).toEqual([{ ...changed, Action: synchronous }]);
});

test('an action that was changed during the pause is not overwritten unasked', async () => {
  const { paused } = await pauseIt();
  await desk.updateRule({ direction: 'INBOUND', rule: { ...paused, Action: { DropAction: {} } } as never });
  await expect(resumeIt()).rejects.toMatchObject({
    code: 'RULE_CHANGED_MEANWHILE',
    problem: expect.stringContaining('it is Drop'),
  });
  await resumeIt('screen', { force: true });
  expect(inboundRules()).toEqual([SCREEN]);
});

test('a rule that a deployment restored during the pause: only what is left over goes', async () => {
  await pauseIt();
  await desk.updateRule({ direction: 'INBOUND', rule: SCREEN });
  desk.operations();
  await resumeIt();
  expect(desk.operations()).not.toContain('UpdateInboundMailFlowRule');
  expect(inboundRules()).toEqual([SCREEN]);
});

test('paused twice, resumed twice', async () => {
  await pauseIt();
  await expect(plan()).rejects.toMatchObject({ code: 'RULE_PAUSED' });
  await resumeIt();
  await expect(resumeIt()).rejects.toMatchObject({ code: 'RULE_NOT_PAUSED' });
});

test('paused again after a deployment has restored it', async () => {
  await pauseIt();
  const action = { InboundLambdaAction: { Arn: `${ARN}2` } };
  await desk.updateRule({ direction: 'INBOUND', rule: { ...SCREEN, Action: action } });
  await pauseIt();
  await resumeIt();
  expect(inboundRules()).toEqual([{ ...SCREEN, Action: action }]);
});

describe('what somebody does while a person is asked', () => {
  const changed = { ...SCREEN, Condition: inbound({ senders: ['new.example'] }).Condition };
  const change = () => desk.updateRule({ direction: 'INBOUND', rule: changed });

  test('is not written over by a pause', async () => {
    const planned = await plan();
    await change();
    await expect(pause(planned)).rejects.toMatchObject({
      code: 'RULE_CHANGED_MEANWHILE',
      problem: expect.stringMatching(/Patterns was \["\*"\] and is \["new.example"\]\. Nothing was done$/),
    });
    expect(inboundRules()).toEqual([changed]);
    expect(existsSync(planned.file)).toBe(false);
  });

  test('is not written over by the end of a pause', async () => {
    await pauseIt();
    const planned = await planResume(desk.connection, { organizationId, name: 'screen', force: true });
    await change();
    await expect(resume(planned)).rejects.toMatchObject({ code: 'RULE_CHANGED_MEANWHILE' });
    expect(named('screen')).toEqual(changed);
    expect(inboundRules().some(isParked)).toBe(true);
  });

  test('another pause of the same rule is not ended by what was planned for the first', async () => {
    await pauseIt();
    const planned = await planResume(desk.connection, { organizationId, name: 'screen' });
    await resumeIt();
    await pauseIt();
    await expect(resume(planned)).rejects.toMatchObject({ code: 'RULE_CHANGED_MEANWHILE' });
  });

  test('a rule that was removed is not made again', async () => {
    const planned = await plan();
    await desk.removeRule('INBOUND', 'screen');
    await expect(pause(planned)).rejects.toMatchObject({
      code: 'RULE_CHANGED_MEANWHILE',
      problem: expect.stringContaining('it is gone'),
    });
  });
});

describe('what an earlier pause has left', () => {
  const next: InboundAction = { InboundLambdaAction: { ...synchronous.InboundLambdaAction, Arn: `${ARN}2` } };
  const refuse = (operation: RegExp) =>
    desk.account.workmail.faults.add({ kind: 'refuse', operation, name: 'AccessDeniedException' });
  /** A pause, a deployment that ends it, and another pause; after its brake the operations are refused. */
  const pauseAgain = async (refused: RegExp) => {
    await pauseIt();
    await desk.updateRule({ direction: 'INBOUND', rule: { ...SCREEN, Action: next } });
    const planned = await plan();
    const { rules } = planned;
    const update = rules.update.bind(rules);
    jest.spyOn(rules, 'update').mockImplementationOnce(async (rule) => {
      await update(rule);
      refuse(refused);
    });
    return { ...planned, ...(await pause(planned)) };
  };

  test('is made anew where it cannot be changed', async () => {
    expect(await pauseAgain(/^Update/)).toMatchObject({ keptInOrganization: true, notices: [] });
    expect(inboundRules().find(isParked)?.Action).toEqual(next);
  });

  test('is not taken for the action of this pause', async () => {
    const { keptInOrganization, notices } = await pauseAgain(/^(Update|Delete)/);
    expect(keptInOrganization).toBe(false);
    expect(notices.join()).toContain(`is from an earlier pause, with ${ARN}:`);
    desk.account.workmail.faults.clear();
    await resumeIt();
    expect(inboundRules()).toEqual([{ ...SCREEN, Action: next }]);
  });

  test('goes by its own name where its rule is gone', async () => {
    const { parked } = await pauseIt();
    await desk.removeRule('INBOUND', 'screen');
    await resumeIt(parked.Name);
    expect(inboundRules()).toEqual([]);
  });

  test('goes by its own name where its rule was given another action, or runs a function again', async () => {
    for (const Action of [{ BounceAction: {} }, synchronous]) {
      const { parked } = await pauseIt();
      await desk.updateRule({ direction: 'INBOUND', rule: { ...SCREEN, Action } });
      await resumeIt(parked.Name);
      expect(inboundRules()).toEqual([{ ...SCREEN, Action }]);
      await desk.updateRule({ direction: 'INBOUND', rule: SCREEN });
    }
  });

  test('does not go by its own name while the pause lasts', async () => {
    const { parked } = await pauseIt();
    await expect(resumeIt(parked.Name)).rejects.toMatchObject({
      code: 'RULE_PAUSED',
      remedy: expect.stringContaining('workmail-flow resume screen ends'),
    });
    expect(inboundRules().some(isParked)).toBe(true);
  });

  test('is taken where the file is from before it', async () => {
    const { file } = await pauseIt();
    const first = readFileSync(file);
    await desk.updateRule({ direction: 'INBOUND', rule: { ...SCREEN, Action: next } });
    await pauseIt();
    // as on another machine
    writeFileSync(file, first);
    await resumeIt();
    expect(inboundRules()).toEqual([{ ...SCREEN, Action: next }]);
  });
});

describe('what goes wrong', () => {
  const fallback = { MoveToJunkAction: {} };

  test('WorkMail takes no rule more: the brake works all the same, and the file is what there is', async () => {
    desk.account.workmail.faults.add({
      kind: 'refuse',
      operation: 'CreateInboundMailFlowRule',
      name: 'AccessDeniedException',
    });
    const { keptInOrganization, notices, file } = await pauseIt();
    expect(keptInOrganization).toBe(false);
    expect(notices.join()).toContain(file);
    expect(named('screen')?.Action).toEqual(fallback);
    await resumeIt();
    expect(inboundRules()).toEqual([SCREEN]);
  });

  test('WorkMail does not change the rule: nothing is left behind', async () => {
    desk.account.workmail.faults.add({ kind: 'refuse', operation: /^Update/, name: 'AccessDeniedException' });
    const planned = await plan();
    await expect(pause(planned)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(inboundRules()).toEqual([SCREEN]);
    expect(existsSync(planned.file)).toBe(false);
  });

  test('answers are lost', async () => {
    desk.account.workmail.faults.add({ kind: 'cutAfterWrite', operation: /^(Create|Update)/ });
    expect(await pauseIt()).toMatchObject({ keptInOrganization: true, notices: [] });
    expect(named('screen')?.Action).toEqual(fallback);
    desk.account.workmail.faults.clear();
    await resumeIt();
    expect(inboundRules()).toEqual([SCREEN]);
  });

  test('an answer that is lost before the rule is changed: the file stays', async () => {
    const planned = await plan();
    const cut = desk.account.workmail.faults.add({ kind: 'cutBeforeWrite', operation: /^Update/ });
    await expect(pause(planned)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      problem: expect.stringMatching(/just now it runs its function\. Its document is kept in .*\.json$/),
    });
    cut();
    // WorkMail was slow
    await desk.updateRule({ direction: 'INBOUND', rule: planned.paused as never });
    await expect(plan()).rejects.toMatchObject({
      code: 'RULE_PAUSED',
      problem: expect.stringContaining(`${planned.file} keeps its action`),
    });
    await resumeIt();
    expect(inboundRules()).toEqual([SCREEN]);
  });

  test('the rule that kept the action cannot be removed: it is resumed all the same', async () => {
    const { parked, file } = await pauseIt();
    const refused = desk.account.workmail.faults.add({
      kind: 'refuse',
      operation: /^Delete/,
      name: 'AccessDeniedException',
    });
    const planned = await planResume(desk.connection, { organizationId, name: 'screen' });
    expect(await resume(planned)).toEqual([
      expect.stringContaining(`${parked.Name}", which kept the action, could not`),
    ]);
    expect(named('screen')).toEqual(SCREEN);
    expect(existsSync(file)).toBe(false);
    await expect(resumeIt()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    refused();
    await resumeIt();
    expect(inboundRules()).toEqual([SCREEN]);
  });

  test('answers to the end of a pause are lost', async () => {
    await pauseIt();
    desk.account.workmail.faults.add({ kind: 'cutAfterWrite', operation: /^(Update|Delete)/ });
    const planned = await planResume(desk.connection, { organizationId, name: 'screen' });
    expect(await resume(planned)).toEqual([]);
    expect(inboundRules()).toEqual([SCREEN]);
  });
});

describe('which rule', () => {
  test('one that runs no function cannot be paused', async () => {
    await desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'drop' }) }]);
    await expect(plan('drop')).rejects.toMatchObject({ code: 'RULE_WITHOUT_FUNCTION' });
  });

  test('one that is not there: those that are', async () => {
    await expect(plan('Screen')).rejects.toMatchObject({
      code: 'RULE_NOT_FOUND',
      remedy: 'There is: "screen" (inbound), "watch" (outbound)',
    });
  });

  test('one of the direction that can be read, where the other one is not allowed', async () => {
    desk.account.workmail.faults.add({
      kind: 'refuse',
      operation: 'DescribeOutboundMailFlowRule',
      name: 'AccessDeniedException',
    });
    expect(await plan()).toMatchObject({ direction: 'INBOUND' });
    await expect(plan('watch')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  test('one of both directions', async () => {
    await desk.createRules([{ direction: 'OUTBOUND', rule: { ...WATCH, Name: 'screen' } }]);
    await expect(plan()).rejects.toMatchObject({ code: 'RULE_AMBIGUOUS' });
    const planned = await planPause(desk.connection, { organizationId, name: 'screen', direction: 'OUTBOUND' });
    expect(planned.direction).toBe('OUTBOUND');
  });
});

test('no other rule is read to pull the brake', async () => {
  desk.operations();
  await pauseIt();
  expect(desk.operations().map((operation) => operation.replace('MailFlowRule', ''))).toEqual([
    'DescribeInbound',
    'DescribeOutbound',
    // whether it is as it was, and whether an earlier pause has left something
    'DescribeInbound',
    'DescribeInbound',
    'UpdateInbound',
    'CreateInbound',
    'DescribeInbound',
  ]);
});

test('a paused rule wins over equally specific rules that its function never stood before', async () => {
  const never = inbound({ name: 'vip', action: { BypassSpamCheckAction: {} } });
  const rare = inbound({ name: 'rare', senders: ['rare.example'], action: { BypassSpamCheckAction: {} } });
  const drop = inbound({ name: 'drop', action: { DropAction: {} }, senders: ['*'], recipients: ['x.example'] });
  await desk.createRules([never, rare, drop].map((rule) => ({ direction: 'INBOUND', rule })));
  const losers = await sideEffectsOf(desk.connection, await plan());
  expect(losers.map(({ Name }) => Name)).toEqual(['vip']);
});

test('whoever may not list rules is told so where other rules are asked about', async () => {
  const planned = await plan();
  desk.account.workmail.faults.add({
    kind: 'refuse',
    operation: 'ListInboundMailFlowRules',
    name: 'AccessDeniedException',
  });
  await expect(sideEffectsOf(desk.connection, planned)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
});
