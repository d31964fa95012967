import { RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { failAt } from './errors';
import { Provisioning } from './provisioning';
import { RotateWith } from './rotate-with';
import type { Problem } from './rules';

const RULE_OPTIONS = ['ruleName', 'senders', 'recipients', 'removalPolicy', 'adoptExisting', 'provisioning'];

const CONTENT_OPTIONS = ['messageContentAccess', 'updatedMessageBucket'];

const ALARM_OPTIONS = ['actions', 'period', 'evaluationPeriods', 'datapointsToAlarm'];

/** The properties of each struct. A misspelt one would go unseen, and without `senders` a rule matches everybody. */
const PROPERTIES = {
  rule: ['organization', 'action', ...RULE_OPTIONS],
  runLambdaRules: ['organization', 'function', 'inbound', 'outbound', 'updatedMessageBucket'],
  runLambda: ['synchronous', 'fallbackAction', 'ruleTimeout', 'messageContentAccess', ...RULE_OPTIONS],
  runLambdaAction: CONTENT_OPTIONS,
  synchronousAction: ['fallbackAction', 'ruleTimeout', ...CONTENT_OPTIONS],
  messageContentGrant: ['directions'],
  alarms: ALARM_OPTIONS,
  alarm: ['threshold', 'alarmName', ...ALARM_OPTIONS],
  dashboard: ['functions', 'eventLogging', 'dashboardName'],
  emailEventLogging: ['organization', 'logGroup', 'retention', 'role', 'adoptExisting', 'removalPolicy'],
  updatedMessageBucket: [
    'organization',
    'bucketName',
    'serverAccessLogsBucket',
    'serverAccessLogsPrefix',
    'removalPolicy',
    'autoDeleteObjects',
  ],
  smtpGateway: [
    'organization',
    'smtpGatewayName',
    'host',
    'port',
    'username',
    'passwordSecret',
    'passwordJsonField',
    'secretVersionId',
    'rotateWith',
    'enabled',
    'adoptExisting',
    'removalPolicy',
  ],
  mailFlowCheck: ['organization'],
  expectation: ['fromAddress', 'senderAddress', 'recipient', 'outcome'],
} as const;

/** For languages whose compiler does not see it: an object, without properties that nobody reads. */
export function checkProps(scope: IConstruct, struct: keyof typeof PROPERTIES, props: unknown, path?: string): void {
  const prefix = path ? `${path}.` : '';
  if (typeof props !== 'object' || props === null) failAt(scope, missingProps(path ?? 'props', props));
  const known: readonly string[] = PROPERTIES[struct];
  const unknown = Object.entries(props).filter(([name]) => !known.includes(name));
  if (unknown.length === 0) return;
  failAt(scope, ...unknown.map(([name, value]) => unknownProperty(`${prefix}${name}`, value, name, known)));
}

/** Of a function with rules: what belongs to one of its rules must not stand beside them, where nobody reads it. */
export function checkFunctionProps(scope: IConstruct, id: string, props: unknown): void {
  if (typeof props !== 'object' || props === null) failAt(scope, missingProps(`${id}.props`, props));
  const foreign = [...PROPERTIES.runLambda, 'action', 'function', 'inBound', 'outBound', 'inboundRule', 'outboundRule'];
  const misplaced = Object.entries(props).filter(([name]) => foreign.includes(name));
  if (misplaced.length === 0) return;
  failAt(
    scope,
    ...misplaced.map(([name, value]) => ({
      code: 'propertyUnknown',
      path: `${id}.${name}`,
      value,
      reason: 'a function has no such property',
      remedy: 'Say what concerns a rule in inbound or in outbound',
    })),
  );
}

interface OptionCheck {
  /** The name of the option. */
  readonly code: string;
  readonly isValid: (value: unknown) => boolean;
  readonly reason: string;
  readonly remedy: string;
}

const OPTION_CHECKS: readonly OptionCheck[] = [
  {
    code: 'adoptExisting',
    isValid: (value) => typeof value === 'boolean',
    reason: 'what exists is taken over or not',
    remedy: 'Give true or false',
  },
  {
    code: 'removalPolicy',
    isValid: (value) => value !== RemovalPolicy.SNAPSHOT && isMember(RemovalPolicy, value),
    reason: 'it is destroyed or retained; there are no snapshots of it',
    remedy: 'Use RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE',
  },
  {
    code: 'provisioning',
    isValid: (value) => isMember(Provisioning, value),
    reason: "a rule comes into WorkMail by WorkMail's operations or by a person in the console",
    remedy: 'Use Provisioning.API or Provisioning.CONSOLE',
  },
  {
    code: 'rotateWith',
    isValid: (value) => isMember(RotateWith, value),
    reason: 'a gateway gets a new password when a stack deploys, or also as soon as its secret has one',
    remedy: 'Use RotateWith.DEPLOYMENT or RotateWith.SECRET',
  },
];

function isMember(enumeration: object, value: unknown): boolean {
  return Object.values(enumeration).includes(value);
}

export function optionProblems(options: object): Problem[] {
  const values = options as Readonly<Record<string, unknown>>;
  return OPTION_CHECKS.flatMap(({ code, isValid, reason, remedy }) => {
    const value = values[code];
    if (value === undefined || value === null || isValid(value)) return [];
    return [{ code, path: code, value, reason, remedy }];
  });
}

function missingProps(path: string, value: unknown): Problem {
  return {
    code: 'propsMissing',
    path,
    value,
    reason: 'it is made from its properties',
    remedy: 'Give an object with them',
  };
}

function unknownProperty(path: string, value: unknown, name: string, properties: readonly string[]): Problem {
  const text = name.toLowerCase();
  const similar = properties.find((other) => other.toLowerCase().includes(text) || text.includes(other.toLowerCase()));
  return {
    code: 'propertyUnknown',
    path,
    // What is called so may be one.
    value: /password|secret|credential/i.test(name) ? typeof value : value,
    reason: 'there is no such property',
    remedy: similar ? `Write ${similar}` : `Use ${properties.join(', ')}`,
  };
}
