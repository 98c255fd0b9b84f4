import { describe, expect, it } from 'vitest';
import { callsOf, errorsOf, MOST_CALLS, REST, sectionBytes, sectionsOf, stagesOf, topGroups } from '../../../src/renderer/views/compare/chart-data.ts';
import type { Elf } from '../../../src/shared/domain/elf.ts';
import { cell, elf, redCell, show, trace } from '../../builders/documents.ts';

const section = (name: string, size: number, type = 'SHT_PROGBITS'): Elf['sections'][number] => ({
  name,
  type,
  flags: '0',
  addr: '0',
  offset: 0,
  size,
  link: 0,
  info: 0,
  align: 1,
  entsize: 0,
});

describe('the numbers of the charts', () => {
  it('count only sections that take space in the file, and those of one name together', () => {
    const bytes = sectionBytes(
      elf({ sections: [section('', 0, 'SHT_NULL'), section('.text', 100), section('.bss', 9_999, 'SHT_NOBITS'), section('.text', 20), section('.note', 0)] }),
    );
    expect([...bytes]).toEqual([['.text', 120]]);
  });

  it('take the biggest of any side, and put all others into one group', () => {
    const data = topGroups([new Map(['a', 'b', 'c', 'd'].map((name, i) => [name, i + 1])), new Map([['a', 100]]), null], 2);
    expect(data.groups).toEqual([
      { name: 'a', values: [1, 100, null] },
      { name: 'd', values: [4, null, null] },
      { name: REST, values: [5, 0, null] },
    ]);
    expect(data.totals).toEqual([10, 100, null]);
    expect(data.rest).toBe(2);
  });

  it('have no values for a side without a binary or a trace, and never more than 2,000 marks', () => {
    const many = trace({ syscalls: Array.from({ length: 400 }, (_, i) => ({ name: `call${i}`, calls: 400 - i, errors: 0, totalNs: null })) });
    const shows = [show(cell(1), { trace: many }), show(redCell(2, { artifact: null })), show(cell(3), { trace: many }), show(cell(4), { trace: many })];
    expect(sectionsOf(shows).totals.map((total) => total === null)).toEqual([false, true, false, false]);
    const calls = callsOf(shows);
    expect(calls.groups.length).toBe(MOST_CALLS + 1);
    expect(calls.totals[0]).toBe((400 * 401) / 2);
    expect(calls.groups.length * shows.length).toBeLessThan(2_000);
  });

  it('say errors by name and stages in their order', () => {
    const shows = [show(cell(1), { trace: trace({ errors: { ENOENT: 3, EAGAIN: 9 } }) }), show(cell(2, { timesNs: { build: 5 } }))];
    expect(errorsOf(shows).groups.map(({ name }) => name)).toEqual(['EAGAIN', 'ENOENT']);
    expect(stagesOf(shows).groups.map(({ name }) => name)).toEqual(['prepare', 'build', 'collect', 'run', 'trace', 'analyse']);
    expect(stagesOf(shows).totals).toEqual([4_998_000_000, 5]);
  });
});
