export * from './access-control';
export * from './access-error';
export { evaluate, type PolicyDocument, type Statement, type Verdict } from './policy';
export { type Scope, type SignedRequest, signedRequest } from './signature';
