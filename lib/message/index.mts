// The face for ES modules, whose types a consumer's compiler wants to find under this name.
export * from './index.js';
