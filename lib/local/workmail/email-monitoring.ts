import { EVENT_LOG_PRINCIPAL, type EventLogging, LOG_GROUP_ARN, ROLE_ARN } from '../../rules';
import { type Context, type Demand, type Operations, onOrganization } from './operation';
import { restsOn, ServiceError } from './service-error';
import type { Structure } from './shapes';
import type { Organization } from './state';

export const EMAIL_MONITORING: Structure = { LogGroupArn: 'string', RoleArn: 'string' };

interface Input {
  readonly LogGroupArn: string;
  readonly RoleArn?: string;
}

/** Where the email event log goes. On this machine nothing is written there: the log is a file. */
export const EMAIL_MONITORING_OPERATIONS: Operations = {
  PutEmailMonitoringConfiguration: {
    ...onOrganization(EMAIL_MONITORING, ['RoleArn'], putConfiguration),
    demands: passRole,
  },
  DescribeEmailMonitoringConfiguration: onOrganization({}, [], describeConfiguration),
  DeleteEmailMonitoringConfiguration: onOrganization({}, [], (organization) => ({
    output: {},
    organization: { ...organization, emailMonitoring: undefined },
  })),
};

/** Whoever gives WorkMail a role must be allowed to. */
function passRole({ RoleArn }: Input): Demand[] {
  if (RoleArn === undefined) return [];
  return [{ action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': EVENT_LOG_PRINCIPAL } }];
}

function putConfiguration(organization: Organization, { LogGroupArn, RoleArn }: Input, context: Context) {
  const emailMonitoring = { LogGroupArn, RoleArn: RoleArn ?? serviceLinkedRole(context) };
  checkEmailMonitoring(emailMonitoring);
  if (LogGroupArn.split(':')[3] !== context.region) {
    throw new ServiceError('invalidInput', `LogGroupArn is "${LogGroupArn}", and must be in ${context.region}.`);
  }
  return { output: {}, organization: { ...organization, emailMonitoring } };
}

function describeConfiguration({ organizationId, emailMonitoring }: Organization) {
  if (emailMonitoring) return { output: emailMonitoring };
  throw new ServiceError(
    'resourceNotFound',
    `Organization ${organizationId} has no email monitoring configuration.${restsOn('noEventLogging')}`,
  );
}

/** Without a role WorkMail uses its own. */
function serviceLinkedRole({ account }: Context): string {
  return `arn:aws:iam::${account}:role/aws-service-role/${EVENT_LOG_PRINCIPAL}/AWSServiceRoleForAmazonWorkMailEvents`;
}

const FORMS = { LogGroupArn: LOG_GROUP_ARN, RoleArn: ROLE_ARN } as const;

/** As the service's public model has it. */
export function checkEmailMonitoring(configuration: EventLogging): void {
  for (const [member, form] of Object.entries(FORMS)) {
    const value = configuration[member as keyof EventLogging];
    if (form.test(value ?? '')) continue;
    throw new ServiceError(
      'invalidInput',
      `${member} is ${JSON.stringify(value) ?? 'missing'}, and must match ${form}.`,
    );
  }
}
