import { CfnParameter } from 'aws-cdk-lib';
import { SmtpGateway } from '../lib';
import { errorOf, testStack } from './constructs';

test('a gateway is known by its name, which can be a token', () => {
  const stack = testStack();
  const parameter = new CfnParameter(stack, 'GatewayName');
  expect(SmtpGateway.fromSmtpGatewayName(stack, 'A', 'hub').smtpGatewayName).toBe('hub');
  const { smtpGatewayName } = SmtpGateway.fromSmtpGatewayName(stack, 'B', parameter.valueAsString);
  expect(stack.resolve(smtpGatewayName)).toEqual({ Ref: 'GatewayName' });
});

test.each(['', '  ', undefined, null, 5])('%p is no name', (name) => {
  expect(errorOf(() => SmtpGateway.fromSmtpGatewayName(testStack(), 'Gateway', name as string))).toMatch(
    /^\[cdk-workmail-flow:gatewayNameEmpty\] at Mail\/Gateway: smtpGatewayName is .+: .+\. .+\.$/,
  );
});
