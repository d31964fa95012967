/** A request that ends as FAILED, with a sentence for the person who deploys. */
export class Failure extends Error {
  constructor(
    /** Stable; the answer's reason carries it. */
    readonly code: string,
    message: string,
    /** What the failed Create answers as its physical id: the Delete that follows acts on it. */
    readonly mayHaveWritten = false,
  ) {
    super(message);
    this.name = 'Failure';
  }
}
