/** Clients of services that most requests do without: loaded only when they are needed, for the cold start. */

// The types are written out: a declaration that is inferred repeats all that a client exports.

export const loadCloudFormation = (): Promise<typeof import('@aws-sdk/client-cloudformation')> =>
  import('@aws-sdk/client-cloudformation');

export const loadCloudWatchLogs = (): Promise<typeof import('@aws-sdk/client-cloudwatch-logs')> =>
  import('@aws-sdk/client-cloudwatch-logs');

export const loadSecretsManager = (): Promise<typeof import('@aws-sdk/client-secrets-manager')> =>
  import('@aws-sdk/client-secrets-manager');
