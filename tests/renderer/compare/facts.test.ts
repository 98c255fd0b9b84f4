import { describe, expect, it } from 'vitest';
import { diffCells } from '../../../src/core/compare/index.ts';
import { factTable, roomOf, type FactRow, type FactTable } from '../../../src/renderer/views/compare/facts.ts';
import type { Show } from '../../../src/shared/domain/documents.ts';
import { cell, redCell, show } from '../../builders/documents.ts';

/** The table that the window makes of what the workbench itself says. */
const tableOf = (...shows: Show[]): FactTable =>
  factTable(
    shows,
    shows.slice(1).map((other) => diffCells(shows[0]!.cell, other.cell, shows[0]!.facts, other.facts, { all: true })),
  );
const rowsOf = (table: FactTable): FactRow[] => table.groups.flatMap(({ rows }) => rows);
const row = (table: FactTable, fact: string): FactRow | undefined => [...rowsOf(table), ...table.noise, ...table.equal].find((each) => each.fact === fact);

const green = show(cell(1), { facts: { elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6', 'libm.so.6'], size: 100 }, image: { libc: 'glibc', has: ['a'] } } });
const musl = show(cell(2, { axes: { libc: 'musl', base: 'musl' } }), {
  facts: { elf: { interp: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so', 'libm.so.6'], size: 90 }, image: { libc: 'musl', has: ['a'] } },
});
const unbuilt = show(redCell(3, { outcome: 'build-failed', artifact: null, reason: 'no header' }), { facts: { image: { libc: 'musl', has: ['a'] } } });

describe('the table of facts', () => {
  it('puts the room with the weightiest difference first, and within a room the weightiest fact', () => {
    const table = tableOf(green, unbuilt);
    expect(table.groups[0]?.room).toBe('outcome');
    for (const { rows } of table.groups) expect(rows.map(({ weight }) => weight)).toEqual(rows.map(({ weight }) => weight).sort((a, b) => b - a));
    const tops = table.groups.map(({ rows }) => rows[0]?.weight ?? 0);
    expect(tops).toEqual([...tops].sort((a, b) => b - a));
  });

  it('shows of a set what only one side has, and counts the rest', () => {
    expect(row(tableOf(green, musl), 'elf.needed')?.values).toEqual([
      { kind: 'items', items: ['libc.so.6'], size: 2 },
      { kind: 'items', items: ['libc.so'], size: 2 },
    ]);
  });

  it('keeps what differs between any two runs apart, and what is equal', () => {
    const table = tableOf(green, musl);
    expect(row(table, 'elf.size')?.weight).toBe(1);
    expect(table.noise.map(({ fact }) => fact)).toContain('elf.size');
    expect(table.equal.map(({ fact }) => fact)).toContain('image.has');
    expect(row(table, 'axes.cgo')?.values).toEqual([{ kind: 'text', pieces: [{ text: '1', differs: false }] }, { kind: 'same' }]);
    const all = [...rowsOf(table), ...table.noise, ...table.equal].map(({ fact }) => fact);
    expect(new Set(all).size).toBe(all.length);
  });

  it('says that a side has no binary, instead of comparing with nothing', () => {
    const table = tableOf(green, unbuilt);
    expect(row(table, 'elf')?.values).toEqual([
      { kind: 'evidence', there: true },
      { kind: 'evidence', there: false },
    ]);
    expect(row(table, 'elf.needed')).toBeUndefined();
  });

  it('compares three sides with the first: what is the same as there is said so, what is not known too', () => {
    const table = tableOf(green, musl, unbuilt);
    expect(row(table, 'elf.interp')?.values.map(({ kind }) => kind)).toEqual(['text', 'text', 'unknown']);
    expect(row(table, 'elf.needed')?.values.map(({ kind }) => kind)).toEqual(['items', 'items', 'unknown']);
    expect(row(table, 'outcome')?.values.map(({ kind }) => kind)).toEqual(['text', 'same', 'text']);
    expect(row(table, 'outcome')?.texts).toEqual([null, expect.stringContaining('build-failed')]);
  });

  it('names the rooms that facts are read in', () => {
    expect(
      ['axes.libc', 'outcome', 'reason', 'elf.needed', 'artifact.sha256', 'runImage.digest', 'toolchain', 'timesNs.build', 'elf.glibcFloor>image.libcVersion'].map(roomOf),
    ).toEqual(['axes', 'outcome', 'outcome', 'elf', 'elf', 'image', 'build', 'time', 'elf']);
  });
});
