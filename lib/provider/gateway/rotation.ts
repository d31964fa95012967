import { type SmtpGateway, showValue } from '../../rules';
import { Failure } from '../failure';
import type { Session } from '../resource-kind';
import { nameOf, refuse } from '../sentences';
import { GATEWAY_NATURE, readGatewayProperties } from './document';
import { liveGateways } from './live-gateways';
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
  const gateways = liveGateways(client, sender);
  const failed = (error: unknown) => refuse(error, identity, GATEWAY_NATURE);
  const live = await gateways.read(identity).catch(failed);
  if (!live)
    throw new Failure('gatewayGone', `WorkMail has no ${nameOf(identity)}. Deploy the stack to make it again.`);
  const [declared, actual] = [document, live].map(({ gateway }) => userOf(gateway));
  if (declared !== actual) {
    throw new Failure(
      'gatewayUserChanged',
      `The ${nameOf(identity)} now has the user ${showValue(actual)}, and the secret holds the password of ${showValue(declared)}. Deploy the stack to bring the two together.`,
    );
  }
  await gateways.update(identity, { gateway: live.gateway, secret: document.secret }).catch(failed);
}

function userOf({ Authentication }: SmtpGateway): string | undefined {
  return 'UserCredentials' in Authentication ? Authentication.UserCredentials.Username : undefined;
}
