import { formatTable } from '../../lib/cli/table';

const columns = [{ title: 'name' }, { title: 'what', isCut: true }, { title: 'why', isCut: true }];
const rows = [
  ['one', 'something that is long', 'because of a reason that is longer still'],
  ['another', '\u001b[31mred', 'so'],
];

test('columns are as wide as what is in them', () => {
  expect(formatTable(columns, rows, { width: Number.POSITIVE_INFINITY, header: (line) => line })).toEqual([
    'name     what                    why',
    'one      something that is long  because of a reason that is longer still',
    'another  \u{fffd}[31mred                so',
  ]);
});

test('what is too wide for the terminal is cut, the widest column first', () => {
  const lines = formatTable(columns, rows, { width: 50, indent: 2 });
  expect(lines[0]).toBe('  one      something that…  because of a reason t…');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(50);
});

test('some of each column stays, however narrow the terminal', () => {
  expect(formatTable(columns, rows, { width: 10 })[0]).toBe('one      somethi…  because…');
});

test('no rows, and cells that are dressed', () => {
  expect(formatTable(columns, [], { width: 80 })).toEqual([]);
  const [first] = formatTable(columns, rows, {
    width: 80,
    cell: (text, column) => (column === 0 ? `<${text}>` : text),
  });
  expect(first).toMatch(/^<one {4}> {2}something/);
});
