import { readFile } from 'node:fs/promises';
import {
  type Invocation,
  type Mail,
  type Means,
  type Notice,
  type Outcome,
  type Simulation,
  simulate,
} from '../../simulator';
import { MESSAGE_ID, type MessageFile } from './message';
import type { MessageStore } from './message-store';

export interface SimulatedContentOptions {
  /** Whether functions can still get the message when the simulation is over. */
  readonly isKept: boolean;
  /** Which calls are of functions that may want the content. @default all */
  readonly needsContent?: (invocation: Invocation) => boolean;
}

/** Simulates messages whose content their functions can get and change. */
export class SimulatedContent {
  /** The ends of what is simulated at this moment, by message id. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly store: MessageStore,
    private readonly options: SimulatedContentOptions,
  ) {}

  /** `content` is what functions get, where the message has only its header. */
  async simulate(
    mail: Mail,
    means: Means,
    content: Uint8Array | MessageFile = mail.message.content,
  ): Promise<Simulation> {
    const lending = new Lending(this.store, mail, content, (messageId) => this.reserve(messageId));
    try {
      const simulation = await simulate(mail, {
        ...means,
        invoke: async (invocation) => {
          if (this.options.needsContent?.(invocation) ?? true) await lending.begin(invocation);
          return means.invoke(invocation);
        },
        onAttempt: (attempt, run) => {
          if (!attempt.problem) lending.endWait(run.event.invocationId);
          means.onAttempt?.(attempt, run);
        },
      });
      return await lending.addTo(simulation);
    } finally {
      await lending.end(this.options.isKept);
    }
  }

  /** Messages of the same id go one after the other: to functions they are one. Gives what ends the reservation. */
  private async reserve(messageId: string): Promise<() => void> {
    for (let other = this.underWay.get(messageId); other; other = this.underWay.get(messageId)) await other;
    let release = () => {};
    const end = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.underWay.set(messageId, end);
    return () => {
      this.underWay.delete(messageId);
      release();
    };
  }
}

/** The time in which the functions of one message can get its content. */
class Lending {
  private messageId?: string;
  private beginning?: Promise<void>;
  private release: () => void = () => {};
  /** The calls of synchronous functions that have not answered yet. */
  private readonly awaited = new Set<string>();

  constructor(
    private readonly store: MessageStore,
    private readonly mail: Mail,
    private readonly content: Uint8Array | MessageFile,
    private readonly reserve: (messageId: string) => Promise<() => void>,
  ) {}

  /** All functions of a message are called at once, before any of them answers. */
  async begin({ event, synchronous, invocationId }: Invocation): Promise<void> {
    if (synchronous) this.awaited.add(invocationId);
    this.beginning ??= this.add(event.messageId);
    await this.beginning;
  }

  /** An id that WorkMail would not give stands in tests that look at the event only. */
  private async add(messageId: string): Promise<void> {
    if (!MESSAGE_ID.test(messageId)) return;
    this.release = await this.reserve(messageId);
    this.messageId = messageId;
    const { content, mail } = this;
    const { organization, message } = mail;
    const { direction } = message;
    const isAwaited = this.awaited.size > 0;
    await this.store.add({ messageId, organizationId: organization.id, direction, content, isAwaited });
  }

  endWait(invocationId: string): void {
    if (this.awaited.delete(invocationId) && this.awaited.size === 0 && this.messageId) {
      this.store.endWait(this.messageId);
    }
  }

  async addTo(simulation: Simulation): Promise<Simulation> {
    const content = this.messageId && this.store.contentToDeliver(this.messageId);
    const record = this.messageId && this.store.find(this.messageId);
    if (!content || !record) return simulation;
    const notices = record.updated === record.effective ? [] : [UPDATED_IN_VAIN];
    const told = { ...simulation, notices: [...simulation.notices, ...notices] };
    if (!content.isUpdated) return told;
    return { ...told, outcomes: markShared(told.outcomes), updatedContent: await readFile(content.file) };
  }

  async end(isKept: boolean): Promise<void> {
    if (this.messageId) {
      this.store.endWait(this.messageId);
      if (!isKept) await this.store.forget(this.messageId);
    }
    this.release();
  }
}

/** Where several rules decide, it is open who gets a changed message. */
function markShared(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (new Set(outcomes.map(({ rule }) => rule)).size < 2) return outcomes;
  return outcomes.map((outcome) => ({
    ...outcome,
    openReadings: [...outcome.openReadings, 'updatedContent' as const],
  }));
}

const UPDATED_IN_VAIN: Notice = {
  code: 'UPDATED_IN_VAIN',
  text: 'A function put back changed content while no synchronous rule waited for it: recipients get the message without that.',
};
