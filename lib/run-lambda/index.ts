export * from './addresses';
export * from './answer';
export * from './event';
export * from './limits';
export * from './variables';
