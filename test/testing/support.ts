import { App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { InboundAction, InboundMailFlowRule, Organization } from '../../lib';
import type { InboundRule } from '../../lib/rules';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';

export function newStack(props: StackProps = {}, scope: Construct = new App()): Stack {
  return new Stack(scope, 'Mail', props);
}

export function organizationOf(stack: Stack) {
  return Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID);
}

/** A function of Node.js whose handler has that body. */
export function inlineFunction(scope: Construct, id: string, body: string, runtime = Runtime.NODEJS_20_X) {
  const code = Code.fromInline(`exports.handler = async (event) => { ${body} }`);
  return new LambdaFunction(scope, id, { runtime, handler: 'index.handler', code });
}

export const ANSWER_DROP = { actions: [{ action: { type: 'DROP' }, allRecipients: true }] };

export function inboundRule(Name: string, Action: InboundRule['Action'], senders = ['*']): InboundRule {
  return {
    Name,
    Condition: { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action,
  };
}

/** Drops what comes from a domain; all else runs a function synchronously. */
export function rulesOf(stack: Stack, handler: IFunction) {
  const organization = organizationOf(stack);
  new InboundMailFlowRule(stack, 'Blocked', {
    organization,
    ruleName: 'blocked',
    senders: ['junk.example'],
    action: InboundAction.drop(),
  });
  new InboundMailFlowRule(stack, 'Screen', {
    organization,
    ruleName: 'screen',
    action: InboundAction.runLambdaSynchronously(handler, {
      fallbackAction: InboundAction.bounce(),
      ruleTimeout: Duration.minutes(1),
    }),
  });
}
