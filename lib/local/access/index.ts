export * from './access-control';
export * from './access-error';
export type { PolicyDocument, Statement } from './policy';
export { type Scope, type SignedRequest, signedRequest } from './signature';
