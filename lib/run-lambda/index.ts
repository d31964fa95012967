export * from './event';
export * from './limits';
export * from './variables';
