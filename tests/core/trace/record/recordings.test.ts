// The life of a recording without an engine: what is refused before it begins, what its words mean, and how one ends that can't go on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine, InspectedImage } from '../../../../src/core/engine/types.ts';
import { openStore } from '../../../../src/core/store/index.ts';
import type { Availability, ToolchainRoom } from '../../../../src/core/toolchain/types.ts';
import { createRecordings } from '../../../../src/core/trace/record/index.ts';
import { argvOf, readyOf } from '../../../../src/core/trace/record/program.ts';
import { reproduceLines } from '../../../../src/core/trace/record/reproduce.ts';
import { createPool } from '../../../../src/core/workers/pool.ts';
import { UnsupportedError } from '../../../../src/shared/domain/errors.ts';
import { requestOf } from './request.ts';

const found: InspectedImage = {
  id: 'sha256:1',
  repoDigests: [],
  bytes: 1,
  platform: 'linux/amd64',
  createdAt: '',
  labels: {},
  env: [],
  user: '',
  entrypoint: ['/app'],
  cmd: ['serve'],
  workdir: '',
  stopSignal: '',
};

/** An engine with one image, and toolchains that have a tracer as `tracer` says, until somebody tries. */
function room(
  tracer: Availability = { kind: 'present' },
  image: Partial<InspectedImage> | null = {},
  ensure: () => Promise<never> = () => Promise.reject(new UnsupportedError('no helper here')),
) {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-recordings-'));
  const store = openStore(folder);
  const workers = createPool();
  let told = 0;
  const engine = { inspectImage: () => Promise.resolve(image === null ? null : { ...found, ...image }) } as unknown as Engine; // what is asked before a start
  const toolchains = { checkTracer: () => Promise.resolve(tracer), ensureHelper: ensure, ensureTracer: ensure } as unknown as ToolchainRoom; // likewise
  const recordings = createRecordings({
    store,
    owner: 'me',
    workers,
    hands: { engine: () => Promise.resolve(engine), toolchains: () => Promise.resolve(toolchains) },
    progress: () => undefined,
    changed: () => (told += 1),
  });
  onTestFinished(async () => {
    await recordings.close();
    await workers.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { recordings, store, told: () => told };
}

describe('a recording that does not begin', () => {
  it('names what it would download, and waits for a yes', async () => {
    const { recordings, store } = room({ kind: 'obtainable', downloadBytes: 4.7e6, diskBytes: 20e6, timeNs: 1 });
    await expect(recordings.start(requestOf({ yes: false }))).rejects.toMatchObject({
      name: 'InputError',
      input: 'yes',
      message: expect.stringMatching(/4\.70 MB of downloads/) as string,
    });
    expect(store.recordings.list(9)).toEqual([]);
  });

  it.each([
    ['there is no tracer', room.bind(null, { kind: 'unsupported', reason: 'there is no tracer for s390x' } as const), /no tracer for s390x/],
    ['the image is not there', () => room({ kind: 'present' }, null), /there is no image app on the engine/],
    ['the image is for no Linux', () => room({ kind: 'present' }, { platform: 'windows/amd64' }), /is for windows\/amd64; system calls are traced on Linux/],
    ['nothing says what to start', () => room({ kind: 'present' }, { entrypoint: [], cmd: [] }), /neither ENTRYPOINT nor CMD/],
  ])('because %s', async (_, make, message) => {
    await expect(make().recordings.start(requestOf())).rejects.toThrow(message);
  });

  it.each([
    [{ ready: 'soon' }, /"soon" doesn't say when the program is ready \(--ready\); expected tcp:PORT \(1 to 65535\), http:PORT\/PATH or log:TEXT/],
    [{ ready: 'tcp:99999' }, /"tcp:99999" doesn't say .*expected tcp:PORT \(1 to 65535\)/],
    [{ workdir: 'rel' }, /--workdir\) is "rel"; expected a path from the root/],
    [{ workdir: '' }, /expected a path from the root/],
    [
      { platform: 'linux/riscv64' },
      /the local image app is for linux\/amd64, not for linux\/riscv64; `docker pull --platform linux\/riscv64 …` brings that one, or leave --platform out/,
    ],
    [{ platform: 'arm' }, /"arm" is no platform; expected one as linux\/arm64/],
    [{ environment: { 'A=B': 'c' } }, /"A=B" can't name a variable/],
    [{ argv: ['a\0b'] }, /holds a NUL/],
  ])('because of %j', async (change, message) => {
    await expect(room().recordings.start(requestOf(change))).rejects.toThrow(message);
    await expect(room().recordings.start(requestOf(change))).rejects.toMatchObject({ name: 'InputError' });
  });
});

it('of an image that may hold several platforms leaves the choice to the engine', async () => {
  const { recordings, store } = room({ kind: 'present' }, { repoDigests: ['app@sha256:1'] });
  const { id } = await recordings.start(requestOf({ platform: 'linux/arm64' }));
  await recordings.wait(id);
  expect(store.recordings.get(id)).toMatchObject({ platform: 'linux/arm64' });
});

describe('a recording that ends early', () => {
  it('is failed with the reason where something it needs can’t be had', async () => {
    const { recordings, store, told } = room();
    const { id } = await recordings.start(requestOf());
    await recordings.wait(id);
    expect(store.recordings.get(id)).toMatchObject({ state: 'failed', reason: 'no helper here', argv: ['/app', 'serve'], log: null });
    expect(told()).toBeGreaterThan(1);
  });

  it('is cancelled while it waits for another, and interrupted where the workbench ends', async () => {
    const asked = Promise.withResolvers<never>();
    const { recordings, store } = room({ kind: 'present' }, {}, () => asked.promise);
    const first = await recordings.start(requestOf());
    const second = await recordings.start(requestOf());
    expect(await recordings.cancel(second.id)).toBe(true);
    expect(store.recordings.get(second.id)).toMatchObject({ state: 'cancelled' });
    expect(recordings.list(9)).toMatchObject([{ state: 'cancelled' }, { id: first.id, state: 'running' }]);
    expect(() => recordings.remove(first.id)).toThrow(/is going on; cancel it first/);
    const closed = recordings.close();
    asked.reject(new Error('gone'));
    await closed;
    expect(store.recordings.get(first.id)).toMatchObject({ state: 'interrupted', reason: 'the workbench was ended' });
  });
});

describe('the words of a recording', () => {
  it.each([
    [[], null, ['/app', 'serve']],
    [['other'], null, ['/app', 'other']],
    [[], ['/sh'], ['/sh']],
    [['-c', 'x'], ['/sh'], ['/sh', '-c', 'x']],
    [['alone'], [], ['alone']],
  ])('%j with entrypoint %j start %j, as docker run does', (argv, entrypoint, expected) => expect(argvOf(found, { argv, entrypoint })).toEqual(expected));

  it.each([
    ['tcp:8080', { tcp: 8080 }],
    ['http:80/healthz', { http: '80/healthz' }],
    ['log:listening on :8080', { log: 'listening on :8080' }],
  ])('%s is when it is ready', (text, expected) => expect(readyOf(text)).toEqual(expected));

  it.each(['tcp:0', 'tcp:65536', 'tcp:80/x', 'http:/x', 'log:', 'after:3s', ''])('"%s" is not', (text) =>
    expect(() => readyOf(text)).toThrow(/doesn't say when the program is ready/),
  );

  it('make lines for a shell in which nothing of theirs is more than a word, and no value of the environment stands', () => {
    const lines = reproduceLines({
      request: requestOf({ image: 'app', environment: { TOKEN: 'hunter2' }, user: '1:$(id)', readOnly: true, ready: 'log:up\nrm -rf /', stopAfterS: 2, platform: 'linux/arm64' }),
      program: { argv: ['/a b', "it's", '-x'], stopSignal: 'SIGTERM' },
      tracer: { volume: 'tracer', mount: '/.trace', argv: ['/.trace/ld', '/.trace/strace'] },
      helperImage: 'helper:1',
    });
    const text = lines.join('\n');
    expect(text).not.toContain('hunter2');
    expect(text).toContain("--user '1:$(id)'");
    expect(text).toContain(`--entrypoint '/a b' app 'it'\\''s' -x`);
    expect(text).toContain('sleep 2  # after it is ready: log:up rm -rf /');
    expect(text).toMatch(/--init .*--entrypoint \/\.trace\/ld app \/\.trace\/strace -D -f --seccomp-bpf -e trace=%file.* -- '\/a b' 'it'\\''s' -x/);
    expect(lines.filter((line) => line.includes('docker run -d'))).toHaveLength(2);
  });
});
