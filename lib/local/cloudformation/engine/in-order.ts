/** What a failure means for the nodes that have not begun. */
export type AfterFailure =
  /** None of them begins any more. */
  | 'stop'
  /** Those that wait for what failed do not begin. */
  | 'leaveDependents'
  /** All begin when their turn comes. */
  | 'goOn';

/** Runs each node as soon as those that it waits for are done, everything that is ready at the same time. */
export async function runInOrder<Node>(
  nodes: Iterable<Node>,
  waitsFor: (node: Node) => readonly Node[],
  run: (node: Node) => Promise<unknown>,
  afterFailure: AfterFailure,
): Promise<void> {
  const outcomes = new Map<Node, Promise<boolean>>();
  /** Those that are asking what they wait for. One that waits for itself, by whatever way, does not. */
  const asking = new Set<Node>();
  let stopped = false;
  const begin = async (node: Node): Promise<boolean> => {
    asking.add(node);
    const awaited = waitsFor(node)
      .filter((other) => !asking.has(other))
      .map(outcomeOf);
    asking.delete(node);
    const before = await Promise.all(awaited);
    if (stopped || (afterFailure !== 'goOn' && before.includes(false))) return false;
    try {
      await run(node);
      return true;
    } catch {
      // the node itself says what went wrong
      stopped = afterFailure === 'stop';
      return false;
    }
  };
  const outcomeOf = (node: Node): Promise<boolean> => {
    const outcome = outcomes.get(node) ?? begin(node);
    outcomes.set(node, outcome);
    return outcome;
  };
  await Promise.all([...nodes].map(outcomeOf));
}
