import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/shared/domain/run.ts';
import { countKinds, kindsFromText, parseFilter } from '../../../src/renderer/views/run/filter.ts';
import { bareCell } from '../../builders/cell.ts';

const cells: Cell[] = [
  bareCell(1, { cgo: '0', libc: '-', link: '-' }),
  bareCell(2, { libc: 'musl' }, { green: false, outcome: 'start-failed', reason: 'exec /app: no such file or directory' }),
  bareCell(3, { platform: 'linux/arm64' }, { emulated: true, outcome: 'exit', exit: { code: 3, signal: null, error: null }, expected: 'exit 3' }),
  bareCell(4, { libc: 'musl', link: 'static' }, { state: 'running', stage: 'build', outcome: null, green: null }),
  bareCell(5, {}, { state: 'unsupported', outcome: null, green: null, reason: 'Go has no pie there' }),
  bareCell(6, { link: 'static' }, { linkage: { asked: 'static', got: 'pie' }, cached: true, truncated: ['trace'] }),
];
const found = (text: string): number[] => cells.filter(parseFilter(text).test).map(({ number }) => number);

describe('the filter over cells', () => {
  it('lets everything through when it is empty', () => {
    expect(found('')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found('   ')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reads conditions on axes as --only does, all of which must hold', () => {
    expect(found('cgo=0')).toEqual([1]);
    expect(found('libc=musl link=static')).toEqual([4]);
    expect(found('cgo=1 !libc=musl')).toEqual([3, 5, 6]);
    expect(found('libc!=musl,glibc')).toEqual([1]);
  });

  it('knows colours, states, outcomes and marks as words', () => {
    expect(found('red')).toEqual([2]);
    expect(found('grey')).toEqual([5]);
    expect(found('running')).toEqual([4]);
    expect(found('start-failed,exit')).toEqual([2, 3]);
    expect(found('emulated')).toEqual([3]);
    expect(found('linkage!')).toEqual([6]);
    expect(found('expected')).toEqual([3]);
    expect(found('!red cgo=1')).toEqual([3, 4, 5, 6]);
  });

  it('finds text in what a tile and its panel say, quotes keeping spaces', () => {
    expect(found('"no such file"')).toEqual([2]);
    expect(found('!"no such file" libc=musl')).toEqual([4]);
    expect(found('NO SUCH')).toEqual([2]);
    expect(found('#6')).toEqual([6]);
    expect(found('arm64')).toEqual([3]);
  });

  it('does not count a cell that goes on as grey', () => {
    expect(found('grey')).not.toContain(4);
    expect(countKinds(cells)).toEqual({ green: 3, red: 1, grey: 1, going: 1 });
  });

  it('holds what is complete while the rest is being typed, and names the rest', () => {
    expect(parseFilter('libc=musl link=').unfinished).toBe('link=');
    expect(found('libc=musl link=')).toEqual([2, 4]);
    expect(parseFilter('!').unfinished).toBe('!');
    expect(found('"no such')).toEqual([2]);
    expect(parseFilter('cgo=1 red').unfinished).toBeNull();
  });

  it('takes a name that is no axis for text', () => {
    expect(parseFilter('colour=red').unfinished).toBeNull();
    expect(found('colour=red')).toEqual([]);
  });
});

describe('the colours of the address', () => {
  it('are those that there are, in their order', () => {
    expect(kindsFromText('red,green,blue')).toEqual(['green', 'red']);
    expect(kindsFromText('')).toEqual([]);
  });
});
