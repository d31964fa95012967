import { App, Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { providerAssetSerializer } from 'cdk-workmail-flow/testing';
import { ScreeningStack } from './screening-stack';

expect.addSnapshotSerializer(providerAssetSerializer);

function screeningStack() {
  return new ScreeningStack(new App(), 'Screening', {
    env: { region: 'eu-west-1', account: '123456789012' },
    organizationId: 'm-0123456789abcdef0123456789abcdef',
    blockedDomains: ['*.junk.example'],
    ruleTimeout: Duration.minutes(30),
    blockedRuleName: 'blocked',
  });
}

test('the template is as reviewed', () => {
  expect(Template.fromStack(screeningStack()).toJSON()).toMatchSnapshot();
});

test('inbound mail is delivered unscreened if the screening function fails for half an hour', () => {
  Template.fromStack(screeningStack()).hasResourceProperties('Custom::WorkMailInboundMailFlowRule', {
    Rule: {
      Name: 'screen-inbound',
      Action: {
        InboundLambdaAction: {
          SynchronousLambdaParameters: { RetryPeriodMinutes: 30, FallbackAction: { NormalDeliveryAction: {} } },
        },
      },
    },
  });
});

test('nothing is risky', () => {
  const warnings = Annotations.fromStack(screeningStack()).findWarning(
    '*',
    Match.stringLikeRegexp('cdk-workmail-flow'),
  );
  expect(warnings).toEqual([]);
});
