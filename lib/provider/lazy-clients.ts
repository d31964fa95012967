/** Clients of services that most requests do without: loaded only when they are needed, for the cold start. */

export const loadCloudFormation = () => import('@aws-sdk/client-cloudformation');

export const loadCloudWatchLogs = () => import('@aws-sdk/client-cloudwatch-logs');

export const loadSecretsManager = () => import('@aws-sdk/client-secrets-manager');
