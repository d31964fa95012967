import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { InboundAction, InboundMailFlowRule, Organization } from '../../lib';
import { withLink } from '../../lib/rules';
import { MailFlow, mailFlowMatchers, standIn } from '../../lib/testing';
import { processorTime } from '../processor-time';
import { ANSWER_DROP, inlineFunction, newStack, organizationOf, rulesOf } from './support';

expect.extend(mailFlowMatchers);

const MAIL = { from: 'a@partner.example', to: 'b@corp.example' };

describe('MailFlow.fromStack', () => {
  test('decides by the rules of the stack, in less than 300 ms beside synth, and makes nothing', async () => {
    const stack = newStack();
    rulesOf(stack, inlineFunction(stack, 'Screening', 'return {}'));
    const { directory } = (stack.node.root as App).synth();
    const before = readdirSync(directory);
    const temporary = () => readdirSync(tmpdir()).filter((name) => /^(mail-flow-code|functions)-/.test(name)).length;
    const folders = temporary();
    const spent = processorTime();
    const mail = await MailFlow.fromStack(stack).inbound({ ...MAIL, from: 'x@junk.example' });
    expect(spent()).toBeLessThan(300);
    expect(mail).toBeDroppedFor('b@corp.example');
    expect(mail).toBeDecidedBy('blocked');
    expect(readdirSync(directory)).toEqual(before);
    expect(temporary()).toBe(folders);
  });

  test('works beside Template.fromStack on the same stack', async () => {
    const stack = newStack();
    rulesOf(stack, inlineFunction(stack, 'Screening', 'return {}'));
    Template.fromStack(stack).resourceCountIs('Custom::WorkMailInboundMailFlowRule', 2);
    const flow = MailFlow.fromStack(stack, { functions: [standIn('*', ANSWER_DROP)] });
    expect(await flow.inbound(MAIL)).toBeDroppedFor('b@corp.example');
  });

  test('resources that exist in AWS only do not matter, and a function gets names made up for them', async () => {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
    const queue = new Queue(stack, 'Mails');
    const handler = inlineFunction(
      stack,
      'Screening',
      `throw new Error(process.env.QUEUE + ' ' + process.env.QUEUE_ARN)`,
    );
    handler.addEnvironment('QUEUE', queue.queueName);
    handler.addEnvironment('QUEUE_ARN', queue.queueArn);
    rulesOf(stack, handler);
    const flow = MailFlow.fromStack(stack);
    const mail = await flow.inbound(MAIL);
    await flow.stop();
    expect(mail.for('b@corp.example').why).toMatch(
      /Error: QueueName-of-Mail-Mails\w+ arn:aws:sqs:eu-west-1:111122223333:Mail-Mails/,
    );
    expect(mail.calls[0]?.functionArn).toMatch(/^arn:aws:lambda:eu-west-1:111122223333:function:Mail-Screening/);
  });

  test('functions of other stacks and stages are found, by what they export', async () => {
    const stage = new Stage(new App(), 'Production');
    const functions = new Stack(stage, 'Functions');
    const handler = inlineFunction(functions, 'Screening', `return ${JSON.stringify(ANSWER_DROP)}`);
    const stack = newStack({}, stage);
    rulesOf(stack, handler);
    const flow = MailFlow.fromStack(stack);
    const mail = await flow.inbound(MAIL);
    await flow.stop();
    expect(mail).toBeDroppedFor('b@corp.example');
    expect(mail).toCall(handler);
    const standsIn = MailFlow.fromStack(stack, { functions: [standIn(handler, { actions: [] })] });
    expect(await standsIn.inbound(MAIL)).toFallBack();
  });

  test('rules and functions in a nested stack belong to the stack that is deployed', async () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    const handler = inlineFunction(nested, 'Screening', 'return {}');
    rulesOf(nested, handler);
    for (const given of [stack, nested]) {
      const flow = MailFlow.fromStack(given, { functions: [standIn(handler, ANSWER_DROP)] });
      expect(await flow.inbound(MAIL)).toBeDecidedBy('screen', 'b@corp.example');
      expect(await flow.inbound(MAIL)).toBeDroppedFor('b@corp.example');
    }
  });

  test('an alias runs the code of its function, and a stand-in for the function stands in for it', async () => {
    const stack = newStack();
    const handler = inlineFunction(stack, 'Screening', `return ${JSON.stringify(ANSWER_DROP)}`);
    const alias = handler.addAlias('live');
    rulesOf(stack, alias);
    const flow = MailFlow.fromStack(stack);
    const mail = await flow.inbound(MAIL);
    await flow.stop();
    expect(mail).toBeDroppedFor('b@corp.example');
    expect(mail).toCall(alias);
    expect(mail.calls[0]?.functionArn).toMatch(/:live$/);
    const broken = standIn(handler, () => {
      throw new Error('out of order');
    });
    expect(await MailFlow.fromStack(stack, { functions: [broken] }).inbound(MAIL)).toBounceFor('b@corp.example');
    const both = MailFlow.fromStack(stack, { functions: [standIn(alias, ANSWER_DROP), broken, standIn('*', {})] });
    expect(await both.inbound(MAIL)).toBeDroppedFor('b@corp.example');
  });

  test('a function from elsewhere needs a stand-in', async () => {
    const stack = newStack();
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere';
    const handler = LambdaFunction.fromFunctionArn(stack, 'Elsewhere', arn);
    rulesOf(stack, handler);
    await expect(MailFlow.fromStack(stack).inbound(MAIL)).rejects.toMatchObject({
      code: 'FUNCTION_NOT_HERE',
      message: withLink(
        `A rule calls the function ${arn}, which is defined elsewhere. Give a stand-in for it: standIn('${arn}', …).`,
        'FUNCTION_NOT_HERE',
      ),
    });
    for (const reference of [handler, arn, 'elsewhere', '*']) {
      const flow = MailFlow.fromStack(stack, { functions: [standIn(reference, ANSWER_DROP)] });
      expect(await flow.inbound(MAIL)).toBeDroppedFor('b@corp.example');
    }
  });

  test('an organization that is looked up by its alias is one organization', async () => {
    const stack = newStack();
    for (const id of ['One', 'Other']) {
      const organization = Organization.fromOrganizationAlias(stack, id, id === 'One' ? 'corp' : 'CORP');
      new InboundMailFlowRule(stack, `Rule${id}`, {
        organization,
        ruleName: id,
        senders: [`${id}.example`],
        action: InboundAction.drop(),
      });
    }
    const flow = MailFlow.fromStack(stack);
    expect(flow.rules.inbound).toHaveLength(2);
    expect(flow.organization.id).toMatch(/^m-[0-9a-f]{32}$/);
  });

  test('what only a deployment can tell is told as a notice', async () => {
    const stack = newStack();
    const parameter = new CfnParameter(stack, 'Domain');
    const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number', default: 5 });
    const handler = inlineFunction(stack, 'Screening', 'return {}');
    new InboundMailFlowRule(stack, 'Rule', {
      organization: organizationOf(stack),
      ruleName: 'by-parameter',
      senders: [Fn.join('', ['mail@', parameter.valueAsString, '.example'])],
      action: InboundAction.runLambdaSynchronously(handler, {
        fallbackAction: InboundAction.drop(),
        ruleTimeout: Duration.minutes(minutes.valueAsNumber),
      }),
    });
    const flow = MailFlow.fromStack(stack);
    expect(flow.notices).toEqual([
      expect.stringMatching(/^Rule "by-parameter" rests on Parameters\.Domain of the stack Mail, which only/),
    ]);
    expect(flow.rules.inbound[0]).toMatchObject({
      Condition: { OriginRuleCondition: { Patterns: ['mail@value-of-Domain.example'] } },
      Action: { InboundLambdaAction: { SynchronousLambdaParameters: { RetryPeriodMinutes: 5 } } },
    });
  });

  test('a stack without rules is an error', () => {
    const stack = newStack();
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    expect(() => MailFlow.fromStack(stack)).toThrow(
      expect.objectContaining({ code: 'NO_RULES', problem: 'There are no email flow rules in Mail' }),
    );
  });
});

test('the folder of the assembly stays where an app has it', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'outdir-'));
  const stack = newStack({}, new App({ outdir }));
  rulesOf(stack, inlineFunction(stack, 'Screening', 'return {}'));
  MailFlow.fromStack(stack);
  expect(existsSync(join(outdir, 'Mail.template.json'))).toBe(true);
  rmSync(outdir, { recursive: true });
});
