/** WorkMail's message flow API on this machine: functions get the content of messages, and put it back changed. */
export { LocalMessageFlow, type LocalMessageFlowOptions } from './local-message-flow';
export {
  LARGEST_CONTENT_BYTES,
  type MessageFile,
  type MessageRecord,
  type NewMessage,
  type StoredContent,
} from './message';
export { MessageStore, type MessageStoreOptions } from './message-store';
export type { ObjectSource } from './request-handler';
export { SimulatedContent, type SimulatedContentOptions } from './simulated-content';
