// What actions on this machine look at and touch; tests hand in a folder of their own.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { errorCode } from '../failures.ts';

export interface Machine {
  platform: NodeJS.Platform;
  /** May everything here: root. */
  root: boolean;
  /** Folders where programs are looked for; a daemon's are not in everybody's PATH. */
  path: string[];
  proc: string;
  /** The system-wide socket. */
  socket: string;
  pidFile: string;
  log: string;
  /** There where systemd runs the machine. */
  systemd: string;
  binfmt: string;
  /** Where packages say which interpreters they bring (binfmt-support's importable formats). */
  formats: string;
}

export function thisMachine(env: Record<string, string | undefined> = process.env): Machine {
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    path: [...new Set([...path, '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'])],
    proc: '/proc',
    socket: '/var/run/docker.sock',
    pidFile: '/var/run/docker.pid',
    log: '/var/log/cgoscope-dockerd.log',
    systemd: '/run/systemd/system',
    binfmt: '/proc/sys/fs/binfmt_misc',
    formats: '/usr/share/binfmts',
  };
}

export async function isThere(path: string, mode: number = constants.F_OK): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return false;
  }
}

/** The absolute path of a program; null where it is not installed. */
export async function programOf(machine: Machine, name: string): Promise<string | null> {
  for (const folder of machine.path) {
    const file = join(folder, name);
    if (await isThere(file, constants.X_OK)) return file;
  }
  return null;
}

const OUTPUT_MAX = 4_000;

/** Runs a program to its end, at most a minute. `output`: the end of what it said on both streams. */
export function runProgram(argv: readonly [string, ...string[]], signal?: AbortSignal): Promise<{ code: number | null; output: string }> {
  const [program, ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, ...(signal === undefined ? {} : { signal }) });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString('utf8')}`.slice(-OUTPUT_MAX);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

/** Whether an engine answers `/_ping` at a socket within `ms`. */
export function answersPing(socket: string, ms = 2_000): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = connect(socket);
    let text = '';
    const end = (answer: boolean): void => {
      stream.destroy();
      resolve(answer);
    };
    stream.setTimeout(ms, () => end(false));
    stream.once('connect', () => stream.write('GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n'));
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (/^HTTP\/1\.[01] 200\b/.test(text)) end(true);
      else if (text.length > 64) end(false);
    });
    stream.once('error', () => end(false)); // nobody listens, or nobody may: no answer either way
    stream.once('close', () => end(false));
  });
}
