/** So many that a busy function knows what it saw minutes ago, and so few that they need no more than 100 KB. */
const MOST_KEPT = 1000;

/** The invocations that this process has seen, the latest ones. */
export class RecentInvocations {
  private readonly ids = new Set<string>();

  /** Whether it has seen it before; from now on it has. */
  see(invocationId: string | undefined): boolean {
    if (invocationId === undefined) return false;
    const isKnown = this.ids.delete(invocationId);
    this.ids.add(invocationId);
    if (this.ids.size > MOST_KEPT) this.ids.delete(this.ids.values().next().value!);
    return isKnown;
  }
}
