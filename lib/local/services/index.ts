import { startCloudWatchApi } from './cloudwatch-api';
import { startCloudWatchLogsApi } from './cloudwatch-logs-api';
import { startIamApi } from './iam-api';
import { startLambdaApi } from './lambda-api';
import { startSecretsManagerApi } from './secrets-manager-api';
import type { StartService } from './service';
import { startStsApi } from './sts-api';

export { FunctionLogs } from './function-logs';
export type { Desk, StartService } from './service';

/** The services of AWS beside WorkMail and CloudFormation, by the suffix of their variable: AWS_ENDPOINT_URL_LAMBDA. */
export const SERVICES: Readonly<Record<string, StartService>> = {
  CLOUDWATCH: startCloudWatchApi,
  CLOUDWATCH_LOGS: startCloudWatchLogsApi,
  IAM: startIamApi,
  LAMBDA: startLambdaApi,
  SECRETS_MANAGER: startSecretsManagerApi,
  STS: startStsApi,
};
