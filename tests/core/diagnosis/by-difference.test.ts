import { describe, expect, it } from 'vitest';
import { byDifference, rankDifferences, type SeenCell } from '../../../src/core/diagnosis/by-difference.ts';
import { bareCell } from '../../builders/cell.ts';

const AXES = { package: '.', cgo: '1', platform: 'linux/amd64', libc: 'glibc', link: 'dynamic', go: '1.24', tags: '-', base: 'glibc', level: '-' };
const seen = (label: string, number: number, axes: Partial<typeof AXES>, more: Partial<SeenCell['cell']>, facts: SeenCell['facts']): SeenCell => ({
  label,
  cell: bareCell(number, { ...AXES, ...axes }, { state: 'done', ...more }),
  facts,
});

describe('an explanation by difference', () => {
  const green = seen(
    'cell 1',
    1,
    {},
    { outcome: 'pass', green: true },
    { elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6'] }, image: { libc: 'glibc', missing: [] }, run: { outcome: 'pass', stderr: [] } },
  );

  it('names the only axis that is another, and puts the fact first that the failure names', () => {
    const red = seen(
      'cell 2',
      2,
      { base: 'musl' },
      { outcome: 'start-failed', green: false, reason: 'frobnicate: /lib64/ld-linux-x86-64.so.2 went away' },
      {
        elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6'] },
        image: { libc: 'musl', missing: ['/lib64/ld-linux-x86-64.so.2'] },
        run: { outcome: 'start-failed', stderr: [] },
      },
    );
    const found = byDifference(red, green);
    expect(found?.title).toContain('only base is another: musl here, glibc there');
    expect(found?.evidence[0]).toMatchObject({ source: 'image', path: 'image.missing' });
    expect(found?.fixes[0]?.change).toEqual({ axes: { base: 'glibc' } });
    expect(found?.confidence).toBeGreaterThan(0.6);
  });

  it('takes no symptom for a reason', () => {
    const red = seen('cell 2', 2, { base: 'musl' }, { outcome: 'exit', green: false, reason: 'exit 3' }, { run: { outcome: 'exit', code: 3, stderr: ['boom'] } });
    expect(rankDifferences(red, green).map(({ fact }) => fact)).not.toContain('outcome');
    expect(rankDifferences(red, green).some(({ fact }) => fact.startsWith('run.'))).toBe(false);
  });

  it('asks for a bisect where several axes differ, and is less sure', () => {
    const red = seen('cell 2', 2, { base: 'musl', go: '1.26', link: 'pie' }, { outcome: 'exit', green: false, reason: 'x' }, {});
    const found = byDifference(red, green);
    expect(found?.next).toContain('bisect');
    expect(found?.confidence).toBeLessThan(0.4);
    expect(found?.fixes[0]?.change).toEqual({ axes: { base: 'glibc', go: '1.24', link: 'dynamic' } });
  });

  it('does not ask for what means nothing there', () => {
    const pure = seen('cell 3', 3, { cgo: '0', libc: '-', link: '-' }, { outcome: 'pass', green: true }, {});
    const red = seen('cell 2', 2, {}, { outcome: 'start-failed', green: false, reason: 'x' }, {});
    expect(byDifference(red, pure)?.fixes[0]?.change).toEqual({ axes: { cgo: '0' } });
  });

  it('says nothing where nothing differs', () => {
    const red = seen('cell 2', 2, {}, { outcome: 'exit', green: false, reason: 'boom' }, green.facts);
    expect(byDifference(red, { ...green, cell: { ...green.cell, axes: red.cell.axes } })).toBeNull();
  });
});
