// Recording on a real engine: every kind of image and of bad behaviour, without leaving anything behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/core/engine/index.ts';
import { openStore, type Store } from '../../../../src/core/store/index.ts';
import { createRecordings, type RecordingsRoom } from '../../../../src/core/trace/record/index.ts';
import type { ToolchainRoom } from '../../../../src/core/toolchain/index.ts';
import { createPool, type WorkerPool } from '../../../../src/core/workers/pool.ts';
import { traceRecordingSchema, type TraceRecording } from '../../../../src/shared/domain/trace-detail.ts';
import { reachEngine } from '../../../helpers/engine.ts';
import { patient, TEST_IDENTITY, testRoom } from '../../../helpers/toolchain.ts';
import { onEngine } from '../../dns/lab/leftovers.ts';
import { awkwardImages, awkwardProgram } from './awkward.ts';
import { requestOf, type RecordRequest } from './request.ts';

const { engine } = await reachEngine(TEST_IDENTITY);

describe.skipIf(engine === null)('a recording', () => {
  const on = engine as Engine; // skipped without one
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-record-'));
  let toolchains: ToolchainRoom;
  let store: Store;
  let workers: WorkerPool;
  let room: RecordingsRoom;
  let images: ReturnType<typeof awkwardImages>;
  let empty: string;
  let platform: string;
  const said: string[] = [];

  const request = (image: string, argv: string[], change: Partial<RecordRequest> = {}): RecordRequest => requestOf({ image, argv, ...change });
  const record = async (image: string, argv: string[], change: Partial<RecordRequest> = {}): Promise<TraceRecording> => {
    const { id } = await room.start(request(image, argv, change));
    await room.wait(id);
    const document = traceRecordingSchema.parse(store.recordings.get(id));
    expect(onEngine(id)).toEqual([]);
    return document;
  };
  const logOf = ({ log }: TraceRecording): string => store.readBlob(log?.sha256 ?? '')?.toString('latin1') ?? '';

  /** The kernel ends the tracer with the container, sometimes before its last line is written; then the recording says that. */
  const expectEnd = (got: TraceRecording, line: string): void => {
    if (logOf(got).includes(line)) expect(got.notes.join('\n')).not.toMatch(/last line of the log is missing/);
    else expect(got.notes.join('\n')).toMatch(/last line of the log is missing/);
  };

  beforeAll(async () => {
    toolchains = await testRoom(on);
    platform = (await on.info()).platform;
    images = awkwardImages(on, platform, await awkwardProgram(on, toolchains, platform));
    empty = await images.image('empty', { Entrypoint: ['/awkward'] });
    store = openStore(folder);
    workers = createPool();
    room = createRecordings({
      store,
      owner: 'test',
      workers,
      hands: { engine: () => Promise.resolve(on), toolchains: () => Promise.resolve(toolchains) },
      progress: ({ task, text }) => void said.push(`${task}: ${text}`),
      changed: () => undefined,
    });
  });
  afterAll(async () => {
    await room.close();
    await images.remove();
    await workers.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
    await on.close();
  });

  it('of one static program in an empty image says what it asked for, how it ended plain and traced, and how much slower that was', async () => {
    const got = await record(empty, ['open', '/etc/passwd', '/awkward']);
    expect(got).toMatchObject({
      state: 'done',
      argv: ['/awkward', 'open', '/etc/passwd', '/awkward'],
      platform,
      reason: null,
      tracer: expect.stringMatching(/^strace \d/) as string,
    });
    expect(got.plain).toMatchObject({ code: 0, ended: 'ended with code 0', stdout: { text: '/etc/passwd No such file or directory\n/awkward opened\n', truncated: false } });
    expect(got.traced).toMatchObject({ code: 0, stdout: { text: got.plain?.stdout.text } });
    expect(got.factor).toBeGreaterThan(0);
    expect(got.sums).toMatchObject({ filesMissing: ['/etc/passwd'], firstExec: { path: '/awkward', error: null } });
    expectEnd(got, '+++ exited with 0 +++');
    expect(said.filter((line) => /^(without|with) the tracer: ended with code 0, /.test(line))).toHaveLength(2);
  });

  it.each([
    ['a number', '65532:65532', 'uid 65532 gid 65532'],
    ['a name of the image', 'app', 'uid 1000 gid 1000'],
  ])('runs as whom the image says: %s', async (_, user, who) => {
    const passwd = { name: 'etc/passwd', type: 'file' as const, mode: 0o644, content: Buffer.from('app:x:1000:1000::/:\n') };
    const image = await images.image(`user-${user.replace(/\W/g, '-')}`, { Entrypoint: ['/awkward'], Cmd: ['who'], User: user }, [passwd]);
    const got = await record(image, [], { readOnly: true, once: true });
    expect(got).toMatchObject({ state: 'done', user, readOnly: true, argv: ['/awkward', 'who'] });
    expect(got.traced?.stdout.text).toMatch(new RegExp(`^${who}\n(Read-only file system|Permission denied)`));
    expect(got.sums?.events).toBeGreaterThan(2);
  });

  it('takes CMD, ENTRYPOINT, both, or the words given, as docker run does, and says when there is nothing to start', async () => {
    const cmd = await images.image('cmd', { Cmd: ['/awkward', 'exit', '3'] });
    expect((await record(cmd, [], { once: true })).traced?.code).toBe(3);
    expect((await record(empty, ['exit', '4'], { once: true })).traced?.code).toBe(4);
    expect((await record(cmd, ['exit', '5'], { entrypoint: ['/awkward'], once: true })).traced?.code).toBe(5);
    const none = await images.image('none');
    await expect(room.start(request(none, []))).rejects.toThrow(/has neither ENTRYPOINT nor CMD, so nothing says what to start/);
    await expect(room.start(request('cgoscope-test-record/absent:1', []))).rejects.toThrow(/there is no image cgoscope-test-record\/absent:1 on the engine/);
  });

  it('of a program that crashes keeps its last signal, and says that process 1 and another end differently where they do', async () => {
    const segv = await record(empty, ['segv']);
    expect(segv.plain).toMatchObject({ code: 139, signal: 'SIGSEGV' });
    expect(segv.traced).toMatchObject({ code: 139, signal: 'SIGSEGV' });
    expect(logOf(segv)).toMatch(/--- SIGSEGV \{.*SEGV_MAPERR/);
    expectEnd(segv, '+++ killed by SIGSEGV');
    const abort = await record(empty, ['abort']);
    expect(abort.traced).toMatchObject({ code: 134, signal: 'SIGABRT' });
    expect(abort.plain?.code).toBe(139); // abort of process 1: the signal does not reach it, its last resort does
    expect(abort.notes.join('\n')).toMatch(/did not end the same under the tracer.*process 1 of its container/);
  });

  it('of a program that waits for any child never shows it the tracer', async () => {
    const got = await record(empty, ['fork']);
    expect(got.plain?.stdout.text).toBe('3 children, then No child processes\n');
    expect(got.traced).toMatchObject({ code: 0, stdout: { text: got.plain?.stdout.text } });
    expect(got.sums?.processes).toBe(4);
  });

  it('ends with the program, not with the orphans that it leaves', async () => {
    const got = await record(empty, ['orphan'], { once: true });
    expect(got).toMatchObject({ state: 'done', traced: { code: 0 } });
    // Whether the orphan makes a call before its container ends is a race; that it was made is not.
    expect(logOf(got)).toMatch(/\b(?:clone3?|v?fork)\(/);
  });

  it('of a program that is not there says what docker says, and keeps no log; one that execs what is not there is recorded', async () => {
    const got = await record(empty, [], { entrypoint: ['/nofile'] });
    expect(got).toMatchObject({ state: 'failed', log: null, traced: null, plain: { code: 127 } });
    expect(got.reason).toMatch(/^the program does not start: .*"\/nofile".*no such file or directory.*\(docker run ends with 127\)$/);
    const once = await record(empty, [], { entrypoint: ['nofile'], once: true });
    expect(once.reason).toMatch(/executable file not found in \$PATH/);
    const folderOf = await record(empty, ['exec', '/nothing-here']);
    expect(folderOf).toMatchObject({ state: 'done', plain: { code: 4 }, sums: { filesMissing: ['/nothing-here'] } });
  });

  it('of a file that cannot be executed has docker’s refusal beside the kernel’s', async () => {
    const image = await images.image('noexec', { Entrypoint: ['/data'] }, [{ name: 'data', type: 'file', mode: 0o644, content: Buffer.from('no program') }]);
    const got = await record(image, []);
    expect(got).toMatchObject({ state: 'done', plain: { code: 126 } });
    expect(got.plain?.ended).toMatch(/^did not start: .*permission denied/);
    expect(logOf(got)).toMatch(/execve\("\/data".*= -1 EACCES/);
  });

  it.each([
    ['tcp:8080', 'serve', null],
    ['log:serving now', 'serve', 'SIGUSR1'],
    ['http:8080/', 'serve', null],
  ])('of a server waits for %s, then asks it to stop as the image says', async (ready, command, stopSignal) => {
    const image = await images.image(`server-${command}-${stopSignal === null ? 'usual' : 'own'}`, {
      Entrypoint: ['/awkward', command],
      ...(stopSignal === null ? {} : { StopSignal: stopSignal }),
    });
    const got = await record(image, [], { ready, stopAfterS: 0 });
    const words = new RegExp(`^ready after .*, then asked to stop with ${stopSignal ?? 'SIGTERM'} and ended with code 0$`);
    expect(got.plain?.ended).toMatch(words);
    expect(got.traced?.ended).toMatch(words);
    expect(got.traced?.stdout.text).toBe('serving now\nstopped\n');
    expect(got.factor).toBeNull();
    expect(got.notes.join('\n')).toMatch(/ready after .* without the tracer and .* with it/);
    expect(logOf(got)).toContain(`--- ${stopSignal ?? 'SIGTERM'} {`);
  });

  it('of what never ends is ended at its limit, and of a server that was given some seconds after those', async () => {
    const got = await record(empty, ['forever'], { seconds: 1, once: true });
    expect(got).toMatchObject({ state: 'done', plain: null, factor: null, traced: { code: null, ended: 'was stopped after 1 s, its time limit' } });
    expect(got.sums?.firstExec?.path).toBe('/awkward');
    const stopped = await record(empty, ['serve'], { stopAfterS: 1, once: true });
    expect(stopped.traced).toMatchObject({ code: 0, ended: 'asked to stop with SIGTERM and ended with code 0' });
  });

  it('of what writes and asks without end is cut: its output at both ends, its trace at the limit', async () => {
    const flood = await record(empty, ['flood', '60000'], { classes: ['process'], once: true });
    expect(flood.traced?.stdout).toMatchObject({ bytes: 60_000 * 1024 + 14, truncated: true });
    expect(flood.traced?.stdout.text).toMatch(/^x{1000}.*… \d+ bytes left out ….*the last line\n$/s);
    const full = await record(empty, ['calls-forever'], { once: true, traceBytes: 300_000 });
    expect(full.traced?.ended).toMatch(/was stopped when its trace was full \(300/);
    expect(full.log).toMatchObject({ bytes: 300_000, truncated: true });
    expect(full.notes.join('\n')).toMatch(/the trace was cut at 300/);
  });

  it('of a program that looks for a tracer says that it behaves differently', async () => {
    const got = await record(empty, ['traced?'], { classes: ['all'] });
    expect(got).toMatchObject({ plain: { code: 0 }, traced: { code: 5 } });
    expect(got.notes.join('\n')).toMatch(/did not end the same under the tracer: ended with code 0 without it, ended with code 5 with it/);
  });

  it('has the classes that were asked for and no others, and the whole where all were', async () => {
    const names = async (classes: RecordRequest['classes']) => (await record(empty, ['open', '/x'], { classes, once: true })).sums?.syscalls.map(({ name }) => name) ?? [];
    expect(await names(['memory'])).toEqual(expect.arrayContaining(['brk']));
    expect(await names(['memory'])).not.toContain('openat');
    expect(await names(['all'])).toEqual(expect.arrayContaining(['brk', 'openat', 'write', 'exit_group']));
  });

  it('that is cancelled in the middle keeps what there is and leaves nothing on the engine', async () => {
    const { id } = await room.start(request(empty, ['serve'], { ready: 'tcp:8080', once: true, seconds: 100 }));
    await expect.poll(() => said.at(-1)).toBe('ready: it answers as it was asked to');
    expect(room.list(1)).toMatchObject([{ id, state: 'running' }]);
    expect(await room.cancel(id)).toBe(true);
    const got = store.recordings.get(id);
    expect(got).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
    expect(logOf(got)).toContain('listen(');
    expect(got.sums?.syscalls.map(({ name }) => name)).toContain('listen');
    expect(onEngine(id)).toEqual([]);
    expect(await room.cancel(id)).toBe(false);
  });

  it('keeps names of the environment, never its values', async () => {
    const got = await record(empty, ['env'], { environment: { SECRET: 'hunter2hunter2' }, once: true });
    expect(got.traced?.stdout.text).toBe('has it\n');
    expect(got.reproduce.join('\n')).toContain('-e SECRET');
    expect(got.asked?.environment).toEqual(['SECRET']);
    expect(JSON.stringify(got) + logOf(got)).not.toContain('hunter2');
  });

  it('can be made by hand with the lines that it carries', async () => {
    const got = await record(empty, ['open', '/only this one'], { environment: { SECRET: 'x' }, network: 'inside', classes: ['file', 'process'] });
    const script = path.join(folder, 'by-hand.sh');
    writeFileSync(script, `set -e\n${got.reproduce.join('\n')}\n`);
    const output = execFileSync('/bin/sh', [script], { cwd: folder, env: { ...process.env, SECRET: 'x' } }).toString();
    expect(output).toBe((got.plain?.stdout.text ?? 'none').repeat(2));
    expect(
      execFileSync('grep', ['-c', 'openat.*/only this one.*ENOENT', path.join(folder, 'trace.log')])
        .toString()
        .trim(),
    ).toBe('1');
  });

  it('of another platform is of its emulator, and says so', async ({ skip }) => {
    const foreign = platform === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64';
    const { image: helper } = await toolchains.ensureHelper(patient);
    if (!(await on.emulators(helper)).some((each) => each.enabled && each.platform === foreign && each.flags.includes('F'))) skip();
    const image = (await toolchains.ensureRunImage('musl', foreign, patient)).image;
    const got = await record(image, [foreign === 'linux/arm64' ? '/lib/ld-musl-aarch64.so.1' : '/lib/ld-musl-x86_64.so.1'], { once: true });
    expect(got).toMatchObject({ state: 'done', emulated: true, platform: expect.stringContaining(foreign) as string });
    expect(got.notes.join('\n')).toMatch(/another program \(qemu-user\) executes this platform here/);
    expect(got.traced?.stderr.text).toContain('musl libc');
    await expect(room.start(request(empty, ['open'], { platform: foreign }))).rejects.toThrow(`is for ${platform}, not for ${foreign}`);
  });
});
