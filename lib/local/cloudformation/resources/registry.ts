import { cdkMetadata } from './cdk-metadata';
import { eventsRule } from './events-rule';
import { iamManagedPolicy } from './iam-managed-policy';
import { iamPolicy } from './iam-policy';
import { iamRole } from './iam-role';
import { lambdaAlias } from './lambda-alias';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config';
import { lambdaFunction } from './lambda-function';
import { lambdaPermission } from './lambda-permission';
import { lambdaVersion } from './lambda-version';
import { logsLogGroup } from './logs-log-group';
import { cloudWatchAlarm, cloudWatchDashboard, snsSubscription, snsTopic } from './observers';
import type { ResourceType } from './resource-type';
import { s3AutoDeleteObjects } from './s3-auto-delete-objects';
import { s3Bucket } from './s3-bucket';
import { s3BucketPolicy } from './s3-bucket-policy';
import { secretsManagerSecret } from './secretsmanager-secret';
import { ssmParameter } from './ssm-parameter';

const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': cdkMetadata,
  'AWS::CloudWatch::Alarm': cloudWatchAlarm,
  'AWS::CloudWatch::Dashboard': cloudWatchDashboard,
  'AWS::Events::Rule': eventsRule,
  'AWS::IAM::ManagedPolicy': iamManagedPolicy,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::EventInvokeConfig': lambdaEventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Logs::LogGroup': logsLogGroup,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::S3::BucketPolicy': s3BucketPolicy,
  'AWS::SecretsManager::Secret': secretsManagerSecret,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SSM::Parameter': ssmParameter,
  'Custom::S3AutoDeleteObjects': s3AutoDeleteObjects,
};

export const KNOWN_TYPES = [...Object.keys(TYPES), 'AWS::CloudFormation::CustomResource', 'Custom::*'];

export function isKnownType(type: string): boolean {
  return Object.hasOwn(TYPES, type) || isCustomType(type);
}

function isCustomType(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

/** Looks types up; `custom` is the one that stands for all custom resources. */
export function findType(type: string, custom: ResourceType): ResourceType {
  const found = Object.hasOwn(TYPES, type) ? TYPES[type] : isCustomType(type) ? custom : undefined;
  if (!found) throw new Error(`The resource type ${type} is not known`);
  return found;
}
