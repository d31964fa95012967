/**
 * Many short lists of whole numbers in one block of memory. A decision meets a few of them, each time others: as objects
 * of their own they would be spread over more memory than the processor keeps at hand.
 */
export interface PackedLists {
  /** Where each list begins, and behind the last one where it ends. */
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export function packLists(lists: readonly (readonly number[])[]): PackedLists {
  const starts = new Int32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) starts[index + 1] = starts[index]! + list.length;
  return { starts, items: Int32Array.from(lists.flat()) };
}

export function listAt({ starts, items }: PackedLists, index: number): Int32Array {
  return items.subarray(starts[index], starts[index + 1]);
}
