export * from './access-control';
export * from './access-error';
export type { ChunkSignatures } from './chunk-signatures';
export { evaluate, type PolicyDocument, type Statement, type Verdict, type Wish } from './policy';
export { type Caller, evaluateResourcePolicy } from './resource-policy';
export { type Scope, type SignedRequest, signedHead, signedRequest } from './signature';
