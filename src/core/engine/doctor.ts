// `cgoscope doctor`: which engine, chosen by which rule, what it can do here, and for each problem one sentence with its fix.
// Works with no engine at all. Called by the workbench.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Doctor, DoctorAction } from '../../shared/domain/documents.ts';
import { EngineUnavailableError, errorText, InputError } from '../../shared/domain/errors.ts';
import { connectEngine } from './connect.ts';
import type { Env } from './docker-config.ts';
import { resolveEndpoint, type ResolveOptions } from './endpoint.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import { errorCode, printableHost } from './failures.ts';
import { emulatorFor, REGISTER_EMULATION, START_ENGINE } from './host-actions/index.ts';
import { BINFMT, parseBinfmt } from './host.ts';
import { platformMatches } from './platforms.ts';
import type { Emulator, Endpoint, Engine, EngineInfo, Identity } from './types.ts';

/** `about`: the action that would settle it, if it can be done here; the caller of the doctor knows. */
type Problem = Doctor['problems'][number] & { about?: string };

export interface DoctorOptions extends ResolveOptions {
  env: Env;
  identity: Identity;
  /** A small image with a shell for looking at the daemon's host; null where none is there yet. */
  helperImage: string | null;
  /** What can build here. Called with a connected engine only; `home` and the rest of its work is the caller's. */
  toolchains: (engine: Engine) => Promise<Doctor['toolchains']>;
  dataFolder: Doctor['dataFolder'];
  /** Platforms somebody wants to build for; each that is neither native nor emulated is a problem. */
  platforms?: string[];
  /** The action of an id where it can really be done here and now; null (or absent) where only a person can do something. */
  offer?: (id: string) => Promise<DoctorAction | null>;
  /** False while another process owns the data folder: what it works with is nobody's leftover. */
  leftovers?: boolean;
  /** An engine that is connected already is used and left open. */
  engine?: Engine | null;
}

/** Below this, a first run (toolchains, caches) does not fit. */
const LOW_DISK = 5 * 1024 ** 3;

/** Never rejects for what it is there to find; only for faults of ours. */
export async function runDoctor(options: DoctorOptions): Promise<Doctor> {
  const problems: Problem[] = [];
  const doctor: Doctor = {
    schema: 'cgoscope/doctor@0',
    endpoint: null,
    engine: null,
    emulators: null,
    disk: null,
    toolchains: [],
    dataFolder: options.dataFolder,
    foreign: [],
    problems: [],
  };
  let engine: Engine | null = options.engine ?? null;
  try {
    const endpoint = engine?.endpoint ?? (await resolveEndpoint(options.env, options));
    doctor.endpoint = { name: endpoint.name, host: printableHost(endpoint.host), rule: endpoint.rule, transport: endpoint.transport };
    endpointProblems(endpoint, problems);
    engine ??= await connectEngine(endpoint, options.identity, options.env);
    await look(engine, options, doctor, problems);
  } catch (error) {
    problems.push(asProblem(error));
  } finally {
    if (engine !== null && options.engine !== engine) await engine.close();
  }
  dataFolderProblem(options.dataFolder, problems);
  doctor.problems = await withActions(problems, options.offer);
  return doctor;
}

async function withActions(problems: Problem[], offer: DoctorOptions['offer']): Promise<Doctor['problems']> {
  const result: Doctor['problems'] = [];
  for (const { about, ...problem } of problems) {
    const action = about === undefined ? null : ((await offer?.(about)) ?? null);
    result.push(action === null ? problem : { ...problem, action });
  }
  return result;
}

function dataFolderProblem({ path, bytes, limitBytes }: Doctor['dataFolder'], problems: Problem[]): void {
  if (bytes > limitBytes)
    problems.push({
      level: 'warning',
      text: `the stored runs in ${path} use ${formatBytes(bytes)}, more than the ${formatBytes(limitBytes)} they may`,
      fix: '`cgoscope clean` removes the oldest; `cgoscope settings set limitBytes=…` allows more.',
      about: 'clean.runs',
    });
}

function asProblem(error: unknown): Problem {
  if (error instanceof EngineUnavailableError) return { level: 'error', text: error.message, fix: error.fix, about: START_ENGINE };
  if (error instanceof InputError) return { level: 'error', text: error.message, fix: error.expected === null ? `Correct ${error.input}.` : `Use ${error.expected}.` };
  return { level: 'error', text: errorText(error), fix: 'See whether `docker version` works, and report this if it does.' };
}

function endpointProblems(endpoint: Endpoint, problems: Problem[]): void {
  if (endpoint.transport === 'tcp')
    problems.push({
      level: 'warning',
      text: `the connection to ${printableHost(endpoint.host)} is neither encrypted nor authenticated`,
      fix: 'Use TLS (DOCKER_TLS_VERIFY and DOCKER_CERT_PATH) or an ssh:// endpoint.',
    });
  if (endpoint.tls?.skipVerify === true)
    problems.push({ level: 'warning', text: `the certificate of ${printableHost(endpoint.host)} is not verified`, fix: 'Give the context a CA, or set DOCKER_TLS_VERIFY.' });
}

async function look(engine: Engine, options: DoctorOptions, doctor: Doctor, problems: Problem[]): Promise<void> {
  const info = await engine.info();
  const { dataRoot, ...facts } = info;
  doctor.engine = facts;
  engineProblems(info, problems);

  doctor.emulators = await emulatorsOf(engine, options, problems);
  if (doctor.emulators !== null) emulatorProblems(doctor.emulators, info.platform, options.platforms ?? [], problems);

  const used = await ourBytes(engine);
  const freeBytes =
    options.helperImage === null
      ? null
      : await tried(problems, 'free disk is not known', 'Nothing to do; a helper container could not be run.', () => engine.freeDisk(options.helperImage ?? ''), null);
  doctor.disk = { path: dataRoot, freeBytes, usedByUsBytes: used };
  if (freeBytes !== null && freeBytes < LOW_DISK)
    problems.push({
      level: 'warning',
      text: `only ${(freeBytes / 1024 ** 3).toFixed(1)} GB are free where the engine keeps its data (${dataRoot})`,
      fix: '`cgoscope clean` or `docker system prune` makes room.',
    });

  doctor.toolchains = await tried(problems, 'the toolchains could not be listed', 'See the rest of this list first.', () => options.toolchains(engine), []);
  if (doctor.toolchains.length === 0)
    problems.push({
      level: 'info',
      text: 'no toolchain is on this engine yet',
      fix: 'The first run makes what it needs, or `cgoscope toolchain build` does.',
      about: 'toolchain.build',
    });

  const { ours, foreign } = await engine.leftovers();
  if (options.leftovers === true && ours.length > 0)
    problems.push({
      level: 'info',
      text: `${ours.length === 1 ? 'one thing was' : `${ours.length} things were`} left on the engine by a run that was cut off: ${ours.slice(0, 3).join(', ')}${ours.length > 3 ? ' …' : ''}`,
      fix: 'The next run removes them.',
      about: 'reap',
    });
  doctor.foreign = foreign;
  if (doctor.foreign.length > 0)
    problems.push({
      level: 'info',
      text: `${doctor.foreign.length} things on this engine belong to other installs of Cgoscope`,
      fix: 'They are left alone; the install that made them removes them.',
    });
}

async function tried<T>(problems: Problem[], text: string, fix: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineUnavailableError) throw error;
    problems.push({ level: 'warning', text: `${text}: ${errorText(error)}`, fix });
    return otherwise;
  }
}

function engineProblems(info: EngineInfo, problems: Problem[]): void {
  if (!info.platform.startsWith('linux/')) problems.push({ level: 'error', text: `the engine runs ${info.platform} containers`, fix: 'Switch it to Linux containers.' });
  if (info.rootless)
    problems.push({
      level: 'info',
      text: `the engine is rootless: limits need cgroup v2 with delegation (this one has ${info.cgroup})`,
      fix: 'See "Limiting resources" in Docker\'s notes on rootless mode if limits are not kept.',
    });
  if (info.rootless && info.cgroup.startsWith('v1'))
    problems.push({
      level: 'warning',
      text: 'a rootless engine on cgroup v1 keeps no memory, CPU or pids limit',
      fix: 'Boot the host with cgroup v2 (systemd.unified_cgroup_hierarchy=1).',
    });
  if (info.security.some((option) => /name=selinux/.test(option)))
    problems.push({
      level: 'info',
      text: 'the engine labels containers for SELinux',
      fix: 'Volumes of ours are labelled by the engine; the bind of binfmt_misc may be denied, then emulators are not known.',
    });
  if (!info.security.some((option) => /name=seccomp/.test(option)))
    problems.push({
      level: 'warning',
      text: 'the engine runs containers without a seccomp profile',
      fix: "Programs may behave otherwise than under Docker's default; remove the daemon's seccomp override if it has one.",
    });
}

/** Through a helper container; for a socket of this very host, from /proc directly where there is no helper image yet. */
async function emulatorsOf(engine: Engine, options: DoctorOptions, problems: Problem[]): Promise<Emulator[] | null> {
  const { helperImage } = options;
  if (helperImage !== null) {
    const seen = await tried(
      problems,
      "the emulators of the daemon's host are not known",
      'A read-only bind of /proc/sys/fs/binfmt_misc into a helper container must be allowed.',
      () => engine.emulators(helperImage),
      null,
    );
    if (seen !== null) return seen;
  }
  const local = engine.endpoint.transport === 'unix' && process.platform === 'linux' && !/\/\.docker\/desktop\//.test(engine.endpoint.host);
  const own = local && (await sameKernel(engine)) ? await ownEmulators() : null;
  if (own === null && helperImage === null)
    problems.push({
      level: 'info',
      text: "the emulators of the daemon's host are not known yet: there is no image to look through",
      fix: 'They show after the first toolchain is made.',
    });
  return own;
}

/** A socket may lead into a virtual machine (Docker Desktop, Colima): same kernel and host name, same host. */
async function sameKernel(engine: Engine): Promise<boolean> {
  const { kernel, name } = await engine.info();
  const [release, hostname] = await Promise.all(['/proc/sys/kernel/osrelease', '/proc/sys/kernel/hostname'].map((file) => readFile(file, 'utf8')));
  return release?.trim() === kernel && hostname?.trim() === name;
}

/** Null where this host shows none (not mounted, not allowed). */
export async function ownEmulators(folder: string = BINFMT): Promise<Emulator[] | null> {
  try {
    const blocks: string[] = [];
    for (const name of (await readdir(folder)).sort()) {
      if (name === 'register') continue; // write-only
      blocks.push(`# ${name}\n${await readFile(join(folder, name), 'latin1')}`);
    }
    return parseBinfmt(blocks.join('\n'));
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
}

/** The F flag makes the kernel open the interpreter at registration; without it a container looks for the interpreter inside itself. */
export function emulatorProblems(emulators: Emulator[], native: string, wanted: string[], problems: Problem[]): void {
  for (const emulator of emulators) {
    if (emulator.platform === null) continue;
    const what = `${emulator.name} (${emulator.platform})`;
    const about = `${REGISTER_EMULATION}${emulator.name}`;
    if (!emulator.enabled)
      problems.push({
        level: 'warning',
        text: `the emulator ${what} is registered but disabled`,
        fix: `On the daemon's host: echo 1 > ${BINFMT}/${emulator.name} (as root).`,
        about,
      });
    else if (!emulator.flags.includes('F'))
      problems.push({
        level: 'warning',
        text: `the emulator ${what} is registered without the F flag, so it does not work inside containers (they say "no such file or directory")`,
        fix: 'Register it anew with the F flag, e.g. with the qemu-user-static package.',
        about,
      });
  }
  for (const platform of wanted) {
    if (platformMatches(native, platform)) continue;
    const usable = emulators.some(
      (emulator) =>
        emulator.enabled &&
        emulator.flags.includes('F') &&
        emulator.platform !== null &&
        (platformMatches(emulator.platform, platform) || platform.startsWith(`${emulator.platform}/`)),
    );
    if (usable) continue;
    const name = emulatorFor(platform);
    // One that is there and does not work was named above.
    const known = emulators.some((emulator) => emulator.name === name);
    problems.push({
      level: 'info',
      text: `programs for ${platform} can be built but not run: the daemon's host emulates no such platform`,
      fix: "Install qemu-user-static on the daemon's host (Debian, Ubuntu), or `docker run --privileged --rm tonistiigi/binfmt --install all`.",
      ...(name === null || known ? {} : { about: `${REGISTER_EMULATION}${name}` }),
    });
  }
}

async function ourBytes(engine: Engine): Promise<number> {
  const [images, volumes] = await Promise.all([engine.listImages(), engine.listVolumes()]);
  return images.reduce((sum, image) => sum + image.bytes, 0) + volumes.reduce((sum, volume) => sum + (volume.bytes ?? 0), 0);
}
