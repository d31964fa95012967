export * from './absence';
export * from './commands';
export type * from './documents';
export * from './error-meaning';
export * from './paginators';
export * from './rule-commands';
export * from './rule-reader';
