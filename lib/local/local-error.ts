import { withLink } from '../rules';

/** Why the WorkMail of this machine cannot start, or cannot do what a program asked of it. */
export class LocalError extends Error {
  constructor(
    readonly code: LocalErrorCode,
    /** What is wrong, and what to do. */
    readonly problem: string,
  ) {
    super(withLink(problem, code));
    this.name = 'LocalError';
  }
}

/** Why the WorkMail of this machine cannot start, or cannot do what a program asked of it: stable across releases. */
export type LocalErrorCode =
  | 'REGION_WITHOUT_WORKMAIL'
  /** Two processes with one folder would overwrite each other's state. */
  | 'FOLDER_IN_USE'
  /** A file of the folder is not what this program wrote. It is left as it is. */
  | 'STATE_FILE_UNREADABLE'
  | 'ORGANIZATION_UNKNOWN'
  | 'FAULT_NOT_REPEATABLE'
  | 'MAIL_STARTED';

/** For whoever names an organization that is not here: those that are. */
export function unknownOrganization(
  organizationId: string,
  known: readonly { readonly organizationId: string; readonly alias: string }[],
): LocalError {
  const there = known.map((one) => `${one.organizationId} (${one.alias})`).join(', ') || 'none';
  return new LocalError(
    'ORGANIZATION_UNKNOWN',
    `There is no organization ${organizationId} in the local WorkMail, which has ${there}. Make it with createOrganization, or name one of these.`,
  );
}
