/** As whom WorkMail writes an organization's email event log (administrator guide, "Enabling email event logging"). */
export const EVENT_LOG_PRINCIPAL = 'events.workmail.amazonaws.com';

/** As the service's public model has them. */
export const LOG_GROUP_ARN = /^arn:aws:logs:[a-z0-9-]*:[0-9]{12}:log-group:[-._/#A-Za-z0-9]+:\*$/;
export const ROLE_ARN = /^arn:aws:iam:[a-z0-9-]*:[a-z0-9-]+:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$/;

/** Where WorkMail writes an organization's email event log, and with whose rights. */
export interface EventLogging {
  readonly LogGroupArn: string;
  readonly RoleArn: string;
}
