/** The content of messages, for functions behind email flow rules: read it, change it, put it back. */
export { type ContentProblem, findContentProblems } from '../mime';
export type { Attachment } from './attachment';
export type { MessageInput } from './content/collect';
export * from './errors';
export { type AwsMessagesOptions, awsMessages, type SdkClient } from './messages/aws-messages';
export { type MemoryMessages, type MemoryMessagesOptions, memoryMessages } from './messages/memory-messages';
export type { Messages, UpdatedContent } from './messages/messages';
export type { AttachmentCriteria, AttachmentFilter } from './operations/attachment-filter';
export {
  type RemoveAttachmentsOptions,
  type Replacement,
  removeAttachments,
  replaceAttachments,
} from './operations/attachments';
export { addBanner, addDisclaimer, type Words } from './operations/banners';
export { addHeader, removeHeader, setHeader, tagSubject } from './operations/headers';
export type { Operation } from './operations/operation';
export { type Mailbox, type ParsedAttachment, type ParsedMessage, parseMessage, readMessage } from './parse';
export type { Done, LeftAlone, LeftAloneCode, OperationName, RewriteReport } from './report';
export { type RewrittenMessage, rewriteMessage } from './rewrite';
export { type MessageOptions, readMessageBytes, readMessageStream, type UpdateResult, updateMessage } from './update';
