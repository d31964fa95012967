export type { CheckProperties, ExpectationDocument, OutcomeDocument } from './check/properties';
export { Provider, type RightToOrganization } from './provider';
