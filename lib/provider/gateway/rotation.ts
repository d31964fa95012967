import { type SmtpGateway, showValue } from '../../rules';
import { UpdateSmtpGatewayCommand } from '../../workmail-api';
import { Failure } from '../failure';
import type { Session } from '../resource-kind';
import { nameOf, refuse } from '../sentences';
import { GATEWAY_NATURE, readGatewayProperties } from './document';
import { liveGateways, writeGateway } from './live-gateways';
import { readPassword } from './password';
import type { RotationEvent } from './rotation-event';

/**
 * Gives a gateway its new password, and changes nothing else of it: what a person changed in the console meanwhile stays.
 * An error makes Lambda call again, twice, and counts among the function's errors.
 */
export async function rotatePassword(
  event: RotationEvent,
  { client, sender }: Pick<Session, 'client' | 'sender'>,
): Promise<void> {
  const { identity, document } = readGatewayProperties({ ...event });
  const failed = (error: unknown) => refuse(error, identity, GATEWAY_NATURE);
  // Before the gateway is read: what a deployment changes of it meanwhile must not be written back, so nothing waits between.
  const password = document.secret && (await readPassword(sender, document.secret).catch(failed));
  const live = await liveGateways(client, sender).read(identity).catch(failed);
  if (!live)
    throw new Failure('gatewayGone', `WorkMail has no ${nameOf(identity)}. Deploy the stack to make it again.`);
  const [declared, actual] = [document, live].map(({ gateway }) => userOf(gateway));
  if (declared !== actual) {
    throw new Failure(
      'gatewayUserChanged',
      `The ${nameOf(identity)} now has the user ${showValue(actual)}, and the secret holds the password of ${showValue(declared)}. Deploy the stack to bring the two together.`,
    );
  }
  const { organizationId } = identity;
  const { gateway } = live;
  await writeGateway(client, sender, UpdateSmtpGatewayCommand, { organizationId, gateway, password }).catch(failed);
}

function userOf({ Authentication }: SmtpGateway): string | undefined {
  return 'UserCredentials' in Authentication ? Authentication.UserCredentials.Username : undefined;
}
