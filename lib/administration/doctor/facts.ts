import type { Direction, EventLogging } from '../../rules';
import type { AdministrationError } from '../error';
import type { Identity } from '../identity';
import type { LiveGateway, LiveRules } from '../live-rules';
import type { LiveOrganization } from '../organization';

/** What could be asked, or why not. */
export type Asked<Value> = { readonly value: Value } | { readonly refusal: AdministrationError };

/** All that is known of an organization and its surroundings, before anything is said about it. */
export interface Facts {
  readonly region: string;
  readonly organization: LiveOrganization;
  readonly identity: Asked<Identity>;
  readonly operations: readonly OperationFact[];
  readonly rules: Asked<LiveRules>;
  readonly gateways: Asked<readonly LiveGateway[]>;
  readonly rights: readonly RightsFact[];
  readonly functions: readonly FunctionFact[];
  /** Undefined where the log is off. */
  readonly eventLog: Asked<EventLogging | undefined>;
  /** Whether a rule could be made and removed, if that was tried. */
  readonly proof?: Asked<'made and removed'>;
}

/** An operation that was tried, without any effect. */
export interface OperationFact {
  readonly operation: string;
  readonly refusal?: AdministrationError;
}

/** What IAM's simulator says about somebody's rights to the organization. */
export interface RightsFact {
  readonly who: 'caller' | 'provider';
  /** An ARN; `of the stack Mail` where nobody could be asked for it. */
  readonly principal: string;
  /** What the rights are for: `manage the inbound rules`. None: for nothing of this organization. */
  readonly purposes: readonly string[];
  /** What is needed too, and could not be put to IAM's simulator. */
  readonly notAsked: readonly string[];
  readonly decisions: Asked<readonly Decision[]>;
}

export interface Decision {
  readonly action: string;
  /** `untold`: IAM's simulator has left it out. */
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny' | 'untold';
  /** What refuses beside the principal's own policies. */
  readonly refusedBy?: 'permissions boundary' | 'service control policy';
  /** Context keys on which the decision rests, and which the simulator does not know. */
  readonly missing: readonly string[];
}

/** A function that rules name. */
export interface FunctionFact {
  readonly arn: string;
  readonly usedBy: readonly FunctionUse[];
  /** Undefined: there is no such function. */
  readonly configuration: Asked<FunctionConfiguration | undefined>;
  /** Of the function, or of its alias or version; undefined: it has none. */
  readonly policy: Asked<string | undefined>;
}

/** A rule that runs a function, or will when it is resumed. */
export interface FunctionUse {
  readonly direction: Direction;
  readonly name: string;
  readonly synchronous: boolean;
  readonly paused: boolean;
}

export interface FunctionConfiguration {
  readonly timeoutSeconds: number;
  /** `Active`, or what Lambda says else. */
  readonly state: string;
  readonly stateReason?: string;
  readonly reservedConcurrency?: number;
}
