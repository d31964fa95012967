import type { SmtpGateway } from '../../rules';
import type { SecretReference } from './secret-reference';

/** What EventBridge hands over when a gateway's secret has a new value: a constant of the stack's event rule. */
export interface RotationEvent {
  readonly WorkMailFlow: 'RotateSmtpGatewayPassword';
  readonly OrganizationId: string;
  /** As declared. */
  readonly SmtpGateway: SmtpGateway;
  readonly PasswordSecret: SecretReference;
}

export function isRotation(event: object): event is RotationEvent {
  return (event as Partial<RotationEvent>).WorkMailFlow === 'RotateSmtpGatewayPassword';
}
