import type { Check } from '../finding';

/** Whether what becomes of mail can be looked up afterwards. */
export const checkEventLog: Check = ({ eventLog }) => {
  const area = 'eventLog';
  if ('refusal' in eventLog) {
    const { problem, remedy } = eventLog.refusal;
    return [
      {
        area,
        code: 'eventLogUnproven',
        severity: 'unproven',
        sentence: `Whether the email event log is on is unknown: ${problem}`,
        cure: remedy,
      },
    ];
  }
  if (eventLog.value) {
    const sentence = `The email event log goes to ${eventLog.value.LogGroupArn}`;
    return [{ area, code: 'eventLogOn', severity: 'fine', sentence }];
  }
  return [
    {
      area,
      code: 'eventLogOff',
      severity: 'note',
      sentence: 'The email event log is off: which rule decided on a message cannot be looked up afterwards',
      cure: 'Switch it on: the construct EmailEventLogging, or Logging settings in the WorkMail console',
    },
  ];
};
