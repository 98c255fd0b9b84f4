// What is kept of recorded traces: found by id, interrupted with their process, pruned with their logs.
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src/core/store/index.ts';
import type { TraceRecording } from '../../../src/shared/domain/trace-detail.ts';
import { cell, run, temporaryFolder } from './builders.ts';

function open(folder: string, ownerAlive?: string | null): Store {
  const store = openStore(folder, ownerAlive === undefined ? {} : { readOnly: true, ownerAlive });
  onTestFinished(() => store.close());
  return store;
}

function save(store: Store, id: string, change: Partial<TraceRecording>, owner = 'me'): void {
  const recording: TraceRecording = {
    schema: 'cgoscope/trace-recording@0',
    id,
    state: 'done',
    title: '',
    image: 'app',
    digest: 'sha256:0',
    platform: 'linux/amd64',
    emulated: false,
    argv: ['/app'],
    user: '',
    readOnly: false,
    classes: ['file'],
    startedAt: `2026-11-23T00:00:${id.slice(-2)}Z`,
    endedAt: null,
    plain: null,
    traced: null,
    factor: null,
    log: null,
    sums: null,
    tracer: null,
    reason: null,
    notes: [],
    reproduce: [],
    ...change,
  };
  const { state, title, image, platform, argv, startedAt, endedAt, factor } = recording;
  store.recordings.save(recording, { id, state, title, image, platform, argv, startedAt, endedAt, factor, events: null, bytes: null, ended: null }, owner);
}

const logged = (store: Store, text: string) => {
  const { sha256, size } = store.putBlob(Buffer.from(text));
  return { sha256, bytes: size, truncated: false };
};

describe('recordings in the store', () => {
  it('are found by prefix and as last, newest first, and say in one sentence what is unknown', () => {
    const store = open(temporaryFolder());
    expect(() => store.recordings.get('last')).toThrow(/there is no recording yet/);
    save(store, '01A01', {});
    save(store, '01B02', { title: 'second' });
    expect(store.recordings.list(9).map(({ id }) => id)).toEqual(['01B02', '01A01']);
    expect(store.recordings.get('01b').title).toBe('second');
    expect(store.recordings.resolve('last')).toBe('01B02');
    expect(() => store.recordings.get('01')).toThrow(/"01" names several recordings: 01B02, 01A01/);
    expect(() => store.recordings.get('zz')).toThrow(/there is no recording "zz"; the newest are 01B02, 01A01/);
  });

  it('of a process that died are interrupted, for readers at once and for the next owner for good', () => {
    const folder = temporaryFolder();
    const store = open(folder);
    save(store, '01A01', { state: 'running' }, 'dead');
    expect(() => store.recordings.remove('last')).toThrow(/is going on; cancel it first/);
    expect(open(folder, 'alive').recordings.list(1)).toMatchObject([{ state: 'interrupted' }]);
    store.markInterrupted('alive');
    expect(store.recordings.get('last')).toMatchObject({ state: 'interrupted', reason: expect.stringContaining('ended before it was done') as string });
  });

  it('keep their logs from being pruned, and take them along when they go, but never what a cell still names', () => {
    const store = open(temporaryFolder());
    const own = logged(store, 'a log of its own');
    const shared = logged(store, 'a log that a cell has too');
    save(store, '01A01', { log: own });
    save(store, '01B02', { log: shared });
    const one = run();
    store.insertRun(one, [cell(1)]);
    store.setEvidence(one.id, 1, 'trace-log', { sha256: shared.sha256, size: shared.bytes });
    store.setRunState(one.id, 'done', one.startedAt);
    expect(store.prune({ apply: true })).toMatchObject({ recordings: [], bytes: 0 });
    expect(store.recordings.logOf('01A')).toBe(own.sha256);
    expect(store.prune({ olderThan: '2026-11-23T12:00:00Z', apply: true })).toMatchObject({ runs: [], recordings: ['01A01', '01B02'] });
    expect(store.hasBlob(own.sha256)).toBe(false);
    expect(store.hasBlob(shared.sha256)).toBe(true);
    expect(store.recordings.list(9)).toEqual([]);
  });

  it('that are removed leave their log to the next prune', () => {
    const store = open(temporaryFolder());
    const own = logged(store, 'a log of its own');
    save(store, '01A01', { log: own });
    store.recordings.remove('last');
    expect(store.prune({ apply: true }).bytes).toBeGreaterThan(0);
    expect(store.hasBlob(own.sha256)).toBe(false);
  });
});
