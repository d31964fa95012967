import type { SimulatedMail } from '../../testing';
import type { Tally } from './tally';

export interface SimulatedMessage {
  /** The file, or `-`. */
  readonly name: string;
  readonly mail: SimulatedMail;
}

/** How results are told. Each part is printed as soon as it is known. */
export interface Report {
  begin(): string;
  message(message: SimulatedMessage, index: number): string;
  end(tally: Tally, seconds: number): string;
}
