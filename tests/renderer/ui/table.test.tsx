// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import fc from 'fast-check';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { sortRows, Table, type Column, type Sort } from '../../../src/renderer/ui/table.tsx';
import { renderView } from '../support.tsx';

interface Row {
  name: string;
  size: number | null;
}
const COLUMNS: Column<Row>[] = [
  { key: 'name', header: 'name', sort: ({ name }) => name, render: ({ name }) => name },
  { key: 'size', header: 'size', sort: ({ size }) => size, render: ({ size }) => size },
  { key: 'do', header: 'actions', hideHeader: true, render: ({ name }) => <button type="button">{`remove ${name}`}</button> },
];
const ROWS: Row[] = [
  { name: 'cell 10', size: 3 },
  { name: 'cell 9', size: null },
  { name: 'cell 2', size: 1 },
];
const names = (): string[] =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent ?? '');
const focused = (): string => document.getElementById(screen.getByRole('grid').getAttribute('aria-activedescendant') ?? '')?.textContent ?? '';

describe('a table', () => {
  it('sorts by a column: up, down, and as it came', () => {
    renderView(<Table label="cells" rows={ROWS} columns={COLUMNS} rowKey={({ name }) => name} />);
    const header = screen.getByRole('columnheader', { name: /name/ });
    const sort = within(header).getByRole('button', { name: 'name' });
    expect(names()).toEqual(['cell 10', 'cell 9', 'cell 2']);
    fireEvent.click(sort);
    expect(names()).toEqual(['cell 2', 'cell 9', 'cell 10']);
    expect(header.getAttribute('aria-sort')).toBe('ascending');
    fireEvent.click(sort);
    expect(names()).toEqual(['cell 10', 'cell 9', 'cell 2']);
    expect(header.getAttribute('aria-sort')).toBe('descending');
    fireEvent.click(sort);
    expect(header.getAttribute('aria-sort')).toBe('none');
  });

  it('says to screen readers alone what a column of buttons is, and offers no sorting there', () => {
    renderView(<Table label="cells" rows={ROWS} columns={COLUMNS} rowKey={({ name }) => name} />);
    const header = screen.getByRole('columnheader', { name: 'actions' });
    expect(within(header).queryByRole('button')).toBeNull();
    expect(header.getAttribute('aria-sort')).toBeNull();
  });

  it('is moved through and opened with the keyboard, in the order one sees', () => {
    const opened: string[] = [];
    renderView(<Table label="cells" rows={ROWS} columns={COLUMNS} rowKey={({ name }) => name} onOpen={({ name }) => opened.push(name)} />);
    const grid = screen.getByRole('grid', { name: 'cells' });
    fireEvent.click(screen.getByRole('button', { name: 'size' }));
    expect(focused()).toContain('cell 2');
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    fireEvent.keyDown(grid, { key: 'Home' });
    fireEvent.keyDown(grid, { key: 'ArrowUp' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    fireEvent.keyDown(grid, { key: 'PageDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(opened).toEqual(['cell 10', 'cell 9', 'cell 2', 'cell 9']);
  });

  it('leaves clicks and keys of a button in a row to the button', () => {
    const opened: string[] = [];
    renderView(<Table label="cells" rows={ROWS} columns={COLUMNS} rowKey={({ name }) => name} onOpen={({ name }) => opened.push(name)} />);
    const button = screen.getByRole('button', { name: 'remove cell 9' });
    fireEvent.click(button);
    fireEvent.keyDown(button, { key: 'Enter' });
    expect(opened).toEqual([]);
    fireEvent.click(screen.getByText('cell 9'));
    expect(opened).toEqual(['cell 9']);
  });

  it('keeps its place among the rows that are left', () => {
    function Shrinking() {
      const [rows, setRows] = useState(ROWS);
      return (
        <>
          <button type="button" onClick={() => setRows(ROWS.slice(0, 1))}>
            drop
          </button>
          <Table label="cells" rows={rows} columns={COLUMNS} rowKey={({ name }) => name} />
        </>
      );
    }
    renderView(<Shrinking />);
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'End' });
    expect(focused()).toContain('cell 2');
    fireEvent.click(screen.getByText('drop'));
    expect(focused()).toContain('cell 10');
  });

  it('is sorted from outside where the address keeps the sorting', () => {
    const asked: (Sort | null)[] = [];
    function Outside() {
      const [sort, setSort] = useState<Sort | null>({ key: 'size', down: true });
      return (
        <Table
          label="cells"
          rows={ROWS}
          columns={COLUMNS}
          rowKey={({ name }) => name}
          sort={sort}
          onSort={(next) => {
            asked.push(next);
            setSort(next);
          }}
        />
      );
    }
    renderView(<Outside />);
    expect(names()).toEqual(['cell 10', 'cell 2', 'cell 9']);
    fireEvent.click(screen.getByRole('button', { name: 'size' }));
    expect(asked).toEqual([null]);
    expect(names()).toEqual(['cell 10', 'cell 9', 'cell 2']);
  });

  it('draws the rows that are seen of very many, and counts all', () => {
    const many = Array.from({ length: 10_000 }, (_, index): Row => ({ name: `cell ${index}`, size: index }));
    renderView(<Table label="cells" rows={many} columns={COLUMNS} rowKey={({ name }) => name} height="400px" />);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(80);
  });

  it('says that there is nothing, as a row', () => {
    renderView(<Table label="cells" rows={[]} columns={COLUMNS} rowKey={({ name }) => name} empty="no cells yet" />);
    expect(screen.getByRole('gridcell').textContent).toBe('no cells yet');
    expect(screen.getByRole('grid').tabIndex).toBe(-1);
  });
});

describe('sorting rows', () => {
  const anyRows = fc.array(fc.record({ name: fc.string(), size: fc.option(fc.integer()) }));

  it('keeps every row, puts those without a value last in either direction, and is stable', () => {
    fc.assert(
      fc.property(anyRows, fc.boolean(), (rows, down) => {
        const sorted = sortRows(rows, COLUMNS, { key: 'size', down });
        expect([...sorted].sort(byIdentity(rows))).toEqual(rows);
        const sizes = sorted.map(({ size }) => size);
        const known = sizes.filter((size) => size !== null);
        expect(sizes.slice(known.length).every((size) => size === null)).toBe(true);
        expect(known).toEqual([...known].sort((a, b) => (down ? b - a : a - b)));
        for (const [index, row] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next?.size === row.size) expect(rows.indexOf(row)).toBeLessThan(rows.indexOf(next));
        }
      }),
    );
  });

  it('leaves them alone without a sorting, or with one of a column that is not there', () => {
    expect(sortRows(ROWS, COLUMNS, null)).toBe(ROWS);
    expect(sortRows(ROWS, COLUMNS, { key: 'gone', down: true })).toBe(ROWS);
    expect(sortRows(ROWS, COLUMNS, { key: 'do', down: true })).toBe(ROWS);
  });
});

const byIdentity =
  (rows: readonly Row[]) =>
  (a: Row, b: Row): number =>
    rows.indexOf(a) - rows.indexOf(b);
