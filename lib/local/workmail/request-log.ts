/** What became of one request. */
export interface RequestRecord {
  readonly time: Date;
  /** Absent if the request did not say. */
  readonly operation?: string;
  readonly organizationId?: string;
  readonly principalArn?: string;
  /** `ok`, the name of the error that was answered, or `cut` if the connection ended without an answer. */
  readonly outcome: string;
  /** Whether the state changed. */
  readonly changed: boolean;
  readonly milliseconds: number;
}

/** A record while its request is under way. */
export type OpenRecord = { -readonly [Member in keyof RequestRecord]: RequestRecord[Member] };

/** The requests that are kept; older ones are forgotten. */
const MOST_RECORDS = 10_000;

export class RequestLog {
  readonly records: RequestRecord[] = [];

  add(record: RequestRecord): void {
    this.records.push(record);
    if (this.records.length > MOST_RECORDS) this.records.shift();
  }
}
