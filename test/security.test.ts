import { readFileSync } from 'node:fs';
import { Server } from 'node:net';
import { App, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ScreeningStack } from '../examples/screening/screening-stack';
import { LocalAccount } from '../lib/local';

describe('SECURITY.md', () => {
  const [permission, statements] = [...readFileSync('SECURITY.md', 'utf8').matchAll(/^```json\n([^`]+)^```$/gm)].map(
    ([, json = '']) => JSON.parse(json),
  );
  const template = Template.fromStack(
    new ScreeningStack(new App(), 'Screening', {
      organizationId: 'm-0123456789abcdef0123456789abcdef',
      blockedDomains: ['*.junk.example'],
      ruleTimeout: Duration.minutes(30),
      blockedRuleName: 'blocked',
    }),
  );

  it('shows the permission to invoke a function as it comes out', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(permissions.map(({ Properties }) => Properties)).toContainEqual(permission);
    for (const { Properties } of permissions) {
      expect(Properties).toEqual({ ...permission, FunctionName: expect.anything() });
    }
  });

  it('shows every policy of the provider as it comes out', () => {
    const isProvider = (logicalId: string) => logicalId.startsWith('WorkMailFlowProvider');
    const [role] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => isProvider(id));
    expect(role?.[1].Properties.ManagedPolicyArns).toBeUndefined();
    const inline = role?.[1].Properties.Policies.map(({ PolicyDocument }: never) => PolicyDocument);
    const attached = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role?.[0]))
      .map(({ Properties }) => Properties.PolicyDocument);
    expect([...inline, ...attached].flatMap(({ Statement }) => Statement)).toEqual(statements);
  });
});

describe('the servers of the local account', () => {
  it('listen on the loopback interface only', async () => {
    const listen = jest.spyOn(Server.prototype, 'listen');
    const account = await LocalAccount.start({ mail: {} });
    const addresses = listen.mock.contexts.map((server) => (server as Server).address());
    await account.stop();
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatchObject({ address: '127.0.0.1' });
  });
});
