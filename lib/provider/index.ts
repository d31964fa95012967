export type { CheckProperties, ExpectationDocument, OutcomeDocument } from './check/properties';
export type { RotationEvent } from './gateway/rotation-event';
export { Provider, type RightToOrganization } from './provider';
