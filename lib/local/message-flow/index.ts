/** WorkMail's message flow API on this machine: functions get the content of messages, and put it back changed. */
export {
  LARGEST_CONTENT_BYTES,
  type MessageFile,
  type MessageRecord,
  type NewMessage,
  type StoredContent,
} from './message';
export { MessageStore, type MessageStoreOptions } from './message-store';
