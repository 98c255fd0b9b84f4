// Measurements and recordings go through a bundle as runs do: whole, redacted, told apart, and refused where they are not what they say.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lineOf as measurementLine } from '../../../../src/core/dns/lab/document.ts';
import { exportBundle, importBundle } from '../../../../src/core/report/bundle/index.ts';
import { createRedactor } from '../../../../src/core/report/redact/index.ts';
import { openStore, type Store } from '../../../../src/core/store/index.ts';
import { lineOf as recordingLine } from '../../../../src/core/trace/record/line.ts';
import { dnsMeasurementSchema, type DnsMeasurement } from '../../../../src/shared/domain/dns.ts';
import { traceRecordingSchema, type TraceRecording } from '../../../../src/shared/domain/trace-detail.ts';
import { cell, run, temporaryFolder } from '../../store/builders.ts';

const fixture = (name: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(`../../../fixtures/documents/${name}.json`, import.meta.url)), 'utf8'));
const MEASUREMENT = dnsMeasurementSchema.parse(fixture('dns-measurement'));
const RECORDING = traceRecordingSchema.parse(fixture('trace-recording'));
const LOG = Buffer.from('7 openat(AT_FDCWD, "/home/ann/app.conf", O_RDONLY) = 3\n7 write(1, "canary-known-secret", 19) = 19\n7 +++ exited with 0 +++\n');

function emptyStore(): Store {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  return store;
}

function storeWithBoth(change: { measurement?: Partial<DnsMeasurement>; recording?: Partial<TraceRecording> } = {}): Store {
  const store = emptyStore();
  const measurement = { ...MEASUREMENT, ...change.measurement };
  store.measurements.save(measurement, measurementLine(measurement), 'me');
  const { sha256, size } = store.putBlob(LOG);
  const recording = { ...RECORDING, log: { sha256, bytes: size, truncated: false }, ...change.recording };
  store.recordings.save(recording, recordingLine(recording), 'me');
  return store;
}

const plain = { artifacts: false, redactor: createRedactor({ secrets: [] }) };
const ann = { artifacts: false, redactor: createRedactor({ secrets: ['canary-known-secret'], home: '/home/ann', user: 'ann', hostname: 'ann-laptop' }) };
const NOTE = 'imported from a.cgoscope, written by cgoscope';

/** A bundle of this manifest and these contents, as anybody could write one. */
async function archive(file: string, manifest: unknown, contents: Buffer[] = []): Promise<string> {
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  for (const content of contents) tar.entry({ name: `blobs/${createHash('sha256').update(content).digest('hex')}` }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array)); // a byte stream
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
  return file;
}

describe('a bundle of a measurement', () => {
  it('brings it to an empty folder as it was, and says where it is from', async () => {
    const store = storeWithBoth();
    const file = join(store.folder, 'a.cgoscope');
    expect(await exportBundle(store, MEASUREMENT.id, file, plain)).toMatchObject({ kind: 'dns-measurement', id: MEASUREMENT.id, bytes: readFileSync(file).length });
    const other = emptyStore();
    expect(await importBundle(other, file)).toEqual({ kind: 'dns-measurement', id: MEASUREMENT.id, cells: 0, fresh: true });
    expect(other.measurements.get('last')).toEqual({ ...MEASUREMENT, notes: [...MEASUREMENT.notes, NOTE] });
    expect(other.measurements.list(9)).toEqual(store.measurements.list(9));
    expect(other.recordings.list(9)).toEqual([]);
    expect(other.listRuns(9).runs).toEqual([]);
    // twice is once
    expect(await importBundle(other, file)).toMatchObject({ fresh: false });
    expect(other.measurements.list(9)).toHaveLength(1);
  });

  it('is interrupted where it was going on: nobody goes on with it', async () => {
    const store = storeWithBoth({ measurement: { state: 'running', endedAt: null } });
    const file = join(store.folder, 'a.cgoscope');
    await exportBundle(store, MEASUREMENT.id, file, plain);
    const other = emptyStore();
    await importBundle(other, file);
    expect(other.measurements.get(MEASUREMENT.id)).toMatchObject({ state: 'interrupted', reason: 'it was going on when it was exported' });
  });

  it('holds no secret and no name of the machine', async () => {
    const store = storeWithBoth({ measurement: { title: 'with canary-known-secret of ann-laptop', notes: ['left out: /home/ann/app'] } });
    const file = join(store.folder, 'a.cgoscope');
    const { redacted } = await exportBundle(store, MEASUREMENT.id, file, ann);
    const bytes = gunzipSync(readFileSync(file));
    for (const canary of ['canary-known-secret', 'ann-laptop', '/home/ann']) expect([canary, bytes.includes(canary)]).toEqual([canary, false]);
    expect(Object.values(redacted).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3);
  });
});

describe('a bundle of a recording', () => {
  it('brings its log along, redacted, under the name that it has then', async () => {
    const store = storeWithBoth();
    const file = join(store.folder, 'a.cgoscope');
    expect(await exportBundle(store, RECORDING.id, file, ann)).toMatchObject({ kind: 'trace-recording', id: RECORDING.id });
    const other = emptyStore();
    expect(await importBundle(other, file)).toMatchObject({ kind: 'trace-recording', id: RECORDING.id, fresh: true });
    const got = other.recordings.get(RECORDING.id);
    const log = other.readBlob(got.log?.sha256 ?? '')?.toString('utf8') ?? '';
    expect(log).toMatch(/^7 openat\(AT_FDCWD, "[^"]+\/app\.conf", O_RDONLY\) = 3\n7 write\(1, "[^"]*", 19\) = 19\n/);
    expect(log).not.toMatch(/canary|\/home\/ann/);
    expect(got.log).toEqual({ sha256: createHash('sha256').update(log).digest('hex'), bytes: Buffer.byteLength(log), truncated: false });
    expect(other.recordings.logOf(RECORDING.id)).toBe(got.log?.sha256);
    // and it stays when what nobody names goes
    other.prune({ apply: true });
    expect(other.hasBlob(got.log?.sha256 ?? '')).toBe(true);
  });

  it('is the same where nothing had to be redacted, with or without a log', async () => {
    for (const log of [undefined, null]) {
      const store = storeWithBoth(log === null ? { recording: { log } } : {});
      const file = join(store.folder, 'a.cgoscope');
      await exportBundle(store, RECORDING.id, file, plain);
      const other = emptyStore();
      await importBundle(other, file);
      const was = store.recordings.get(RECORDING.id);
      expect(other.recordings.get(RECORDING.id)).toEqual({ ...was, notes: [...was.notes, NOTE] });
    }
  });
});

describe('a name that is exported', () => {
  it('is that of a run first: last, and a beginning that a run has too', async () => {
    const store = storeWithBoth();
    const one = run();
    store.insertRun(one, [cell(1)]);
    store.setRunState(one.id, 'done', '2026-01-01T00:00:00Z');
    const file = join(store.folder, 'a.cgoscope');
    expect(await exportBundle(store, 'last', file, plain)).toMatchObject({ kind: 'run', id: one.id });
    expect(await exportBundle(store, one.id.slice(0, 20), file, plain)).toMatchObject({ kind: 'run' });
  });

  it('may be a beginning that names one thing, and names the two where it names two', async () => {
    const store = storeWithBoth();
    const file = join(store.folder, 'a.cgoscope');
    expect(await exportBundle(store, MEASUREMENT.id.slice(0, 12), file, plain)).toMatchObject({ id: MEASUREMENT.id });
    await expect(exportBundle(store, '01M84', file, plain)).rejects.toThrow(`"01M84" names the measurement ${MEASUREMENT.id} and the recording ${RECORDING.id}`);
    await expect(exportBundle(store, '7ZZ', file, plain)).rejects.toThrow(/there is no run "7ZZ".*nor is it a measurement or a recording/);
    await expect(exportBundle(store, 'last', file, plain)).rejects.toThrow(/no run/);
  });
});

describe('a bundle of somebody else', () => {
  const head = { format: 'cgoscope-bundle', version: 2, createdBy: 'x', createdAt: '2026-11-23T00:00:00Z', contents: [], redacted: {} };
  const refused = async (manifest: unknown, contents: Buffer[] = []): Promise<string> => {
    const store = emptyStore();
    const file = await archive(join(store.folder, 'a.cgoscope'), manifest, contents);
    const error: unknown = await importBundle(store, file).catch((caught: unknown) => caught);
    expect([store.measurements.list(9), store.recordings.list(9)]).toEqual([[], []]);
    return error instanceof Error ? `${error.name}: ${error.message}` : 'it was taken';
  };

  it('is refused with one sentence where it is not what it says', async () => {
    expect(await refused({ ...head, kind: 'claim', document: {} })).toMatch(/^InputError: .* it holds "claim", this one knows runs, dns-measurement and trace-recording$/);
    expect(await refused({ ...head, version: 3 })).toMatch(/is a bundle of version 3, this one knows up to 2$/);
    expect(await refused({ ...head, kind: 'dns-measurement', document: { ...MEASUREMENT, id: '../../x' } })).toMatch(/wrong at document\.id/);
    expect(await refused({ ...head, kind: 'dns-measurement', document: { ...MEASUREMENT, samples: 3 } })).toMatch(/wrong at document\.samples/);
    expect(await refused({ ...head, kind: 'trace-recording', document: RECORDING })).toMatch(/has a recording without its log/);
    expect(await refused({ ...head, kind: 'dns-measurement', document: MEASUREMENT }, [LOG])).toMatch(/holds an entry that its manifest does not name/);
    const named = [{ sha256: createHash('sha256').update(LOG).digest('hex'), size: LOG.length }];
    expect(await refused({ ...head, kind: 'dns-measurement', document: MEASUREMENT, contents: named })).toMatch(/lacks a content/);
    expect(await refused({ ...head, kind: 'dns-measurement', document: MEASUREMENT, contents: [{ ...named[0], size: 2 ** 40 }] })).toMatch(/bytes; \d+ are allowed/);
  });

  it('is refused by a Cgoscope that knows runs alone, by its version', async () => {
    const store = storeWithBoth();
    const file = join(store.folder, 'a.cgoscope');
    await exportBundle(store, MEASUREMENT.id, file, plain);
    // What such a version reads first of every manifest (format.ts of version 1), and all that it knows.
    expect(gunzipSync(readFileSync(file)).toString('latin1')).toContain('{"format":"cgoscope-bundle","version":2,');
  });
});
