export {
  ContentCheck,
  type ContentProblem,
  findContentProblems,
  findImmutableChanges,
} from './content-problems';
export { storedFileName } from './file-name';
export * from './header-block';
export { IMMUTABLE_FIELDS, isImmutable, isUnique, REQUIRED_FIELDS, UNIQUE_FIELDS } from './header-rules';
export { LARGEST_MESSAGE, LONGEST_LINE } from './limits';
export type { MimeMessage, MimePart } from './message-structure';
export type { PartHeader } from './part-header';
export { MimeScanner, scanMime } from './scanner';
