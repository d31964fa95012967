import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Provider, type RotationEvent } from './provider';
import { dependOn } from './resource-dependency';

/** Calls the provider as soon as a secret has a new current value; it then writes the password of the gateway. */
export function rotateWithSecret(
  scope: Construct,
  { secretArn, secretFullArn }: ISecret,
  gateway: Omit<RotationEvent, 'WorkMailFlow'>,
  resource: CfnResource,
): void {
  const stack = Stack.of(scope);
  const { serviceToken } = Provider.of(scope);
  const event: RotationEvent = { WorkMailFlow: 'RotateSmtpGatewayPassword', ...gateway };
  const rule = new CfnRule(scope, 'Rotation', {
    description: 'Writes the password of a WorkMail SMTP gateway as soon as its secret has a new value',
    // The event that Secrets Manager sends by itself; those of CloudTrail need a trail.
    eventPattern: {
      source: ['aws.secretsmanager'],
      'detail-type': ['Secret Label Updated'],
      resources: [secretFullArn ?? { prefix: `${secretArn}-` }],
      detail: { labelUpdated: ['AWSCURRENT'] },
    },
    state: 'ENABLED',
    targets: [{ id: 'Provider', arn: serviceToken, input: stack.toJsonString(event) }],
  });
  dependOn(rule, resource);
  new CfnPermission(scope, 'RotationPermission', {
    action: 'lambda:InvokeFunction',
    functionName: serviceToken,
    principal: 'events.amazonaws.com',
    sourceArn: rule.attrArn,
    sourceAccount: stack.account,
  });
}
