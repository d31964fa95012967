/** What a function may do with the content of the messages that it is run for. */
export enum MessageContentAccess {
  /** The function sees what the event says of a message: sender, recipients, subject. */
  NONE = 'NONE',

  /** The function may read whole messages (`GetRawMessageContent`), for up to 24 hours. */
  READ = 'READ',

  /**
   * The function may also give changed messages back (`PutRawMessageContent`), through a bucket. WorkMail takes a changed
   * message only while a synchronous rule waits for the function; behind an asynchronous rule it changes nothing.
   */
  READ_WRITE = 'READ_WRITE',
}
