export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One line of a table: name, minimum, median and maximum. */
export function row(name: string, values: readonly number[], unit: string): string {
  const figures = [Math.min(...values), median(values), Math.max(...values)].map((value) =>
    value.toFixed(2).padStart(10),
  );
  return `${name.padEnd(36)} min ${figures[0]}  median ${figures[1]}  max ${figures[2]} ${unit}`;
}
