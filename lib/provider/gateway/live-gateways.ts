import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { SmtpGateway } from '../../rules';
import {
  CreateSmtpGatewayCommand,
  DeleteSmtpGatewayCommand,
  DescribeSmtpGatewayCommand,
  ListSmtpGatewaysCommand,
  saysAbsent,
  UpdateSmtpGatewayCommand,
} from '../../workmail-api';
import type { LiveEntities } from '../entity';
import type { Identity } from '../physical-id';
import { CallError, type Sender } from '../sender';
import type { GatewayDocument } from './document';
import { readPassword, withoutPassword } from './password';

/** The gateways of an organization. Their passwords go to WorkMail, in one request each, and nowhere else. */
export function liveGateways(client: WorkMailClient, sender: Sender): LiveEntities<GatewayDocument> {
  const write =
    (Command: WriteCommand) =>
    async ({ organizationId }: Identity, { gateway, secret }: GatewayDocument) => {
      const password = secret && (await readPassword(sender, secret));
      await writeGateway(client, sender, Command, { organizationId, gateway, password });
    };
  const named = ({ organizationId, name }: Identity) => ({ OrganizationId: organizationId, SmtpGatewayName: name });
  return {
    create: write(CreateSmtpGatewayCommand),
    update: write(UpdateSmtpGatewayCommand),
    async read(identity) {
      try {
        const { SmtpGateway } = await sender.send(client, new DescribeSmtpGatewayCommand(named(identity)));
        return SmtpGateway && { gateway: withoutSecrets(SmtpGateway) };
      } catch (error) {
        const listNames = () => listGatewayNames(client, sender, identity.organizationId);
        if (error instanceof CallError && (await saysAbsent(error.meaning, identity.name, listNames))) return undefined;
        throw error;
      }
    },
    async remove(identity) {
      await sender.send(client, new DeleteSmtpGatewayCommand(named(identity)));
    },
  };
}

type WriteCommand = typeof CreateSmtpGatewayCommand | typeof UpdateSmtpGatewayCommand;

/** Writes a gateway with a password that was read before. */
export async function writeGateway(
  client: WorkMailClient,
  sender: Sender,
  Command: WriteCommand,
  { organizationId, gateway, password }: { organizationId: string; gateway: SmtpGateway; password?: string },
): Promise<void> {
  const SmtpGateway = withPassword(gateway, password);
  await sender.send(client, new Command({ OrganizationId: organizationId, SmtpGateway })).catch((error) => {
    throw password === undefined ? error : withoutPassword(error, password);
  });
}

function withPassword(gateway: SmtpGateway, Password: string | undefined): SmtpGateway {
  const { Authentication } = gateway;
  if (Password === undefined || !('UserCredentials' in Authentication)) return gateway;
  return { ...gateway, Authentication: { UserCredentials: { ...Authentication.UserCredentials, Password } } };
}

/** As it can be written again: without what only WorkMail says, and without a password, should WorkMail tell it. */
function withoutSecrets({ Status: _, Authentication, ...gateway }: SmtpGateway): SmtpGateway {
  const user = 'UserCredentials' in Authentication ? Authentication.UserCredentials : undefined;
  return {
    ...gateway,
    Authentication: user ? { UserCredentials: { Username: user.Username } } : Authentication,
  };
}

async function listGatewayNames(client: WorkMailClient, sender: Sender, OrganizationId: string): Promise<string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sender.send(client, new ListSmtpGatewaysCommand({ OrganizationId, NextToken }));
    names.push(...(page.SmtpGatewayNames ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return names;
}
