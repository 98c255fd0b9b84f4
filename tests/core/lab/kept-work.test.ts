// Work whose document is kept: begun, followed, cancelled, ended with the workbench.
import { describe, expect, it } from 'vitest';
import { createKeptWork, type KeptWork } from '../../../src/core/lab/kept-work.ts';
import type { KeptDocuments } from '../../../src/core/store/kept-documents.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';

interface Work {
  id: string;
  state: string;
  endedAt: string | null;
  notes: string[];
}
interface Line {
  id: string;
  state: string;
}

const fresh = (id = 'A'): Work => ({ id, state: 'running', endedAt: null, notes: [] });

/** A store that holds copies, as the real one does; `full`: it takes nothing. */
function bench(): { work: KeptWork<Work, Line>; stored: Map<string, Work>; full: { now: boolean }; changes: () => number } {
  const stored = new Map<string, Work>();
  const full = { now: false };
  let changes = 0;
  const get = (id: string): Work => {
    const found = stored.get(id);
    if (found === undefined) throw new InputError(`there is no ${id}`, { input: id });
    return found;
  };
  const kept: KeptDocuments<Work, Line> = {
    save(document) {
      if (full.now) throw new Error('no space left on device');
      stored.set(document.id, structuredClone(document));
    },
    get,
    resolve: (id) => get(id).id,
    list: () => [...stored.values()].map(({ id, state }) => ({ id, state })),
    remove: (id) => (stored.delete(id), id),
    markInterrupted: () => [],
  };
  const work = createKeptWork<Work, Line>({ kept, lineOf: ({ id, state }) => ({ id, state }), owner: 'me', changed: () => void (changes += 1) });
  return { work, stored, full, changes: () => changes };
}

/** Goes on until it is told to end, then says how. */
const lasting =
  (document: Work) =>
  (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        document.state = signal.reason instanceof CancelledError ? 'cancelled' : 'interrupted';
        resolve();
      }),
    );

describe('kept work', () => {
  it('is stored as it begins, shown as it stands, and stored as it ended', async () => {
    const { work, stored, changes } = bench();
    const document = fresh();
    let end = (): void => undefined;
    work.begin(document, () => new Promise((resolve) => (end = resolve)));
    expect([stored.get('A')?.state, work.room.busy(), changes()]).toEqual(['running', true, 1]);
    document.state = 'done';
    expect([stored.get('A')?.state, work.room.get('A').state, work.room.list(9)]).toEqual(['running', 'done', [{ id: 'A', state: 'done' }]]);
    const waiting = work.room.wait('A');
    end();
    await waiting;
    expect([stored.get('A')?.state, work.room.busy(), changes()]).toEqual(['done', false, 2]);
    expect(stored.get('A')?.endedAt).toMatch(/^\d{4}-/);
    await work.room.wait('A');
  });

  it('is cancelled once; what has ended is not', async () => {
    const { work, stored } = bench();
    const document = fresh();
    work.begin(document, lasting(document));
    expect(await work.room.cancel('A')).toBe(true);
    expect(stored.get('A')?.state).toBe('cancelled');
    expect(await work.room.cancel('A')).toBe(false);
  });

  it('ends with the workbench, which cancels nothing and begins nothing more', async () => {
    const { work, stored } = bench();
    const both = [fresh('A'), fresh('B')];
    for (const document of both) work.begin(document, lasting(document));
    await work.room.close();
    expect([...stored.values()].map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
    expect(() => work.begin(fresh('C'), lasting(fresh('C')))).toThrow(CancelledError);
    expect(stored.has('C')).toBe(false);
  });

  it('that can’t be stored is not begun, and says so where that happens at its end', async () => {
    const { work, full } = bench();
    full.now = true;
    let began = false;
    expect(() => work.begin(fresh(), () => ((began = true), Promise.resolve()))).toThrow('no space left');
    expect([began, work.room.busy()]).toEqual([false, false]);
    full.now = false;
    const document = fresh();
    work.begin(document, lasting(document));
    full.now = true;
    await work.room.cancel('A');
    expect(document.notes).toEqual(['it could not be stored: no space left on device']);
  });
});
