// Starts the Docker daemon that is installed on this machine and not running. A change of the host: offered, asked, then done.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DoctorAction } from '../../../shared/domain/documents.ts';
import { CancelledError, EngineUnavailableError } from '../../../shared/domain/errors.ts';
import { configFolder, readDockerConfig, type Env } from '../docker-config.ts';
import type { ResolveOptions } from '../endpoint.ts';
import { errorCode } from '../failures.ts';
import { answersPing, isThere, programOf, runProgram, type Machine } from './machine.ts';

export const START_ENGINE = 'engine.start';
const START_MS = 60_000;
const AGAIN_MS = 200;

/** Null where the daemon can't be started by this user, runs already, or is not what the request would use. */
export async function offerStartEngine(env: Env, wanted: Pick<ResolveOptions, 'explicit' | 'preferred' | 'home'>, machine: Machine): Promise<DoctorAction | null> {
  if (machine.platform !== 'linux' || !machine.root) return null;
  if (!(await wantsSystemSocket(env, wanted, machine))) return null;
  if (await answersPing(machine.socket)) return null;
  const dockerd = await programOf(machine, 'dockerd');
  if (dockerd === null || (await livingDaemon(machine)) !== null) return null;
  const systemd = await bySystemd(machine);
  if (systemd && (await programOf(machine, 'systemctl')) === null) return null;
  return {
    id: START_ENGINE,
    title: 'Start the Docker daemon',
    changesHost: true,
    detail: systemd
      ? `Asks systemd to start the service docker on this machine. \`systemctl stop docker\` undoes it.`
      : `Starts ${dockerd} on this machine, as root; it stays after Cgoscope ends. Its log goes to ${machine.log}; \`kill "$(cat ${machine.pidFile})"\` stops it.`,
    command: systemd ? 'systemctl start docker' : `setsid dockerd </dev/null >>${machine.log} 2>&1 &`,
  };
}

/** By the order of the docker command line: is the system-wide socket what would be used? */
async function wantsSystemSocket(env: Env, wanted: Pick<ResolveOptions, 'explicit' | 'preferred' | 'home'>, machine: Machine): Promise<boolean> {
  const own = ['default', `unix://${machine.socket}`, `unix://${machine.socket.replace(/^\/var\/run\//, '/run/')}`];
  for (const named of [wanted.explicit, wanted.preferred, env['DOCKER_HOST'], env['DOCKER_CONTEXT']])
    if (named !== undefined && named !== null && named !== '') return own.includes(named);
  const { currentContext } = await readDockerConfig(configFolder(env, wanted.home ?? env['HOME'] ?? homedir()));
  return currentContext === undefined || currentContext === '' || own.includes(currentContext);
}

const bySystemd = (machine: Machine): Promise<boolean> => isThere(machine.systemd);

/** The pid of a dockerd that lives; a zombie does not. */
async function livingDaemon(machine: Machine): Promise<number | null> {
  for (const name of await readdir(machine.proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if ((await readFile(join(machine.proc, name, 'comm'), 'utf8')).trim() !== 'dockerd') continue;
      if (!/^State:\s*Z/m.test(await readFile(join(machine.proc, name, 'status'), 'utf8'))) return Number(name);
    } catch (error) {
      if (!['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error))) throw error; // it ended while we looked
    }
  }
  return null;
}

/** Starts it and waits until it answers, a minute at most. Rejects with EngineUnavailableError and the last lines of its log. */
export async function startEngine(machine: Machine, options: { signal: AbortSignal; progress(text: string): void }): Promise<string> {
  if (await bySystemd(machine)) {
    const systemctl = (await programOf(machine, 'systemctl')) ?? 'systemctl';
    options.progress('systemctl start docker');
    const { code, output } = await runProgram([systemctl, 'start', 'docker'], options.signal);
    if (code !== 0) throw new EngineUnavailableError(`systemctl start docker failed: ${lastLines(output)}`, 'See `journalctl -u docker`.');
    await untilAnswer(machine, () => false, options.signal, 'See `journalctl -u docker`.');
    return 'the Docker daemon was started by systemd and answers';
  }
  const dockerd = (await programOf(machine, 'dockerd')) ?? 'dockerd';
  await removeStalePidFile(machine);
  options.progress(`starting ${dockerd}`);
  const log = await open(machine.log, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o640);
  try {
    const child = spawn(dockerd, [], { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
    let ended: string | null = null;
    child.once('error', (error) => (ended = error.message));
    child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code ?? '?'}`}`));
    child.unref();
    await untilAnswer(machine, () => ended, options.signal, `See ${machine.log}.`);
    return `the Docker daemon was started (process ${child.pid ?? '?'}) and answers; its log is ${machine.log}`;
  } finally {
    await log.close();
  }
}

async function untilAnswer(machine: Machine, ended: () => string | null | false, signal: AbortSignal, fix: string): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    if (await answersPing(machine.socket)) return;
    if (signal.aborted) throw new CancelledError('no longer waiting for the Docker daemon; it may still come up');
    const how = ended();
    if (typeof how === 'string') throw new EngineUnavailableError(`dockerd did not start: ${how}${await logTail(machine)}`, fix);
    if (performance.now() > deadline) throw new EngineUnavailableError(`dockerd did not answer at ${machine.socket} within 60 s${await logTail(machine)}`, fix);
    await delay(AGAIN_MS);
  }
}

/** One that names a living dockerd stays. */
async function removeStalePidFile(machine: Machine): Promise<void> {
  if (await isThere(machine.pidFile)) {
    if ((await livingDaemon(machine)) === null) await rm(machine.pidFile, { force: true });
  }
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join('; ').slice(-600);

async function logTail(machine: Machine): Promise<string> {
  if (!(await isThere(machine.log, constants.R_OK))) return '';
  const file = await open(machine.log, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4_000), position: Math.max(0, size - 4_000) });
    const text = lastLines(buffer.toString('utf8', 0, bytesRead));
    return text === '' ? '' : `; its last words: ${text}`;
  } finally {
    await file.close();
  }
}
