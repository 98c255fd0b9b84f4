import { describe, expect, it } from 'vitest';
import { NONE } from '../../src/shared/domain/axes.ts';
import { foldReproduce } from '../../src/shared/domain/reproduce.ts';
import { gridOf } from '../../src/shared/domain/grid.ts';
import { cellLabel, cellTimeNs, commonAxes, countColours, marksOf, varyingAxes } from '../../src/shared/domain/summary.ts';
import { valueText } from '../../src/shared/domain/describe.ts';
import { axes, cell } from '../builders/documents.ts';

describe('axes of a run', () => {
  const cells = [cell(1), cell(2, { axes: { libc: 'musl', base: 'musl' } }), cell(3, { axes: { cgo: '0', libc: NONE } })];

  it('vary, or are the same everywhere', () => {
    expect(varyingAxes(cells)).toEqual(['cgo', 'libc', 'base']);
    expect(commonAxes(cells)).toEqual([
      ['package', './cmd/serve'],
      ['platform', 'linux/amd64'],
      ['link', 'dynamic'],
      ['go', '1.24'],
    ]);
  });

  it('label a cell by what varies and means something', () => {
    expect(cellLabel(cells[2]!.axes, varyingAxes(cells))).toBe('cgo=0 base=glibc');
    expect(cellLabel(axes(), [])).toContain('platform=linux/amd64');
  });
});

describe('the grid', () => {
  it('puts platforms into columns where that leaves no holes', () => {
    const cells = ['linux/amd64', 'linux/arm64'].flatMap((platform, p) => ['glibc', 'musl'].map((libc, l) => cell(p * 2 + l + 1, { axes: { platform, libc } })));
    const grid = gridOf(cells);
    expect(grid.columnAxes).toEqual(['platform']);
    expect(grid.rows.map((row) => row.cells.map((one) => one?.number))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('holds every cell exactly once, whatever the matrix', () => {
    const cells = [
      cell(1),
      cell(2, { axes: { cgo: '0', libc: NONE, link: NONE, base: 'empty' } }),
      cell(3, { axes: { libc: 'musl', base: 'musl' } }),
      cell(4, { axes: { platform: 'linux/arm64', go: '1.22' } }),
      cell(5, { axes: { link: 'static', base: 'empty' } }),
    ];
    const numbers = gridOf(cells).rows.flatMap((row) => row.cells.flatMap((one) => (one === null ? [] : [one.number])));
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('is a single box for one cell, and nothing for none', () => {
    expect(gridOf([cell(1)]).rows).toHaveLength(1);
    expect(gridOf([]).rows).toEqual([]);
  });

  it('never grows wider than eight columns where another axis is narrower', () => {
    const cells = Array.from({ length: 20 }, (_, i) => cell(i + 1, { axes: { base: `image${i}`, cgo: String(i % 2) } }));
    expect(gridOf(cells).columns.length).toBeLessThanOrEqual(8);
  });
});

describe('what is said of a cell', () => {
  it('counts grey as neither', () => {
    expect(countColours([{ green: true }, { green: false }, { green: null }])).toEqual({ cells: 3, green: 1, red: 1, grey: 1 });
  });

  it('marks what is not as it seems', () => {
    expect(marksOf(cell(1))).toEqual([]);
    expect(marksOf(cell(1, { emulated: true, cached: true, truncated: ['trace'], linkage: { asked: 'static', got: 'pie' } })).map((mark) => mark.sign)).toEqual([
      'E',
      'C',
      '!',
      'T',
    ]);
    expect(marksOf(cell(1, { linkage: { asked: 'static', got: null } }))).toEqual([]);
  });

  it('takes waiting and inner times out of a sum of stages', () => {
    expect(cellTimeNs({ timesNs: { wait: 100, build: 5, run: 3, wall: 1, traced: 1 } })).toBe(8);
    expect(cellTimeNs({ timesNs: { total: 9, build: 5 } })).toBe(9);
  });

  it('says values in units', () => {
    expect(valueText(1_500_000_000, 'timesNs.build')).toBe('1.50 s');
    expect(valueText(2_145_320, 'elf.size')).toBe('2.15 MB');
    expect(valueText(null)).toBe('-');
    expect(valueText(['a', '\u001b'])).toBe('a \\x1b');
    expect(valueText(false)).toBe('false');
    expect(valueText(0)).toBe('0');
  });
});

describe('reproduce lines', () => {
  it('fold what makes an image, and lose no line', () => {
    const lines = ['# cell 1', 'docker image inspect cgoscope/x:1 >/dev/null 2>&1 || (', 'make it', ')', 'docker run cgoscope/x:1'];
    const parts = foldReproduce(lines);
    expect(parts).toEqual([
      { kind: 'lines', lines: ['# cell 1'] },
      { kind: 'recipe', image: 'cgoscope/x:1', lines: lines.slice(1, 4) },
      { kind: 'lines', lines: ['docker run cgoscope/x:1'] },
    ]);
    expect(parts.flatMap((part) => part.lines)).toEqual(lines);
  });

  it('stay plain where a block never closes', () => {
    expect(foldReproduce(['docker image inspect x || (', 'a'])).toEqual([{ kind: 'lines', lines: ['docker image inspect x || (', 'a'] }]);
  });
});
