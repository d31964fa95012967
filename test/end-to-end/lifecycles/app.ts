import { App, Duration, type IStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  type IInboundAction,
  InboundAction,
  InboundMailFlowRule,
  type IOrganization,
  type IOutboundAction,
  MailFlowCheck,
  MailFlowOutcome,
  Organization,
  OutboundAction,
  OutboundMailFlowRule,
  RotateWith,
  SmtpGateway,
} from '../../../lib';
import { type DeclaredExpectation, type DeclaredRule, type DeclaredStack, SECRET_NAME } from './model';
import { RECIPIENT } from './watch';

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
  const { gateway: relay } = declared;
  const gateway =
    relay &&
    new SmtpGateway(stack, relay.constructId, {
      organization,
      smtpGatewayName: relay.name,
      host: 'smtp.relay.example',
      port: relay.port,
      username: 'corp',
      passwordSecret: Secret.fromSecretNameV2(stack, 'Password', SECRET_NAME),
      rotateWith: relay.rotates ? RotateWith.SECRET : RotateWith.DEPLOYMENT,
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
      : new OutboundMailFlowRule(stack, rule.constructId, {
          ...common,
          action: outboundAction(rule, handler, gateway),
        });
  });
  if (declared.expectations) addCheck(stack, organization, declared.expectations);
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

function addCheck(stack: Stack, organization: IOrganization, expectations: readonly DeclaredExpectation[]): void {
  const check = new MailFlowCheck(stack, 'Check', { organization });
  for (const { direction, from, ruleName } of expectations) {
    const outcome = ruleName === undefined ? MailFlowOutcome.noRule() : MailFlowOutcome.ruleNamed(ruleName);
    const expectation = { fromAddress: from, recipient: RECIPIENT, outcome };
    if (direction === 'INBOUND') check.expectInbound(expectation);
    else check.expectOutbound(expectation);
  }
}

function inboundAction({ action }: DeclaredRule, handler: LambdaFunction): IInboundAction {
  switch (action) {
    case 'route':
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

function outboundAction(
  { action }: DeclaredRule,
  handler: LambdaFunction,
  gateway: SmtpGateway | undefined,
): IOutboundAction {
  switch (action) {
    case 'route':
      return gateway ? OutboundAction.routeToSmtpGateway(gateway) : OutboundAction.drop();
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
