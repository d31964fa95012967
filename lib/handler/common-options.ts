import type { TelemetryOptions } from './telemetry';

/** What handlers of either kind can be told. */
export interface CommonOptions extends TelemetryOptions {
  /**
   * The mail domains of the organization, for questions about own addresses: `corp.example`, without its subdomains, or
   * `*.corp.example`, with them. WorkMail's own `ALIAS.awsapps.com` is one of them where it is used.
   *
   * @default unknown; every address can be added to inbound mail, and to ask for own recipients is an error
   */
  readonly domains?: readonly string[];
}
