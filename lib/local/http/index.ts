/** What the servers of a desk have in common: loopback only, requests signed, answers in the forms that AWS's services have. */
export * from './api-error';
export * from './body';
export * from './json-protocol';
export * from './loopback-server';
export * from './query-protocol';
export * from './rpc-protocol';
export * from './xml';
