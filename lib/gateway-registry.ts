import { type CfnResource, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { failAt, linkedSentence, warnAt } from './errors';
import { isKept } from './removal-policy';
import type { Problem } from './rules';

/** A gateway construct, as rules and its neighbours see it. */
export interface RegisteredGateway {
  readonly scope: Construct;
  readonly resource: CfnResource;
  readonly name: string;
  /** The same for the same organization within the app. */
  readonly organizationIdentity: string;
}

const gatewaysOfApp = new WeakMap<IConstruct, RegisteredGateway[]>();

export function registerGateway(gateway: RegisteredGateway): void {
  const { root } = gateway.scope.node;
  const inApp = gatewaysOfApp.get(root) ?? [];
  gatewaysOfApp.set(root, inApp);
  inApp.push(gateway);
  gateway.scope.node.addValidation({
    validate: () => {
      const twin = inApp.find((other) => other !== gateway && isSame(other, gateway));
      return twin ? [linkedSentence(gateway.scope, nameTwice(gateway, twin))] : [];
    },
  });
}

/** Letter case does not tell two names apart: whether it does for WorkMail is not documented. */
function isSame(a: RegisteredGateway, b: RegisteredGateway): boolean {
  if (a.organizationIdentity !== b.organizationIdentity || Token.isUnresolved(a.name)) return false;
  return a.name.toLowerCase() === b.name.toLowerCase();
}

function nameTwice({ name }: RegisteredGateway, twin: RegisteredGateway): Problem {
  return {
    code: 'gatewayNameTwice',
    path: 'smtpGatewayName',
    value: name,
    reason: `the gateway at ${twin.scope.node.path} has this name in the same organization`,
    remedy: 'Choose another name; one that differs in letter case only is not enough',
  };
}

/** What a rule that routes to a gateway has to do with it; one that is only known by name is somebody else's. */
export function useGateway(
  scope: Construct,
  rule: CfnResource,
  organizationIdentity: string,
  construct: unknown,
): void {
  if (!Construct.isConstruct(construct)) return;
  const gateway = gatewaysOfApp.get(construct.node.root)?.find((candidate) => candidate.scope === construct);
  if (!gateway) return;
  if (gateway.organizationIdentity !== organizationIdentity) {
    failAt(scope, {
      code: 'gatewayElsewhere',
      path: 'action',
      value: construct.node.path,
      reason: 'a rule routes to gateways of its own organization only',
      remedy: 'Make a gateway in the organization of the rule',
    });
  }
  scope.node.addDependency(construct);
  scope.node.addValidation({
    validate: () => {
      // Not earlier: what is retained can still be changed by an Aspect.
      if (isKept(rule) && !isKept(gateway.resource)) warnOfLostGateway(rule, gateway);
      return [];
    },
  });
}

function warnOfLostGateway(rule: CfnResource, gateway: RegisteredGateway): void {
  warnAt(
    rule,
    'retainedRuleLosesGateway',
    `the rule is retained, but the SMTP gateway at ${gateway.scope.node.path}, to which it routes, goes with its stack, and WorkMail is taken to refuse that while the rule is there. Apply RemovalPolicy.RETAIN to the gateway too`,
  );
}
