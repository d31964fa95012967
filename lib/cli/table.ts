import { harmless } from './terminal';

export interface Column {
  readonly title: string;
  /** The last resort where the terminal is too narrow: columns that may be cut. @default false */
  readonly isCut?: boolean;
}

export interface TableStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly indent?: number;
  readonly header?: (line: string) => string;
  /** Dresses a cell after it was cut and filled up. */
  readonly cell?: (text: string, column: number, row: number) => string;
}

const GAP = '  ';

/** The least width to which a column is cut. */
const NARROWEST = 8;

/** Lines of columns that are as wide as what is in them, but for those that have to be cut. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string[] {
  const cells = rows.map((row) => row.map(harmless));
  const indent = ' '.repeat(style.indent ?? 0);
  const natural = columns.map(({ title }, column) =>
    Math.max(lengthOf(style.header ? title : ''), ...cells.map((row) => lengthOf(row[column] ?? ''))),
  );
  const widths = fitWidths(natural, columns, style.width - indent.length - GAP.length * (columns.length - 1));
  const line = (row: readonly string[], dress: (text: string, column: number) => string) =>
    indent +
    columns
      .map((_, column) => dress(fill(row[column] ?? '', widths[column] ?? 0, column === columns.length - 1), column))
      .join(GAP);
  const body = cells.map((row, index) => line(row, (text, column) => style.cell?.(text, column, index) ?? text));
  if (!style.header) return body;
  const titles = line(
    columns.map(({ title }) => title),
    (text) => text,
  );
  return [style.header(titles), ...body];
}

/** Takes what is too much from the columns that may be cut, from the widest first. */
function fitWidths(natural: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...natural];
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width, 0) - room;
    const widest = widths
      .map((width, column) => ({ width, column }))
      .filter(({ width, column }) => columns[column]?.isCut && width > NARROWEST)
      .sort((a, b) => b.width - a.width);
    const [first, second] = widest;
    if (excess <= 0 || !first) return widths;
    const next = Math.max(second && second.width < first.width ? second.width : NARROWEST, first.width - excess);
    widths[first.column] = Math.min(next, first.width - 1);
  }
}

function fill(text: string, width: number, isLast: boolean): string {
  const length = lengthOf(text);
  if (length > width) return `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
  return isLast ? text : text + ' '.repeat(width - length);
}

function lengthOf(text: string): number {
  return [...text].length;
}
