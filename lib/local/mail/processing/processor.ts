import {
  type Clock,
  type FunctionRun,
  type Invoke,
  type Outcome,
  planMessage,
  readHeader,
  runFunction,
} from '../../../simulator';
import type { MessageStore } from '../../message-flow';
import type { Journal } from '../spool/journal';
import type { DecidedGroup, Decision } from '../spool/queued-message';
import { Carrier } from './carrier';
import { decisionOf } from './decisions';
import { fieldOf, readHeaderBlock } from './header-block';
import { Limiter } from './limiter';
import { arrivalEvent, logged, type MessageFacts, ruleEvents } from './mail-events';
import { stepsOf } from './steps';
import { type MailOrganization, progressOf, type Surroundings, type Work } from './surroundings';

export interface ProcessorOptions extends Surroundings {
  /** Calls a function for an organization. */
  readonly invoke: (organizationId: string) => Invoke;
  /** Where functions get content and put it. */
  readonly messages: MessageStore;
}

/** How many pieces of work on files go on at a time. Waits and functions are not among them. */
const FILES_AT_A_TIME = 32;

const FIRST_HINDRANCE_MILLISECONDS = 1000;
const LONGEST_HINDRANCE_MILLISECONDS = 60_000;

/** Takes accepted messages through the rules and functions to where they go, many at a time, each to its end. */
export class Processor {
  private readonly active = new Map<string, { journal: Journal; ended: Promise<void> }>();
  private readonly files = new Limiter(FILES_AT_A_TIME);
  private readonly carrier: Carrier;
  private ended = 0;

  constructor(private readonly around: ProcessorOptions) {
    this.carrier = new Carrier(around, (journal) => this.start(journal));
  }

  /** How many messages are done. */
  get done(): number {
    return this.ended;
  }

  /** Those that are not. */
  get journals(): readonly Journal[] {
    return [...this.active.values()].map(({ journal }) => journal);
  }

  /** Does not wait for its end. `isRepeated`: a process before this one may have done some of it. */
  start(journal: Journal, { isRepeated }: { readonly isRepeated: boolean } = { isRepeated: false }): void {
    const { message } = journal;
    if (this.around.waits.signal.aborted || this.active.has(message.messageId)) return;
    if (!isRepeated) this.around.onProgress(progressOf(message, 'accepted', message.recipients));
    const ended = this.persist(journal, (isAgain) => this.process(journal, isRepeated || isAgain))
      .then(() => {
        this.ended++;
      })
      // Whatever is under way when all stops goes on at the next start.
      .catch(() => undefined)
      .finally(() => this.active.delete(message.messageId));
    this.active.set(message.messageId, { journal, ended });
  }

  /** Until every message is done, also those that come meanwhile. */
  async whenIdle(): Promise<void> {
    while (this.active.size > 0) await Promise.all([...this.active.values()].map(({ ended }) => ended));
  }

  private async process(journal: Journal, isRepeated: boolean): Promise<void> {
    const work = await this.persist(journal, () => this.files.run(() => this.open(journal, isRepeated)));
    const decided = new Set(journal.groups.flatMap(({ decisions }) => decisions.map(keyOf)));
    const earlier = journal.groups.map((group) => this.carryOut(work, group));
    await Promise.all([...earlier, this.decideRest(work, decided)]);
    await this.persist(journal, () => this.around.spool.finish(journal));
  }

  private async open(journal: Journal, isRepeated: boolean): Promise<Work> {
    const { message } = journal;
    const headerBlock = await readHeaderBlock(this.around.spool.contentFile(message.messageId));
    const facts: MessageFacts = {
      header: readHeader(headerBlock),
      smtpMessageId: fieldOf(headerBlock, 'message-id'),
      // SES writes it into each message; whoever sends to this desk may write it for SES.
      isSpam: fieldOf(headerBlock, 'x-ses-spam-verdict')?.toUpperCase() === 'FAIL',
    };
    if (!isRepeated && !message.isBounce) {
      void this.around.events.append(logged(message, arrivalEvent(message, facts)));
    }
    return { journal, facts, headerBlock, isRepeated };
  }

  private async decideRest(work: Work, decided: Set<string>): Promise<void> {
    const { message } = work.journal;
    const organization = this.around.organizations.find(message.organizationId);
    if (message.isBounce) return this.decide(work, decided, '', [this.decisionOfBounce(message.recipients[0] ?? '')]);
    if (!organization) {
      const why = 'The organization does not exist any more.';
      const decisions = message.recipients.map(
        (recipient): Decision => ({ recipient, fate: 'bounced', text: why, why, openReadings: [] }),
      );
      return this.decide(work, decided, '', decisions);
    }
    const plan = planMessage(mailOf(work, organization));
    const awaited = plan.runs.filter(isSynchronous);
    if (plan.runs.length > 0) {
      await this.persist(work.journal, () => this.openContent(work, { isAwaited: awaited.length > 0 }));
    }
    await Promise.all([
      this.decide(work, decided, '', this.decisionsOf(work, plan.outcomes)),
      ...plan.runs.filter((run) => !isSynchronous(run)).map((run) => this.callAsynchronously(work, run)),
      Promise.all(awaited.map((run) => this.callAndDecide(work, decided, run))).then(() =>
        this.around.messages.endWait(message.messageId),
      ),
    ]);
  }

  private openContent({ journal }: Work, { isAwaited }: { readonly isAwaited: boolean }): Promise<void> {
    const { messageId, organizationId, direction } = journal.message;
    const content = { file: this.around.spool.contentFile(messageId) };
    return this.around.messages.add({ messageId, organizationId, direction, content, isAwaited });
  }

  private async callAsynchronously({ journal }: Work, run: FunctionRun): Promise<void> {
    const key = `called ${run.rule.Name}`;
    if (journal.done.has(key)) return;
    await this.persist(journal, () => runFunction(run, { invoke: this.invoke(journal) }));
    await this.persist(journal, () => journal.write({ done: [key] }, { isFlushed: false }));
  }

  private async callAndDecide(work: Work, decided: Set<string>, run: FunctionRun): Promise<void> {
    if (run.recipients.every(({ address }) => decided.has(comparable(address)))) return;
    const { journal } = work;
    const { messageId } = journal.message;
    const rule = run.rule.Name;
    const first = journal.firstCalls.get(rule);
    const at = Date.now();
    if (first === undefined) {
      await this.persist(journal, () => journal.write({ firstCall: { rule, at } }, { isFlushed: false }));
    }
    const clock = this.clockOf(journal, run);
    const { outcomes } = await this.persist(journal, () =>
      runFunction(run, {
        invoke: this.invoke(journal),
        clock: clock.clock,
        startedAt: clock.clock.now() - (Date.now() - (first ?? at)),
        onAttempt: clock.onAttempt,
      }),
    );
    const put = this.around.messages.contentToDeliver(messageId);
    const content = put?.isUpdated
      ? await this.persist(journal, () => this.around.spool.keepContent(messageId, rule, put.file))
      : undefined;
    await this.decide(work, decided, rule, this.decisionsOf(work, outcomes), content);
  }

  /** Real time, in which everybody can see for what a message waits. */
  private clockOf({ message }: Journal, run: FunctionRun) {
    const { waits, onProgress } = this.around;
    let trouble: string | undefined;
    const clock: Clock = {
      now: () => performance.now(),
      waitUntil: async (time) => {
        waits.signal.throwIfAborted();
        const milliseconds = time - performance.now();
        if (milliseconds <= 0) return;
        if (trouble) {
          const detail = `${trouble}; rule "${run.rule.Name}" goes on in ${Math.ceil(milliseconds / 1000)} s`;
          onProgress(
            progressOf(
              message,
              'function failed',
              run.recipients.map(({ address }) => address),
              { detail },
            ),
          );
        }
        await waits.wait(message.messageId, `rule "${run.rule.Name}"`, milliseconds);
      },
    };
    const onAttempt: NonNullable<Parameters<typeof runFunction>[1]['onAttempt']> = ({ number, problem }) => {
      trouble = problem && `call ${number}: ${problem.code}, ${problem.reason}`;
    };
    return { clock, onAttempt };
  }

  /** What a function says when all stops is no answer: its process was killed. */
  private invoke({ message }: Journal): Invoke {
    const { signal } = this.around.waits;
    const invoke = this.around.invoke(message.organizationId);
    return async (invocation) => {
      signal.throwIfAborted();
      const result = await invoke(invocation);
      signal.throwIfAborted();
      return result;
    };
  }

  /** Writes down what was decided, then does it. Whom another decision was first for, that one counts for. */
  private async decide(
    work: Work,
    decided: Set<string>,
    by: string,
    candidates: readonly Decision[],
    content?: string,
  ): Promise<void> {
    const decisions = candidates.filter((decision) => !decided.has(keyOf(decision)));
    if (decisions.length === 0) return;
    for (const decision of decisions) decided.add(keyOf(decision));
    const { journal } = work;
    const group: DecidedGroup = { by, decisions, ...(content !== undefined && { content }), at: Date.now() };
    await this.persist(journal, () => journal.write({ decided: group }, { isFlushed: true }));
    const { message } = journal;
    void this.around.events.append(...ruleEvents(message.direction, decisions).map((event) => logged(message, event)));
    await this.carryOut(work, group);
  }

  private async carryOut(work: Work, group: DecidedGroup): Promise<void> {
    const { journal } = work;
    const steps = stepsOf(group, journal.groups.indexOf(group));
    await Promise.all(
      steps.map((step) =>
        this.persist(journal, (isRepeated) => {
          const carry = () =>
            this.carrier.carryOut({ ...work, isRepeated: work.isRepeated || isRepeated }, group, step);
          // Another server may let us wait.
          return step.kind === 'send' ? carry() : this.files.run(carry);
        }),
      ),
    );
  }

  private decisionsOf({ journal }: Work, outcomes: readonly Outcome[]): Decision[] {
    const ownerOf = (address: string) => this.around.organizations.ownerOf(address)?.id;
    return outcomes.map((outcome) => decisionOf(journal.message.direction, outcome, ownerOf));
  }

  private decisionOfBounce(recipient: string): Decision {
    const isOurs = this.around.organizations.ownerOf(recipient) !== undefined;
    return { recipient, fate: isOurs ? 'inbox' : 'sent', why: 'It is a bounce.', openReadings: ['rulesForBounces'] };
  }

  /** Does what may fail on this machine, such as a disk that is full, until it does not. */
  private async persist<Result>(journal: Journal, work: (isRepeated: boolean) => Promise<Result>): Promise<Result> {
    const { message } = journal;
    const { waits, onProgress } = this.around;
    for (let wait = FIRST_HINDRANCE_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_HINDRANCE_MILLISECONDS)) {
      try {
        return await work(wait > FIRST_HINDRANCE_MILLISECONDS);
      } catch (error) {
        waits.signal.throwIfAborted();
        const detail = `${(error as Error)?.message ?? error}; again in ${wait / 1000} s`;
        onProgress(progressOf(message, 'hindered', message.recipients, { detail }));
        await waits.wait(message.messageId, 'this machine', wait);
      }
    }
  }
}

function mailOf({ journal, headerBlock, facts }: Work, organization: MailOrganization) {
  const { messageId, direction, from, recipients } = journal.message;
  const { id, alias, domains, rules } = organization;
  const envelope = { from, recipients };
  return {
    organization: { id, alias, domains },
    rules,
    message: { direction, envelope, content: headerBlock, messageId, spam: facts.isSpam },
  };
}

function isSynchronous({ lambda }: { readonly lambda: FunctionRun['lambda'] }): boolean {
  return lambda.SynchronousLambdaParameters !== undefined;
}

function keyOf({ recipient }: { readonly recipient: string }): string {
  return comparable(recipient);
}

/** Letter case does not count: open reading `letterCase`. */
function comparable(address: string): string {
  return address.trim().toLowerCase();
}
