import { CodeStore } from '../../functions';
import type { Buckets } from '../../s3';
import { type AccountState, emptyAccount } from './account-state';
import { EventRules } from './event-rules';
import { Functions, type FunctionsOptions } from './functions';
import { Roles } from './roles';
import { type LabelUpdate, Secrets } from './secrets';

export interface AccountOptions extends Omit<FunctionsOptions, 'roles'> {
  readonly rightsArriveAfterMilliseconds: number;
  /** Where the code of functions is kept. */
  readonly codeFolder: string;
  readonly buckets: Buckets;
  /** Keeps the state, after a change that no operation on a stack makes. */
  readonly save: () => void;
  /** Called with a sentence: what went wrong without anybody waiting for it. */
  readonly onTrouble: (notice: string) => void;
}

/** The local account: what stacks make their resources in. */
export class Account {
  readonly roles: Roles;
  readonly functions: Functions;
  readonly secrets: Secrets;
  readonly eventRules: EventRules;

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
    const { id, region, functions } = this;
    this.eventRules = new EventRules(state, { id, region, functions, onTrouble: options.onTrouble });
    this.secrets = new Secrets(state, {
      id,
      region,
      onChange: options.save,
      onLabelUpdate: (update) => this.eventRules.publish(eventOf(update)),
    });
  }
}

/** Secrets Manager's own event: the user guide's "Secret Label Updated". */
function eventOf({ secret: { arn, name }, label, versionId }: LabelUpdate) {
  return {
    source: 'aws.secretsmanager',
    'detail-type': 'Secret Label Updated',
    resources: [arn],
    detail: { name, labelUpdated: label, versionId },
  };
}
