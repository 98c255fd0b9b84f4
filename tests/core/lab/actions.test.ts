// What the doctor offers to do and does, with an engine that is a double and a store that is real.
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { doctorActionSchema } from '../../../src/shared/domain/documents.ts';
import { EngineUnavailableError, InputError } from '../../../src/shared/domain/errors.ts';
import type { Engine } from '../../../src/core/engine/types.ts';
import { createOffer, fixProcedure } from '../../../src/core/lab/actions/index.ts';
import type { Hands } from '../../../src/core/lab/hands.ts';
import { callHandler } from '../../../src/core/procedures.ts';
import { openStore } from '../../../src/core/store/index.ts';
import type { Availability, ToolchainRoom } from '../../../src/core/toolchain/types.ts';
import { cell, run, temporaryFolder } from '../store/builders.ts';

interface Scene {
  leftovers?: string[];
  toolchain?: Availability;
  noEngine?: boolean;
  limitBytes?: number;
}

function scene({
  leftovers = [],
  toolchain = { kind: 'obtainable', downloadBytes: 80_000_000, diskBytes: 400_000_000, timeNs: 1 },
  noEngine = false,
  limitBytes = 1e12,
}: Scene = {}) {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  const did: string[] = [];
  // Only what actions ask for.
  const engine = {
    info: () => Promise.resolve({ platform: 'linux/amd64', kernel: 'another', name: 'another' }),
    endpoint: { transport: 'tcp' },
    leftovers: () => Promise.resolve({ ours: leftovers, foreign: ['volume x of install y'] }),
    reap: () => Promise.resolve({ removed: leftovers.splice(0), foreign: [] }),
  } as unknown as Engine;
  const room = {
    goVersions: () => ['1.22', '1.24', '1.27'],
    check: () => Promise.resolve(toolchain),
    checkRunImage: () => Promise.resolve(toolchain),
    ensure: (need: { go: string; libc: string | null }) => Promise.resolve(did.push(`go ${need.go} ${need.libc ?? '-'}`)),
    ensureRunImage: (base: string) => Promise.resolve(did.push(`run image ${base}`)),
  } as unknown as ToolchainRoom;
  const gone = () => Promise.reject(new EngineUnavailableError('there is none', 'Start one.'));
  const hands = { preferred: () => null, engine: noEngine ? gone : () => Promise.resolve(engine), toolchains: noEngine ? gone : () => Promise.resolve(room) } as unknown as Hands;
  const options = { hands, store, limitBytes: () => limitBytes };
  const stored: string[] = [];
  const fixes = fixProcedure(options, { progress: () => undefined, stored: (id, change) => stored.push(`${id} ${change}`) });
  const request = { endpoint: 'tcp://elsewhere:2376', env: {} };
  return {
    store,
    did,
    stored,
    offer: (id: string) => createOffer(options)(id, request),
    fix: (action: string, yes = false) => callHandler(fixes, 'doctor.fix', { action, yes, ...request }, { signal: new AbortController().signal, client: null }),
  };
}

describe('a toolchain', () => {
  it('is offered by the name that most projects need, with what it costs, and made without a further question', async () => {
    const { offer, fix, did } = scene();
    const action = await offer('toolchain.build');
    expect(doctorActionSchema.parse(action)).toEqual(action);
    expect(action).toMatchObject({ id: 'toolchain.build:go-1.24-c', changesHost: false, command: 'cgoscope toolchain build go-1.24-c' });
    expect(action?.detail).toContain('80.0 MB');
    expect(await fix('toolchain.build:go-1.24-c')).toEqual({ done: 'go-1.24-c is on the engine' });
    expect(await fix('toolchain.build:run-musl')).toEqual({ done: 'run-musl is on the engine' });
    expect(did).toEqual(['go 1.24 glibc', 'run image musl']);
  });

  it.each<[string, Scene]>([
    ['it is there', { toolchain: { kind: 'present' } }],
    ['it can not be had', { toolchain: { kind: 'unsupported', reason: 'no network' } }],
    ['there is no engine', { noEngine: true }],
  ])('is not offered where %s', async (_why, given) => {
    const { offer, fix, did } = scene(given);
    expect(await offer('toolchain.build')).toBeNull();
    await expect(fix('toolchain.build:go-1.24-c', true)).rejects.toBeInstanceOf(InputError);
    expect(did).toEqual([]);
  });
});

describe('leftovers', () => {
  it('are named before and after they are removed', async () => {
    const { offer, fix } = scene({ leftovers: ['container a', 'volume b'] });
    expect((await offer('reap'))?.detail).toContain('container a, volume b');
    expect(await fix('reap')).toEqual({ done: 'removed container a, volume b' });
    expect(await offer('reap')).toBeNull();
  });
});

describe('runs beyond the limit', () => {
  it('are removed for good only after a yes, oldest first, and every window is told', async () => {
    const { store, offer, fix, stored } = scene({ limitBytes: 150_000 });
    const ids = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'].map((startedAt) => {
      const one = run({ startedAt });
      store.insertRun(one, [cell(1)]);
      store.setEvidence(one.id, 1, 'stdout', store.putBlob(randomBytes(100_000)));
      store.setRunState(one.id, 'done', startedAt);
      return one.id;
    });
    expect(await offer('clean.runs')).toMatchObject({ changesHost: true, detail: expect.stringContaining('one run for good') as string });
    await expect(fix('clean.runs')).rejects.toThrow(/it needs a yes/);
    expect(store.listRuns(9).runs).toHaveLength(2);
    expect((await fix('clean.runs', true)).done).toMatch(/^removed one run, freed 10\d\.\d kB$/);
    expect(store.listRuns(9).runs.map(({ id }) => id)).toEqual([ids[1]]);
    expect(stored).toEqual([`${ids[0]} cleaned`]);
    expect(await offer('clean.runs')).toBeNull();
  });
});

describe('what is no action', () => {
  it.each([
    '',
    'constructor',
    'toString',
    '__proto__:x',
    'rm -rf /',
    'toolchain.build:$(reboot)',
    'toolchain.build:',
    'reap:x',
    'clean.runs:x',
    'engine.start:x',
    'x'.repeat(10_000),
  ])('%j is refused whatever the answer', async (id) => {
    const { fix, did } = scene({ leftovers: ['container a'] });
    await expect(fix(id, true)).rejects.toBeInstanceOf(InputError);
    expect(did).toEqual([]);
  });

  it('an emulator for the host of an engine that is elsewhere', async () => {
    const { offer, fix } = scene();
    expect(await offer('emulation.register:qemu-aarch64')).toBeNull();
    await expect(fix('emulation.register:qemu-aarch64', true)).rejects.toThrow(/is not to be done here/);
  });

  it('starting an engine that is not this machine’s own', async () => {
    expect(await scene({ noEngine: true }).offer('engine.start')).toBeNull();
  });
});
