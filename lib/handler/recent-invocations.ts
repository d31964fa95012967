/** So many that a busy function knows what it saw minutes ago, and so few that they need no more than 100 KB. */
const MOST_KEPT = 1000;

/** Makes something that says whether this process has seen an invocation before, among the latest ones. */
export function recentInvocations(): (invocationId: string | undefined) => boolean {
  const ids = new Set<string>();
  return (id) => {
    if (id === undefined) return false;
    const isKnown = ids.delete(id);
    ids.add(id);
    if (ids.size > MOST_KEPT) ids.delete(ids.values().next().value!);
    return isKnown;
  };
}
