// What the doctor may do to a machine, tried on a folder that looks like one: offered only where it can be done, named before, done, and looked at after.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { offerEmulation, offerStartEngine, registerEmulation, startEngine, type Machine } from '../../../src/core/engine/index.ts';
import { doctorActionSchema } from '../../../src/shared/domain/documents.ts';
import { CancelledError, EngineUnavailableError, UnsupportedError } from '../../../src/shared/domain/errors.ts';

let root: string;
let machine: Machine;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cgoscope-machine-'));
  for (const name of ['bin', 'proc', 'binfmt', 'formats', 'home']) mkdirSync(join(root, name));
  machine = {
    platform: 'linux',
    root: true,
    path: [join(root, 'bin')],
    proc: join(root, 'proc'),
    socket: join(root, 'docker.sock'),
    pidFile: join(root, 'docker.pid'),
    log: join(root, 'dockerd.log'),
    systemd: join(root, 'systemd'),
    binfmt: join(root, 'binfmt'),
    formats: join(root, 'formats'),
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program of the machine, in shell. */
function program(name: string, script: string): void {
  const file = join(root, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function processOf(pid: number, comm: string, state = 'S (sleeping)'): void {
  mkdirSync(join(root, 'proc', String(pid)));
  writeFileSync(join(root, 'proc', String(pid), 'comm'), `${comm}\n`);
  writeFileSync(join(root, 'proc', String(pid), 'status'), `Name:\t${comm}\nState:\t${state}\n`);
}

async function answering(status = 200): Promise<Server> {
  const server = createServer((_request, response) => response.writeHead(status).end('OK'));
  await new Promise<void>((resolve) => server.listen(machine.socket, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return server;
}

/** Answers pings at the machine's socket like the real one, and keeps its pid in the pid file. */
function installDaemon(): void {
  const script = `require('fs').writeFileSync(${JSON.stringify(machine.pidFile)}, String(process.pid));
    console.log('fake daemon up');
    require('http').createServer((q, r) => r.end('OK')).listen(${JSON.stringify(machine.socket)});`;
  writeFileSync(join(root, 'daemon.cjs'), script);
  program('dockerd', `exec "${process.execPath}" "${join(root, 'daemon.cjs')}"`);
}

const home = (): { home: string } => ({ home: join(root, 'home') });
const start = (env: Record<string, string> = {}, wanted: { explicit?: string | null; preferred?: string | null } = {}) => offerStartEngine(env, { ...home(), ...wanted }, machine);
const quiet = () => ({ signal: new AbortController().signal, progress: () => undefined });

describe('starting the engine is offered', () => {
  it('where the daemon is installed, this user is root, and nothing answers or runs', async () => {
    program('dockerd', 'exit 1');
    const action = await start();
    expect(doctorActionSchema.parse(action)).toEqual(action);
    expect(action).toMatchObject({ id: 'engine.start', changesHost: true });
    expect(action?.detail).toContain(machine.log);
    expect(action?.detail).toContain(machine.pidFile);
  });

  it('through systemd where that runs the machine', async () => {
    program('dockerd', 'exit 1');
    mkdirSync(machine.systemd);
    expect(await start()).toBeNull();
    program('systemctl', 'exit 0');
    expect((await start())?.command).toBe('systemctl start docker');
  });

  it.each<[string, () => unknown]>([
    ['there is no dockerd', () => rmSync(join(root, 'bin', 'dockerd'))],
    ['the user is not root', () => void (machine.root = false)],
    ['it is no Linux', () => void (machine.platform = 'darwin')],
    ['a dockerd runs already', () => processOf(7, 'dockerd')],
    ['an engine answers', () => answering()],
  ])('not where %s', async (_why, change) => {
    program('dockerd', 'exit 1');
    await change();
    expect(await start()).toBeNull();
  });

  it('also beside a zombie, another process, and something at the socket that is no engine', async () => {
    program('dockerd', 'exit 1');
    processOf(7, 'dockerd', 'Z (zombie)');
    processOf(8, 'dockerd-wrapper');
    await answering(500);
    expect(await start()).not.toBeNull();
  });

  it('only where the system-wide socket is what would be used, by the order of the docker command line', async () => {
    program('dockerd', 'exit 1');
    expect(await start({ DOCKER_HOST: 'tcp://build:2376' })).toBeNull();
    expect(await start({ DOCKER_CONTEXT: 'build' })).toBeNull();
    expect(await start({}, { preferred: 'build' })).toBeNull();
    expect(await start({ DOCKER_HOST: 'tcp://build:2376' }, { explicit: 'default' })).not.toBeNull();
    expect(await start({ DOCKER_HOST: 'tcp://build:2376' }, { preferred: `unix://${machine.socket}` })).not.toBeNull();
    mkdirSync(join(root, 'home', '.docker'));
    writeFileSync(join(root, 'home', '.docker', 'config.json'), '{"currentContext": "build"}');
    expect(await start()).toBeNull();
  });
});

describe('starting the engine', () => {
  it('waits until it answers, removes a pid file that names nobody, and leaves it running', async () => {
    installDaemon();
    writeFileSync(machine.pidFile, '99999');
    const said: string[] = [];
    const done = await startEngine(machine, { signal: new AbortController().signal, progress: (text) => said.push(text) });
    const pid = Number(readFileSync(machine.pidFile, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    expect(done).toContain('was started');
    expect(done).toContain(machine.log);
    expect(said).toEqual([`starting ${join(root, 'bin', 'dockerd')}`]);
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(readFileSync(machine.log, 'utf8')).toContain('fake daemon up');
    expect(await start()).toBeNull(); // it answers now
  });

  it('that fails says how, with the last words of its log', async () => {
    program('dockerd', 'echo "cgroups: cannot find cgroup mount destination" >&2; exit 3');
    const error: unknown = await startEngine(machine, quiet()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect(String(error)).toMatch(/dockerd did not start: it ended with code 3; its last words: cgroups: cannot find/);
  });

  it('through systemd that refuses says what it said', async () => {
    mkdirSync(machine.systemd);
    program('systemctl', 'echo "Unit docker.service is masked." >&2; exit 1');
    await expect(startEngine(machine, quiet())).rejects.toThrow(/systemctl start docker failed: Unit docker.service is masked/);
  });

  it('can be left waiting', async () => {
    program('dockerd', `echo $$ >"${machine.pidFile}"; exec "${process.execPath}" -e "setInterval(() => undefined, 1000)"`);
    const stop = new AbortController();
    const waiting = startEngine(machine, { signal: stop.signal, progress: () => stop.abort() });
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    // The file is there before its number is, and process 0 would be every process of this group.
    await expect.poll(() => (existsSync(machine.pidFile) ? Number(readFileSync(machine.pidFile, 'utf8')) : 0)).toBeGreaterThan(1);
    process.kill(Number(readFileSync(machine.pidFile, 'utf8')), 'SIGKILL');
  });
});

const NAME = 'qemu-aarch64';
const entry = (state: string, flags: string): void => writeFileSync(join(machine.binfmt, NAME), `${state}\ninterpreter /usr/bin/qemu\nflags: ${flags}\noffset 0\nmagic 7f45\n`);
/** binfmt-support with a kernel that takes what it is told. */
function installBinfmts(flags = 'PF'): void {
  writeFileSync(join(machine.binfmt, 'register'), '');
  writeFileSync(join(machine.formats, NAME), 'package qemu-user-static\ninterpreter /usr/bin/qemu\nfix_binary yes\n');
  program(
    'update-binfmts',
    `echo "$@" >>"${root}/asked"
if [ "$1" = --disable ]; then rm -f "${machine.binfmt}/$2"; else printf 'enabled\\ninterpreter /q\\nflags: ${flags}\\n' >"${machine.binfmt}/$2"; fi`,
  );
}

describe('registering an emulator', () => {
  it('is offered and done where its package is installed', async () => {
    installBinfmts();
    const action = await offerEmulation(machine, NAME);
    expect(doctorActionSchema.parse(action)).toEqual(action);
    expect(action).toMatchObject({ id: `emulation.register:${NAME}`, changesHost: true, command: `update-binfmts --enable ${NAME}` });
    expect(await registerEmulation(machine, NAME, new AbortController().signal)).toContain('is registered');
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe(`--enable ${NAME}\n`);
    expect(await offerEmulation(machine, NAME)).toBeNull();
  });

  it('that is there without the flag F takes it out first', async () => {
    installBinfmts();
    entry('enabled', 'PO');
    expect((await offerEmulation(machine, NAME))?.command).toBe(`update-binfmts --disable ${NAME} && update-binfmts --enable ${NAME}`);
    await registerEmulation(machine, NAME, new AbortController().signal);
    expect(readFileSync(join(root, 'asked'), 'utf8')).toBe(`--disable ${NAME}\n--enable ${NAME}\n`);
  });

  it('that is switched off is switched on by the kernel’s own file', async () => {
    entry('disabled', 'PF');
    expect((await offerEmulation(machine, NAME))?.command).toBe(`echo 1 > ${machine.binfmt}/${NAME}`);
    // A file is no kernel: it keeps what was written, so the look after finds it not enabled.
    await expect(registerEmulation(machine, NAME, new AbortController().signal)).rejects.toBeInstanceOf(UnsupportedError);
    expect(readFileSync(join(machine.binfmt, NAME), 'utf8')).toBe('1');
  });

  it('that the kernel takes without the flag, or not at all, is no success', async () => {
    installBinfmts('P');
    await expect(registerEmulation(machine, NAME, new AbortController().signal)).rejects.toThrow(/without the flag F/);
    rmSync(join(machine.binfmt, NAME));
    program('update-binfmts', 'echo "unable to open register" >&2; exit 2');
    await expect(registerEmulation(machine, NAME, new AbortController().signal)).rejects.toThrow(/the kernel did not take qemu-aarch64: unable to open register/);
  });

  it('mounts binfmt_misc where it is not mounted', async () => {
    installBinfmts();
    rmSync(join(machine.binfmt, 'register'));
    expect(await offerEmulation(machine, NAME)).toBeNull();
    program('mount', 'exit 0');
    expect((await offerEmulation(machine, NAME))?.command).toBe(`mount -t binfmt_misc binfmt_misc ${machine.binfmt} && update-binfmts --enable ${NAME}`);
    program('mount', 'echo "permission denied" >&2; exit 32');
    await expect(registerEmulation(machine, NAME, new AbortController().signal)).rejects.toThrow(/can't be mounted: permission denied/);
  });

  it.each<[string, () => void]>([
    ['the package does not set the flag F', () => writeFileSync(join(machine.formats, NAME), 'fix_binary no\n')],
    ['no package brings it', () => rmSync(join(machine.formats, NAME))],
    ['binfmt-support is not installed', () => rmSync(join(root, 'bin', 'update-binfmts'))],
    ['the user is not root', () => void (machine.root = false)],
  ])('is not offered where %s', async (_why, change) => {
    installBinfmts();
    change();
    expect(await offerEmulation(machine, NAME)).toBeNull();
  });

  it.each(['', '../../etc/passwd', 'qemu-', 'qemu-a;b', '--help', 'python3.11', 'register'])('takes no other name: %j', async (name) => {
    installBinfmts();
    mkdirSync(join(machine.formats, 'x'));
    expect(await offerEmulation(machine, name)).toBeNull();
  });
});
