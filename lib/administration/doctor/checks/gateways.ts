import { gatewaysOf } from '../../../rules';
import { directed } from '../../live-rules';
import { findPauses } from '../../pause/pauses';
import type { Check, Finding } from '../finding';

/** Whether the SMTP gateways that rules name are there and switched on. */
export const checkGateways: Check = ({ gateways, rules }) => {
  const area = 'gateways';
  if ('refusal' in gateways) {
    const { problem, remedy } = gateways.refusal;
    return [
      {
        area,
        code: 'gatewaysUnproven',
        severity: 'unproven',
        sentence: `The SMTP gateways are unknown: ${problem}`,
        cure: remedy,
      },
    ];
  }
  const users = new Map<string, string[]>();
  for (const { rule } of 'value' in rules ? directed(findPauses(rules.value).rules) : []) {
    for (const name of gatewaysOf(rule)) users.set(name, [...(users.get(name) ?? []), JSON.stringify(rule.Name)]);
  }
  const there = new Map(gateways.value.map((gateway) => [gateway.SmtpGatewayName, gateway]));
  const missing = [...users].filter(([name]) => !there.has(name));
  return [
    ...missing.map(
      ([name, rules]): Finding => ({
        area,
        code: 'gatewayMissing',
        severity: 'problem',
        sentence: `There is no SMTP gateway ${JSON.stringify(name)}, to which ${rules.join(', ')} routes`,
        cure: 'Make the gateway, or change the rule',
      }),
    ),
    ...gateways.value.map(({ SmtpGatewayName: name, HostName, PortNumber, Enabled, Status }): Finding => {
      const rules = users.get(name) ?? [];
      const subject = `The SMTP gateway ${JSON.stringify(name)} (${HostName}:${PortNumber}${Status ? `, ${Status}` : ''})`;
      if (rules.length === 0) {
        return { area, code: 'gatewayUnused', severity: 'note', sentence: `${subject} is named by no rule in force` };
      }
      if (Enabled) {
        return { area, code: 'gatewayReady', severity: 'fine', sentence: `${subject} is there and switched on` };
      }
      return {
        area,
        code: 'gatewaySwitchedOff',
        severity: 'problem',
        sentence: `${subject} is switched off, and ${rules.join(', ')} routes mail to it`,
        cure: 'Switch it on in the WorkMail console',
      };
    }),
  ];
};
