/** Where a password stands. The password itself is in no document. */
export interface SecretReference {
  /** The secret's ARN. */
  readonly SecretId: string;
  /** The member of the secret's JSON document; without it, the whole text of the secret. */
  readonly JsonField?: string;
  /** Without it, the current version. */
  readonly VersionId?: string;
}
