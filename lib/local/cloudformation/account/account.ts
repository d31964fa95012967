import { CodeStore } from '../../functions';
import type { Buckets } from '../../s3';
import { type AccountState, emptyAccount } from './account-state';
import { Functions, type FunctionsOptions } from './functions';
import { Roles } from './roles';

export interface AccountOptions extends Omit<FunctionsOptions, 'roles'> {
  readonly rightsArriveAfterMilliseconds: number;
  /** Where the code of functions is kept. */
  readonly codeFolder: string;
  readonly buckets: Buckets;
}

/** The local account: what stacks make their resources in. */
export class Account {
  readonly roles: Roles;
  readonly functions: Functions;

  readonly id: string;
  readonly region: string;
  readonly buckets: Buckets;
  readonly code: CodeStore;

  constructor(
    options: AccountOptions,
    readonly state: AccountState = emptyAccount(),
  ) {
    this.id = options.access.account;
    this.region = options.region;
    this.buckets = options.buckets;
    this.code = new CodeStore(options.codeFolder);
    this.roles = new Roles(state, options.access.account, options.rightsArriveAfterMilliseconds);
    this.functions = new Functions(state, { ...options, roles: this.roles });
  }
}
