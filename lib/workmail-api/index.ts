export * from './commands';
export type * from './documents';
export * from './error-meaning';
export * from './paginators';
