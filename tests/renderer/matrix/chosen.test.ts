import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { PlannedAxis } from '../../../src/shared/domain/plan.ts';
import { chipsOf, expressionFault, faultPlace, readSet, toggled, writeSet } from '../../../src/renderer/views/matrix/chosen.ts';
import { aboutTime } from '../../../src/renderer/views/matrix/cost.tsx';

const tags: PlannedAxis = {
  axis: 'tags',
  values: ['-'],
  offered: [
    { value: '-', note: 'no tags' },
    { value: 'netgo', note: null },
    { value: 'netgo,osusergo', note: null },
  ],
  open: true,
  source: 'default',
};
const on = (chips: { value: string; on: boolean }[]): string[] => chips.filter((chip) => chip.on).map((chip) => chip.value);

describe('what was changed of the matrix', () => {
  it('is read from the address and written back, a value with a comma joined by +', () => {
    const chosen = readSet(['tags=netgo+osusergo,-', 'cgo=0', 'cgo=1', 'nonsense', 'colour=red']);
    expect([...chosen]).toEqual([
      ['tags', ['netgo+osusergo', '-']],
      ['cgo', ['0', '1']],
    ]);
    expect(writeSet(chosen)).toEqual(['cgo=0,1', 'tags=netgo+osusergo,-']);
  });

  it('presses the chips of the plan until something was chosen', () => {
    expect(on(chipsOf(tags, undefined))).toEqual(['-']);
    expect(on(chipsOf(tags, ['netgo+osusergo']))).toEqual(['netgo,osusergo']);
  });

  it('gives a value that was typed a chip of its own', () => {
    expect(chipsOf(tags, ['-', 'debug']).map((chip) => chip.value)).toEqual(['-', 'netgo', 'netgo,osusergo', 'debug']);
  });

  it('never takes the last value of an axis away', () => {
    const chips = chipsOf(tags, ['netgo']);
    expect(chips.find(({ value }) => value === 'netgo')?.last).toBe(true);
    expect(toggled(chips, 'netgo')).toBeNull();
    expect(toggled(chips, 'netgo,osusergo')).toEqual(['netgo', 'netgo+osusergo']);
  });
});

describe('what is wrong', () => {
  it('with an expression is known before anybody is asked', () => {
    expect(expressionFault('cgo=1 !libc=musl')).toBeNull();
    expect(expressionFault('')).toBeNull();
    expect(expressionFault('color=1')).toContain('not an axis');
    expect(expressionFault('cgo=')).toContain('no value');
  });

  it('stands where it belongs', () => {
    expect(faultPlace(new InputError('none of the 20 cells is left after --only "cgo=2"', { input: 'cgo=2' }), ['cgo=2'])).toBe('only');
    expect(faultPlace(new InputError('--set: base "x y" …', { input: 'axes' }), [])).toBe('axes');
    expect(faultPlace(new InputError('no go.mod', { input: '/tmp' }), [])).toBe('all');
    expect(faultPlace(new Error('x'), ['cgo=1'])).toBe('all');
  });
});

describe('an upper bound of time', () => {
  it('is said in whole units, rounded up', () => {
    expect(aboutTime(90e9)).toEqual({ unit: 'seconds', count: 90 });
    expect(aboutTime(240e9)).toEqual({ unit: 'minutes', count: 4 });
    expect(aboutTime(8_000e9)).toEqual({ unit: 'hours', count: 3 });
  });
});
