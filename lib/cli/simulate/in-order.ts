/** Works on several items at a time, and gives the results in the order of the items. When it ends, nothing is under way. */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atATime: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // looked at when it is its turn
      result.catch(() => undefined);
      underWay.push(result);
      if (underWay.length >= atATime) yield underWay.shift() as Promise<Result>;
    }
    yield* underWay;
  } finally {
    await Promise.allSettled(underWay);
  }
}
