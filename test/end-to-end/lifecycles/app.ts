import { App, Duration, type IStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  type IInboundAction,
  InboundAction,
  InboundMailFlowRule,
  type IOutboundAction,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
} from '../../../lib';
import type { DeclaredRule, DeclaredStack } from './model';

export interface StackToWrite {
  readonly folder: string;
  readonly organizationId: string;
  readonly stackName: string;
  readonly declared: DeclaredStack;
  readonly synthesizer?: IStackSynthesizer;
}

/** Writes the cloud assembly of a stack. */
export function synthesize({ folder, organizationId, stackName: name, declared, synthesizer }: StackToWrite): string {
  const app = new App({ outdir: folder, analyticsReporting: false });
  const stack = new Stack(app, name, { synthesizer, env: { region: 'us-east-1', account: '123456789012' } });
  const organization = Organization.fromOrganizationId(stack, 'Organization', organizationId);
  const handler = new LambdaFunction(stack, declared.functionId, {
    functionName: `${name}-${declared.functionId}`,
    code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: Duration.seconds(10),
  });
  const rules = declared.rules.map((rule) => {
    const common = {
      organization,
      ruleName: rule.ruleName,
      senders: [...rule.senders],
      adoptExisting: rule.adopt,
      removalPolicy: rule.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    return rule.direction === 'INBOUND'
      ? new InboundMailFlowRule(stack, rule.constructId, { ...common, action: inboundAction(rule, handler) })
      : new OutboundMailFlowRule(stack, rule.constructId, { ...common, action: outboundAction(rule, handler) });
  });
  if (declared.breaks) {
    const broken = new CfnPolicy(stack, 'Broken', {
      policyName: 'broken',
      policyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
      roles: ['no-such-role'],
    });
    if (declared.breaks === 'after') broken.node.addDependency(...rules);
  }
  app.synth();
  return folder;
}

function inboundAction({ action }: DeclaredRule, handler: LambdaFunction): IInboundAction {
  switch (action) {
    case 'drop':
      return InboundAction.drop();
    case 'bounce':
      return InboundAction.bounce();
    case 'deliver':
      return InboundAction.deliver();
    case 'watch':
      return InboundAction.runLambda(handler);
    case 'screen':
      return InboundAction.runLambdaSynchronously(handler, {
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(30),
      });
  }
}

function outboundAction({ action }: DeclaredRule, handler: LambdaFunction): IOutboundAction {
  switch (action) {
    case 'drop':
      return OutboundAction.drop();
    case 'bounce':
      return OutboundAction.bounce();
    case 'deliver':
      return OutboundAction.send();
    case 'watch':
      return OutboundAction.runLambda(handler);
    case 'screen':
      return OutboundAction.runLambdaSynchronously(handler, {
        fallbackAction: OutboundAction.send(),
        ruleTimeout: Duration.minutes(0),
      });
  }
}
