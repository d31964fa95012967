import type { OpenReading } from '../rules';
import type { FunctionCall, Header, Notice, Outcome, Simulation } from '../simulator';
import type { CalledFunctions } from './called-functions';
import { describeSimulation } from './describe';
import { findOutcome } from './simulations';
import type { FunctionReference } from './stand-in';

/** What happens to a message: the simulation, and ways to ask it. */
export class SimulatedMail implements Simulation {
  readonly messageId: string;
  readonly header: Header;
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly FunctionCall[];
  readonly notices: readonly Notice[];
  /** What a function put in the place of the content, for those whom synchronous rules decide. Absent if none did. */
  readonly updatedContent?: Uint8Array;
  readonly #functions: CalledFunctions;

  constructor(simulation: Simulation, functions: CalledFunctions) {
    this.messageId = simulation.messageId;
    this.header = simulation.header;
    this.outcomes = simulation.outcomes;
    this.calls = simulation.calls;
    this.notices = simulation.notices;
    if (simulation.updatedContent) this.updatedContent = simulation.updatedContent;
    this.#functions = functions;
  }

  /** What happens to it for one recipient; throws if it has no such recipient, and no function added it. */
  for(recipient: string): Outcome {
    return findOutcome(this, recipient);
  }

  /** The calls of one function for this message, one for each rule that calls it. */
  callsOf(reference: FunctionReference): FunctionCall[] {
    const arns = this.#functions.find(reference);
    return this.calls.filter(({ functionArn }) => arns.includes(functionArn));
  }

  /** What the documentation leaves open, and on what this rests all the same. */
  get openReadings(): OpenReading[] {
    return [...new Set([...this.outcomes, ...this.calls].flatMap(({ openReadings }) => openReadings))];
  }

  /** The whole decision, for people. */
  toString(): string {
    return describeSimulation(this);
  }
}
