// The life of a measurement without an engine: what is refused before it begins, and how one ends that can't go on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { createMeasurements, loadForeseers, type MeasureRequest } from '../../../../src/core/dns/lab/index.ts';
import type { Engine } from '../../../../src/core/engine/types.ts';
import { openStore } from '../../../../src/core/store/index.ts';
import type { Availability, ToolchainRoom } from '../../../../src/core/toolchain/types.ts';
import { UnsupportedError } from '../../../../src/shared/domain/errors.ts';
import { scenarioOf } from './builders.ts';

const obtainable: Availability = { kind: 'obtainable', downloadBytes: 90e6, diskBytes: 500e6, timeNs: 30e9 };

/** An engine without images, and toolchains that can be had as `availability` says, until somebody tries. */
function lab(availability: Availability, ensure: ToolchainRoom['ensure'] = () => Promise.reject(new UnsupportedError('the mirror is gone'))) {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-measurements-'));
  const store = openStore(folder);
  let told = 0;
  const engine = {
    endpoint: { name: 'here', host: 'unix:///nowhere', transport: 'unix', rule: 'a test', tls: null },
    info: () => Promise.resolve({ version: '1', platform: 'linux/amd64', kernel: '6', cpus: 2, memoryBytes: 8e9 }),
    listImages: () => Promise.resolve([]),
    inspectImage: () => Promise.resolve(null),
  } as unknown as Engine; // what planning asks of one
  const toolchains = { goVersions: () => ['1.24', '1.27'], check: () => Promise.resolve(availability), ensure } as unknown as ToolchainRoom; // likewise
  const measurements = createMeasurements({
    store,
    owner: 'me',
    hands: { engine: () => Promise.resolve(engine), toolchains: () => Promise.resolve(toolchains) },
    foreseers: loadForeseers,
    progress: () => undefined,
    changed: () => (told += 1),
  });
  onTestFinished(async () => {
    await measurements.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { measurements, store, told: () => told };
}

const request = (more: Partial<MeasureRequest> = {}): MeasureRequest => ({
  title: '',
  scenarios: [scenarioOf()],
  vary: {},
  subjects: [{ kind: 'lab', id: 'go' }],
  rounds: 1,
  sampleLimitMs: null,
  limitMs: 120_000,
  yes: true,
  endpoint: null,
  env: {},
  ...more,
});

describe('a measurement', () => {
  it('names what it would download, and waits for a yes', async () => {
    const { measurements, store } = lab(obtainable);
    await expect(measurements.start(request({ yes: false }))).rejects.toMatchObject({
      name: 'InputError',
      input: 'yes',
      message: expect.stringContaining('90.0 MB of downloads') as string,
    });
    expect(store.measurements.list(9)).toEqual([]);
  });

  it('that would last too long is refused with its time before anything is downloaded or asked', async () => {
    const { measurements } = lab(obtainable);
    await expect(measurements.start(request({ yes: false, vary: { timeout: [30], attempts: [5] } }))).rejects.toThrow(/would last 5 min 0 s .* longer than the limit of 2 min 0 s/);
  });

  it('is stored when it begins, and fails with the reason where its programs cannot be built', async () => {
    const { measurements, store, told } = lab(obtainable);
    const { id, samples, longestNs } = await measurements.start(request({ title: 'mine', rounds: 2 }));
    expect({ samples, longestNs }).toEqual({ samples: 2, longestNs: 4e9 });
    expect(store.measurements.list(9)).toMatchObject([{ id, state: 'running', planned: 2, title: 'mine' }]);
    expect(measurements.list(9)).toEqual(store.measurements.list(9));
    expect(measurements.busy()).toBe(true);
    await measurements.wait(id);
    expect(measurements.get('last')).toMatchObject({ state: 'failed', reason: expect.stringContaining('the mirror is gone') as string, samples: [] });
    expect(store.measurements.get(id)).toMatchObject({ state: 'failed' });
    expect(measurements.busy()).toBe(false);
    expect(told()).toBeGreaterThanOrEqual(2);
  });

  it('is cancelled while its toolchains are made; what is going on can not be removed, what has ended can', async () => {
    const { measurements, store } = lab(obtainable, (_need, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))));
    const { id } = await measurements.start(request());
    expect(() => measurements.remove(id)).toThrow(/is going on; cancel it first/);
    expect(await measurements.cancel(id)).toBe(true);
    expect(store.measurements.get(id)).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
    expect(await measurements.cancel(id)).toBe(false);
    measurements.remove(id);
    expect(() => measurements.get(id)).toThrow(/there is no measurement/);
  });

  it('of a workbench that is ended is interrupted', async () => {
    const { measurements, store } = lab(obtainable, (_need, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))));
    const { id } = await measurements.start(request());
    await measurements.close();
    expect(store.measurements.get(id)).toMatchObject({ state: 'interrupted', reason: 'the workbench was ended' });
    await expect(measurements.start(request())).rejects.toThrow('cancelled');
  });

  it('cannot begin where no Go can be had', async () => {
    const { measurements } = lab({ kind: 'unsupported', reason: 'no compiler for this machine' });
    await expect(measurements.start(request())).rejects.toMatchObject({ name: 'UnsupportedError', message: expect.stringContaining('no compiler for this machine') as string });
  });

  it('that another process measured and did not end is interrupted', () => {
    const { store } = lab(obtainable);
    const line = {
      title: '',
      state: 'running' as const,
      startedAt: '2026-11-23T00:00:00Z',
      endedAt: null,
      planned: 1,
      rounds: 1,
      scenarios: 1,
      subjects: ['go'],
      done: 0,
      agreed: null,
      compared: 0,
      resolvConf: '',
      name: 'x',
    };
    const id = '01KF0XTVRE0000000000000009';
    store.measurements.save(
      {
        ...line,
        schema: 'cgoscope/dns-measurement@0',
        id,
        reason: null,
        endpoint: 'here',
        engine: null,
        scenarios: [scenarioOf()],
        subjects: [],
        samples: [],
        agreement: [],
        calibration: null,
        notes: [],
        timesNs: { prepare: null, longest: null, whole: null },
      },
      { ...line, id },
      'dead',
    );
    store.markInterrupted('me');
    expect(store.measurements.get('01KF')).toMatchObject({ id, state: 'interrupted' });
    expect(store.measurements.list(1)).toMatchObject([{ state: 'interrupted' }]);
    expect(store.prune({ all: true, apply: true })).toMatchObject({ measurements: [id] });
    expect(store.measurements.list(1)).toEqual([]);
  });
});
