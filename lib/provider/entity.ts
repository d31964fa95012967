import { createHash } from 'node:crypto';
import type { Difference, Problem } from '../rules';
import type { Identity } from './physical-id';
import type { Refusals } from './refusals';

/**
 * An entity is what WorkMail keeps under a name in an organization, without an id, a token or a tag: an email flow rule,
 * an SMTP gateway, or the one configuration of the event log, which has no name. All of them live the same life as
 * resources; this is in what they differ.
 */
export interface Nature<Document> {
  same(a: Document, b: Document): boolean;
  differences(live: Document, declared: Document): readonly Difference[];
  /** The same for documents that are the same. */
  hash(document: Document): string;
  /** What synth could not see, and what a Create that is to succeed must not have. */
  problems(document: Document): readonly Problem[];
  /** What WorkMail had before, as far as it can be brought back: `live` as it was read, `declared` by the last properties. */
  restored(live: Document, declared?: Document): Document;
  /** Whether a document that is read tells everything. A gateway's does not tell its password, so it is always written. */
  readonly isReadableWhole: boolean;
  /** Whether what cannot be read comes from the same place; absent where everything can be read. */
  sameUnreadable?(a: Document, b: Document): boolean;
  /** Whether Create takes an entity of the same name, so that what is there must be seen before. */
  readonly isCreateIdempotent: boolean;
  /** Whether something else of the same name is another one, not ours that a person changed: a Delete leaves it. */
  readonly isTakenByChange: boolean;
  /** The code of the error that a Create gets which meets one that is not ours. */
  readonly existsCode: string;
  /** What else can be done then than to take it over. */
  readonly wayAround: string;
  readonly refusals: Refusals;
}

/** The entities of an organization as WorkMail has them now. */
export interface LiveEntities<Document> {
  /** Undefined if WorkMail has nothing of that name. */
  read(identity: Identity): Promise<Document | undefined>;
  create(identity: Identity, document: Document): Promise<void>;
  update(identity: Identity, document: Document): Promise<void>;
  remove(identity: Identity): Promise<void>;
}

/** What the properties of a resource ask for. */
export interface Wanted<Document> {
  readonly identity: Identity;
  readonly document: Document;
  readonly adoptExisting: boolean;
  /** A person enters it in the console; the provider writes nothing. */
  readonly inConsole: boolean;
}

/** 16 hexadecimal digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
