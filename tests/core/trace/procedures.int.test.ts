// The procedures that ask a trace, through a real thread: files, stored logs, progress, cancelling, export; and what each source is refused with.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceProcedures } from '../../../src/core/trace/procedures.ts';
import { findTrace, type SourceRoom } from '../../../src/core/trace/sources.ts';
import { encodeFrame, FRAME } from '../../../src/core/store/blob-file.ts';
import { callHandler } from '../../../src/core/procedures.ts';
import { createPool, type WorkerPool } from '../../../src/core/workers/pool.ts';
import type { ProcedureInput, ProcedureOutput, TraceSource } from '../../../src/shared/api/contract.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';

let folder = '';
let pool: WorkerPool;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-trace-room-'));
  pool = createPool();
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const line = (n: number): string =>
  `${7 + (n % 2)} 1700000000.${String(n % 1_000_000).padStart(6, '0')} openat(AT_FDCWD, "/etc/f${n % 99}", O_RDONLY) = ${n % 5 === 0 ? '-1 ENOENT (No such file or directory)' : '3'} <0.000010>\n`;
const log = (count: number): string => Array.from({ length: count }, (_, n) => line(n)).join('');

/** A store that has one blob, the log of cell 2 of run R and of recording rec. */
function room(blob: Buffer | null): SourceRoom {
  const sha256 = createHash('sha256')
    .update(blob ?? '')
    .digest('hex');
  if (blob !== null) {
    const frames: Buffer[] = [];
    for (let start = 0; start < blob.length; start += FRAME) frames.push(encodeFrame(blob.subarray(start, start + FRAME)));
    writeFileSync(at('blob'), Buffer.concat(frames));
  }
  const cells = [1, 2].map((number) => ({ number, key: `n=${number}`, axes: {} }));
  const store: unknown = {
    getRun: (id: string) => {
      if (id !== 'R') throw new InputError(`there is no run ${id}`, { input: id });
      return { id, state: 'done', cells };
    },
    getEvidence: (_run: string, cell: number) => (cell === 2 ? { sha256, size: blob?.length ?? 0 } : null),
    blobFile: () => (blob === null ? null : { path: at('blob'), encoding: 'zstd', size: blob.length }),
    recordings: { resolve: (id: string) => id, logOf: (id: string) => (id === 'rec' ? sha256 : null), get: () => ({ state: 'failed' }) },
  };
  return { store: store as SourceRoom['store'], kept: at('kept') }; // as much of one as sources.ts asks for
}

type Asked = 'trace.detail' | 'trace.rows' | 'trace.lines' | 'trace.descriptor' | 'trace.timeline' | 'trace.complete' | 'trace.export';
interface Told {
  doneBytes?: number | null;
  text: string;
}
function procedures(blob: Buffer | null = null, told: Told[] = []) {
  const handlers = traceProcedures({ ...room(blob), workers: pool, progress: (event) => told.push({ text: event.text, doneBytes: event.doneBytes ?? null }) });
  return <N extends Asked>(name: N, input: ProcedureInput<N>, signal = new AbortController().signal): Promise<ProcedureOutput<N>> =>
    callHandler(handlers, name, input, { signal, client: null });
}
const refused = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'taken';
};

describe('the room of traces', () => {
  it('answers of a file, of a cell and of a recording alike', async () => {
    const text = log(3_000);
    writeFileSync(at('a.strace'), text);
    const ask = procedures(Buffer.from(text));
    const sources: TraceSource[] = [
      { kind: 'file', path: at('a.strace') },
      { kind: 'cell', run: 'R', cell: 2 },
      { kind: 'recording', id: 'rec' },
    ];
    const answers = await Promise.all(
      sources.map(async (source) => ({
        detail: await ask('trace.detail', { source, name: 'it', filter: 'error:ENOENT', parts: ['sums', 'calls', 'tasks'] }),
        rows: await ask('trace.rows', { source, filter: 'f42"', at: 1_500, count: 10 }),
        lines: await ask('trace.lines', { source, from: -1, count: 5 }),
        timeline: await ask('trace.timeline', { source, steps: 4 }),
        completions: await ask('trace.complete', { source, filter: 'err', cursor: 3 }),
      })),
    );
    const [first] = answers;
    expect(first?.detail).toMatchObject({ name: 'it', events: 3_000, matching: 600, tasks: 2, bytes: text.length });
    expect(first?.rows.rows.map(({ event }) => event)).toEqual([1_033, 1_132, 1_231, 1_330, 1_429, 1_528, 1_627, 1_726, 1_825, 1_924]);
    expect(first?.lines.lines).toEqual([line(2_999).trimEnd()]);
    expect(first?.timeline.lanes.flatMap(({ calls }) => calls).reduce((sum, n) => sum + n, 0)).toBe(3_000);
    expect(first?.completions).toEqual({ from: 0, to: 3, choices: [{ text: 'error:', what: 'key', count: null }] });
    for (const other of answers.slice(1)) expect({ ...other, detail: { ...other.detail, key: '' } }).toEqual({ ...first, detail: { ...first?.detail, key: '' } });
  });

  it('tells a descriptor’s life, and which events have none', async () => {
    writeFileSync(at('fd.strace'), 'open("/a", O_RDONLY) = 3\nread(3, "x", 1) = 1\nclose(3) = 0\ngetpid() = 7\n');
    const source: TraceSource = { kind: 'file', path: at('fd.strace') };
    const ask = procedures();
    expect(await ask('trace.descriptor', { source, event: 2 })).toMatchObject({ fd: 3, closedBy: 3, steps: [{ event: 1, how: 'open' }] });
    expect(await refused(() => ask('trace.descriptor', { source, event: 4 }))).toBe('event 4 is about no descriptor');
    expect(await refused(() => ask('trace.descriptor', { source, event: 5 }))).toBe('there is no event 5; the trace has 4');
  });

  it('tells how far a long log is, and ends when nobody wants it any more', async () => {
    writeFileSync(at('long.strace'), log(400_000));
    const told: Told[] = [];
    const ask = procedures(null, told);
    const source: TraceSource = { kind: 'file', path: at('long.strace') };
    const stop = new AbortController();
    const asked = ask('trace.detail', { source }, stop.signal);
    asked.catch(() => undefined); // it is expected below
    stop.abort();
    await expect(asked).rejects.toBeInstanceOf(CancelledError);
    expect((await ask('trace.detail', { source })).events).toBe(400_000);
    expect(told.length).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ text: 'reading the log' });
    expect(told.map(({ doneBytes }) => doneBytes ?? 0).every((bytes) => bytes > 0 && bytes <= statSync(at('long.strace')).size)).toBe(true);
  }, 60_000);

  it('refuses a filter that is none, naming the place, and completes it all the same', async () => {
    const ask = procedures();
    const source: TraceSource = { kind: 'file', path: at('a.strace') };
    expect(await refused(() => ask('trace.rows', { source, filter: 'call:a fd:x' }))).toMatch(/^the filter at character 11: x is no value of fd; expected a descriptor/);
    expect((await ask('trace.complete', { source, filter: 'fd:x error:', cursor: 11 })).choices.length).toBeGreaterThan(0);
  });

  it('writes the log itself, never over a file', async () => {
    const blob = Buffer.from(log(30_000));
    const ask = procedures(blob);
    const source: TraceSource = { kind: 'cell', run: 'R', cell: 2 };
    expect(await ask('trace.export', { source, to: at('out.strace') })).toEqual({ file: at('out.strace'), bytes: blob.length });
    expect(readFileSync(at('out.strace')).equals(blob)).toBe(true);
    expect(await refused(() => ask('trace.export', { source, to: at('out.strace') }))).toBe(`${at('out.strace')} is there already; it was left as it is`);
    expect(await refused(() => ask('trace.export', { source, to: at('no/where') }))).toContain("can't be written");
    expect(await refused(() => ask('trace.export', { source, to: 'here' }))).toBe('here is not an absolute path');
    const stopped = AbortSignal.abort();
    await expect(ask('trace.export', { source, to: at('cancelled') }, stopped)).rejects.toBeInstanceOf(CancelledError);
    expect(existsSync(at('cancelled'))).toBe(false);
  });

  it('says of a damaged blob, and of one that is gone, what is wrong', async () => {
    const ask = procedures(Buffer.from(`${log(20)}damaged`));
    const source: TraceSource = { kind: 'cell', run: 'R', cell: 2 };
    writeFileSync(at('blob'), readFileSync(at('blob')).subarray(0, 60));
    expect(await refused(() => ask('trace.detail', { source }))).toMatch(/^the stored log of R\/2 can't be read: /);
    rmSync(at('blob'));
    expect(await refused(() => ask('trace.detail', { source }))).toBe("the stored log of R/2 can't be read: it was cleaned away");
  });

  it.each<[TraceSource, string]>([
    [{ kind: 'file', path: 'relative' }, 'relative is not an absolute path'],
    [{ kind: 'cell', run: 'S', cell: 1 }, 'there is no run S'],
    [{ kind: 'cell', run: 'R', cell: 9 }, 'run R has no cell 9; it has 1 to 2'],
    [{ kind: 'cell', run: 'R', cell: 1 }, 'cell R/1 has no trace: it was not started under the tracer'],
    [{ kind: 'cell', run: 'R', cell: 2 }, 'the log of R/2 is not here: it was cleaned away, or its bundle came without it'],
    [{ kind: 'recording', id: 'other' }, 'recording other has no log'],
  ])('%j is refused', async (source, sentence) => {
    expect(await refused(() => findTrace(source, room(null)))).toBe(sentence);
  });
});
