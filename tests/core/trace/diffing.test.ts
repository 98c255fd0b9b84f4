// Two traces compared in their thread: kept for the rows, compared once for all who ask, and ended when nobody wants it any more.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiffing } from '../../../src/core/trace/diffing.ts';
import { createTraceShelf } from '../../../src/core/trace/opened.ts';
import type { TraceFile } from '../../../src/core/trace/types.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';

const lines = (from: number): string =>
  Array.from({ length: 400 }, (_, n) => `7 openat(AT_FDCWD, "/data/${String.fromCharCode(97 + (n % 26))}${from + (n >> 4)}", O_RDONLY) = 3\n`).join('');
const asked = { pair: 0, folded: false, context: 3, from: 0, count: 5_000 };

describe('comparing in the thread of traces', () => {
  let folder = '';
  let a: TraceFile;
  let b: TraceFile;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-diffing-'));
    const file = (name: string, text: string): TraceFile => {
      writeFileSync(path.join(folder, name), text);
      return { kind: 'file', path: path.join(folder, name), name, kept: null };
    };
    a = file('a', lines(0));
    b = file('b', lines(5));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const live = new AbortController().signal;

  it('rows hold their text though the traces were closed and opened again', async () => {
    // Room for nothing but what is in use.
    const shelf = createTraceShelf({ maxBytes: 1 });
    const tasks = createDiffing(shelf);
    const document = await tasks['trace.diff']({ a, b, noise: false }, live);
    expect(document).toMatchObject({ a: { name: 'a', events: 400 }, b: { name: 'b' }, pairs: [{ a: 0, b: 0 }] });
    const { total, rows } = await tasks['trace.diffRows']({ a, b, noise: false, ...asked }, live);
    expect(total).toBe(rows.length);
    const pair = document.pairs[0];
    expect(rows.filter(({ kind }) => kind === 'only-a').length).toBe(pair?.onlyA);
    expect(rows.filter(({ kind }) => kind === 'equal').length).toBe(pair?.equal);
    expect(rows.every((row) => row.kind === 'fold' || row.kind === 'only-b' || row.a.args.includes('/data/'))).toBe(true);
    shelf.close();
  });

  it('the same two under other names are the same comparison', async () => {
    const shelf = createTraceShelf();
    const tasks = createDiffing(shelf);
    const first = await tasks['trace.diff']({ a, b, noise: false }, live);
    const second = await tasks['trace.diff']({ a: { ...a, name: 'other' }, b, noise: false }, live);
    expect(second).toEqual({ ...first, a: { ...first.a, name: 'other' } });
    shelf.close();
  });

  it('a cancelled one ends, and does not end that of another asker', async () => {
    const shelf = createTraceShelf();
    const tasks = createDiffing(shelf);
    const stop = new AbortController();
    const ended = Promise.resolve(tasks['trace.diff']({ a, b, noise: false }, stop.signal));
    const other = tasks['trace.diff']({ a, b, noise: false }, live);
    stop.abort();
    await expect(ended).rejects.toBeInstanceOf(CancelledError);
    expect((await other).pairs).toHaveLength(1);
    shelf.close();
  });
});
