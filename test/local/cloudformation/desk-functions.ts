import type { StackReport } from '../../../lib/local/cloudformation';
import type { Invocation } from '../../../lib/local/functions';
import type { Desk } from './desk';

/** Functions in templates, and WorkMail calling them. */

export const WORKMAIL = 'workmail.us-east-1.amazonaws.com';
export const ORGANIZATION = 'arn:aws:workmail:us-east-1:111122223333:organization/m-0123456789abcdef0123456789abcdef';

/** A function of the template's role. */
export function lambda(code: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: { 'Fn::GetAtt': 'Role.Arn' },
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code: { ZipFile: code },
      ...properties,
    },
  };
}

export function templateOf(Resources: Record<string, object>, outputs: Record<string, unknown> = {}): object {
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }]));
  return { Resources, Outputs };
}

export async function deployOn(desk: Desk, name: string, ...template: Parameters<typeof templateOf>) {
  const report = await desk.deploy({ [name]: templateOf(...template) });
  return report.stacks[0]!;
}

export function failureOf(report: StackReport): string | undefined {
  return report.changes.find(({ failure }) => failure)?.failure;
}

export function callAs(
  desk: Desk,
  principal: string,
  functionArn: string,
  source: { sourceArn?: string; sourceAccount?: string } = {},
): Promise<Invocation> {
  return desk.local.invokeAsService({ principal, functionArn, payload: '{"a":1}', ...source });
}
