import { type Outcome, planMessage, readHeader } from '../../../simulator';
import type { Journal } from '../spool/journal';
import type { DecidedGroup, Decision } from '../spool/queued-message';
import { Carrier } from './carrier';
import { decisionOf } from './decisions';
import { type CallSurroundings, FunctionCalls, isSynchronous } from './function-calls';
import { fieldOf, readHeaderBlock } from './header-block';
import { Limiter } from './limiter';
import { arrivalEvent, logged, type MessageFacts, ruleEvents } from './mail-events';
import { persist } from './persist';
import { stepsOf } from './steps';
import { type MailOrganization, progressOf, type Work } from './surroundings';

/** How many pieces of work on files go on at a time. Waits and functions are not among them. */
const FILES_AT_A_TIME = 32;

/** Takes accepted messages through the rules and functions to where they go, many at a time, each to its end. */
export class Processor {
  private readonly active = new Map<string, { journal: Journal; ended: Promise<void> }>();
  private readonly files = new Limiter(FILES_AT_A_TIME);
  private readonly calls: FunctionCalls;
  private readonly carrier: Carrier;
  private ended = 0;

  constructor(private readonly around: CallSurroundings) {
    this.calls = new FunctionCalls(around);
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
    const ended = persist(this.around, message, (isAgain) => this.process(journal, isRepeated || isAgain))
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
    const work = await this.files.run(() => this.open(journal, isRepeated));
    const decided = new Set(journal.groups.flatMap(({ decisions }) => decisions.map(keyOf)));
    const earlier = journal.groups.map((group) => this.carryOut(work, group));
    await Promise.all([...earlier, this.decideRest(work, decided)]);
    await persist(this.around, journal.message, () => this.around.spool.finish(journal));
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
    if (message.isBounce || !organization) {
      const decisions = message.recipients.map((recipient) =>
        message.isBounce ? this.decisionOfBounce(recipient) : decisionWithoutOrganization(recipient),
      );
      return this.decide(work, decided, '', decisions);
    }
    const { outcomes, runs } = planMessage(mailOf(work, organization));
    const awaited = runs.filter(isSynchronous);
    if (runs.length > 0) await this.calls.openContent(work, { isAwaited: awaited.length > 0 });
    const waiting = awaited.map(async (run) => {
      if (run.recipients.every(({ address }) => decided.has(comparable(address)))) return;
      const called = await this.calls.callSynchronously(work, run);
      await this.decide(work, decided, run.rule.Name, this.decisionsOf(work, called.outcomes), called.content);
    });
    await Promise.all([
      this.decide(work, decided, '', this.decisionsOf(work, outcomes)),
      ...runs.filter((run) => !isSynchronous(run)).map((run) => this.calls.callAsynchronously(work, run)),
      Promise.all(waiting).then(() => this.calls.endWait(work)),
    ]);
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
    const { message } = journal;
    const group: DecidedGroup = { by, decisions, ...(content !== undefined && { content }), at: Date.now() };
    // Without a function the same rules decide the same again.
    const isFlushed = by !== '';
    await persist(this.around, message, () => journal.write({ decided: group }, { isFlushed }));
    const events = ruleEvents(message.direction, decisions).map((event) => logged(message, event));
    void this.around.events.append(...events);
    await this.carryOut(work, group);
  }

  private async carryOut(work: Work, group: DecidedGroup): Promise<void> {
    const { journal } = work;
    const steps = stepsOf(group, journal.groups.indexOf(group));
    await Promise.all(
      steps.map((step) =>
        persist(this.around, journal.message, (isAgain) => {
          const isRepeated = work.isRepeated || isAgain;
          const carry = () => this.carrier.carryOut({ ...work, isRepeated }, group, step);
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
}

function decisionWithoutOrganization(recipient: string): Decision {
  const why = 'The organization does not exist any more.';
  return { recipient, fate: 'bounced', text: why, why, openReadings: [] };
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

function keyOf({ recipient }: Decision): string {
  return comparable(recipient);
}

/** Letter case does not count: open reading `letterCase`. */
function comparable(address: string): string {
  return address.trim().toLowerCase();
}
