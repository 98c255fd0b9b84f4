// The doctor without an engine, and its judgement of emulators.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emulatorProblems, ownEmulators } from '../../../src/core/engine/doctor.ts';
import { runDoctor, type DoctorOptions, type Emulator } from '../../../src/core/engine/index.ts';
import { doctorSchema, type Doctor } from '../../../src/shared/domain/documents.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cgoscope-doctor-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const options = (more: Partial<DoctorOptions> = {}): DoctorOptions => ({
  env: {},
  home,
  systemSocket: join(home, 'none.sock'),
  platform: 'linux',
  identity: { install: 'i', owner: 'o' },
  helperImage: null,
  toolchains: () => Promise.reject(new Error('must not be asked without an engine')),
  dataFolder: { path: '/data', bytes: 1, limitBytes: 2, owner: null },
  ...more,
});
const arm = (more: Partial<Emulator> = {}): Emulator => ({ name: 'qemu-aarch64', enabled: true, flags: 'PF', interpreter: '/q', platform: 'linux/arm64', ...more });
const problemsOf = (emulators: Emulator[], wanted: string[], native = 'linux/amd64'): Doctor['problems'] => {
  const problems: Doctor['problems'] = [];
  emulatorProblems(emulators, native, wanted, problems);
  return problems;
};

describe('without an engine the doctor still answers', () => {
  it('that there is none, where it looked, and what to do', async () => {
    const doctor = await runDoctor(options());
    expect(doctorSchema.parse(doctor)).toEqual(doctor);
    expect(doctor).toMatchObject({ endpoint: null, engine: null, emulators: null, disk: null, dataFolder: { path: '/data' } });
    expect(doctor.problems).toHaveLength(1);
    expect(doctor.problems[0]?.level).toBe('error');
    expect(doctor.problems[0]?.text).toContain('none.sock');
    expect(doctor.problems[0]?.fix).toContain('Install');
  });

  it('that a context is missing', async () => {
    const doctor = await runDoctor(options({ explicit: 'gone' }));
    expect(doctor.problems[0]?.text).toContain('no docker context "gone"');
  });

  it('which endpoint was chosen although it does not answer, and that it is unprotected', async () => {
    const doctor = await runDoctor(options({ env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } }));
    expect(doctor.endpoint).toEqual({ name: 'DOCKER_HOST', host: 'tcp://127.0.0.1:1', rule: 'DOCKER_HOST is set', transport: 'tcp' });
    expect(doctor.problems.map(({ level }) => level)).toEqual(['warning', 'error']);
    expect(doctor.problems[1]?.text).toBe('nothing listens at tcp://127.0.0.1:1');
  });

  it('that the address is wrong', async () => {
    const doctor = await runDoctor(options({ env: { DOCKER_HOST: 'ftp://x' } }));
    expect(doctor.problems[0]?.level).toBe('error');
    expect(doctor.problems[0]?.text).toContain('unknown kind (ftp)');
  });
});

describe('what can be done about a problem', () => {
  const action = (id: string) => ({ id, title: 'Do it', changesHost: true, detail: 'It is done.', command: null });

  it('stands with it where it is offered, and nothing else of ours does', async () => {
    const asked: string[] = [];
    const offer = (id: string) => {
      asked.push(id);
      return Promise.resolve(id === 'engine.start' ? action(id) : null);
    };
    const doctor = await runDoctor(options({ offer, dataFolder: { path: '/data', bytes: 3_000_000, limitBytes: 2_000_000, owner: null } }));
    expect(doctorSchema.parse(doctor)).toEqual(doctor);
    expect(asked).toEqual(['engine.start', 'clean.runs']);
    expect(doctor.problems[0]).toMatchObject({ level: 'error', action: action('engine.start') });
    expect(doctor.problems[1]?.text).toBe('the stored runs in /data use 3.00 MB, more than the 2.00 MB they may');
    expect(doctor.problems[1]).not.toHaveProperty('action');
    expect(doctor.problems[1]).not.toHaveProperty('about');
  });

  it('about emulation names the emulator; a platform whose emulator is named already asks for no second one', () => {
    const about = (emulators: Emulator[], wanted: string[]) => problemsOf(emulators, wanted).map((problem) => ('about' in problem ? problem.about : null));
    expect(about([], ['linux/arm64', 'linux/loong64'])).toEqual(['emulation.register:qemu-aarch64', null]);
    expect(about([arm({ enabled: false })], ['linux/arm64'])).toEqual(['emulation.register:qemu-aarch64', null]);
  });

  it('is said by the rule that chose the endpoint: settings before the docker command line, --endpoint before both', async () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:1' };
    expect((await runDoctor(options({ env, preferred: 'tcp://127.0.0.1:2' }))).endpoint).toMatchObject({
      host: 'tcp://127.0.0.1:2',
      rule: 'the settings of the workbench name it',
    });
    expect((await runDoctor(options({ env, preferred: 'tcp://127.0.0.1:2', explicit: 'tcp://127.0.0.1:3' }))).endpoint).toMatchObject({ host: 'tcp://127.0.0.1:3' });
    expect((await runDoctor(options({ env, preferred: 'gone' }))).problems[0]?.text).toContain('no docker context "gone"');
    expect((await runDoctor(options({ env, preferred: '' }))).endpoint?.name).toBe('DOCKER_HOST');
  });
});

describe('emulators', () => {
  it('with the F flag are no problem', () => {
    expect(problemsOf([arm()], ['linux/amd64', 'linux/arm64'])).toEqual([]);
  });

  it('without it, or disabled, are one, and so is the platform that hoped for them', () => {
    expect(problemsOf([arm({ flags: 'PO' })], ['linux/arm64']).map(({ text }) => text)).toEqual([
      expect.stringContaining('without the F flag'),
      expect.stringContaining('linux/arm64 can be built but not run'),
    ]);
    expect(problemsOf([arm({ enabled: false })], []).map(({ text }) => text)).toEqual([expect.stringContaining('disabled')]);
  });

  it('of arm serve its variants', () => {
    expect(problemsOf([arm({ platform: 'linux/arm', name: 'qemu-arm' })], ['linux/arm/v7'])).toEqual([]);
  });

  it('are none of our business when they are for no platform', () => {
    expect(problemsOf([arm({ platform: null, flags: '' })], [])).toEqual([]);
  });

  it('are read from this host without the write-only file; a folder that is not there is null', async () => {
    const folder = join(home, 'binfmt');
    mkdirSync(folder);
    writeFileSync(join(folder, 'qemu-aarch64'), 'enabled\ninterpreter /q\nflags: F\noffset 0\nmagic 7f454c460201010000000000000000000200b700\n');
    writeFileSync(join(folder, 'register'), '');
    writeFileSync(join(folder, 'status'), 'enabled\n');
    expect(await ownEmulators(folder)).toEqual([{ name: 'qemu-aarch64', enabled: true, flags: 'F', interpreter: '/q', platform: 'linux/arm64' }]);
    expect(await ownEmulators(join(home, 'none'))).toBeNull();
  });
});
