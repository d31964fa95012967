import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Connection } from './connection';

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Who the credentials are. */
export async function readIdentity(connection: Connection): Promise<Identity> {
  const call = connection.client('STS').send(new GetCallerIdentityCommand({}));
  const { Account = '', Arn = '' } = await connection.ask('sts:GetCallerIdentity', call);
  return { account: Account, arn: Arn };
}
