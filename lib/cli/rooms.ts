/** Rooms that are loaded only where a command needs them: the SDK's clients alone take longer than all the rest. */
export const rooms = {
  administration: () => import('../administration/index.js'),
  graph: () => import('../graph/index.js'),
  local: () => import('../local/index.js'),
  testing: () => import('../testing/index.js'),
};
