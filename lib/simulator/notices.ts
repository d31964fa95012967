/** Something about a message or an answer that a person should know, and how it was read all the same. */
export interface Notice {
  /** Stable across releases. */
  readonly code: string;
  readonly text: string;
}
