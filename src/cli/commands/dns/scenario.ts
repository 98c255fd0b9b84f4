// The options that describe a scenario, read: files, faults, names, environment. One clear sentence for each that is wrong. Used by every command of the group.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parseFault } from '../../../shared/domain/dns-faults.ts';
import { RESOLVERS, type DnsApi, type DnsScenario, type DnsServer, type Resolver } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import type { Shell } from '../../shell.ts';
import { unreadable } from '../unreadable.ts';

/** What `scenarioOptions` of index.ts parses to. */
export interface ScenarioOptions {
  resolvConf?: string;
  server: string[];
  name?: string;
  exists: string[];
  api: DnsApi;
  env: string[];
  nss?: string;
  hosts?: string;
  repeat: number;
  deadline?: string;
}

/** As many as the schema of a scenario takes. */
const MOST_CHARS = 262_144;
const MOST_NAMES = 100;
const MOST_ENV = 100;

/** Reads the files and checks every option; throws InputError naming the option and what was expected. `usual`: what is taken without a resolv.conf. */
export async function scenarioOf(shell: Shell, options: ScenarioOptions, usual: ((servers: number) => string) | null = null): Promise<DnsScenario> {
  const { resolvConf: file } = options;
  if (file === undefined && usual === null) throw new InputError('no resolv.conf; expected --resolv-conf FILE, or - for stdin', { input: '--resolv-conf', expected: 'a file' });
  const fromStdin = (
    [
      ['--resolv-conf', file],
      ['--nss', options.nss],
      ['--hosts', options.hosts],
    ] as const
  )
    .filter(([, given]) => given === '-')
    .map(([option]) => option);
  if (fromStdin.length > 1) throw new InputError(`${fromStdin.join(' and ')} both name stdin; expected one file from it`, { input: '-', expected: 'one - at most' });
  // What needs no file is said first: a file behind a pipe can be read once only.
  const faults = faultsOf(options.server);
  const exists = existsOf(options.exists);
  const env = envOf(options.env);
  const deadlineMs = options.deadline === undefined ? null : durationMs(options.deadline, '--deadline');
  const resolvConf = file === undefined ? (usual?.(Math.max(1, ...faults.keys(), ...exists.own.keys())) ?? '') : await textOf(shell, file, '--resolv-conf');
  return {
    title: '',
    resolvConf,
    nsswitch: options.nss === undefined ? null : await textOf(shell, options.nss, '--nss'),
    hosts: options.hosts === undefined ? null : await textOf(shell, options.hosts, '--hosts'),
    env,
    servers: await serversOf(faults, exists, resolvConf),
    exists: exists.all,
    name: options.name === undefined ? 'db.internal' : bounded(options.name, '--name'),
    api: options.api,
    repeat: options.repeat,
    parallel: 1,
    deadlineMs,
  };
}

/** `go`, `glibc`, `musl`, `all`, some of them: each once, in the order given. */
export function resolversOf(given: readonly string[]): Resolver[] {
  if (given.length === 0) throw new InputError('no resolver; expected --resolver go, glibc, musl or all', { input: '--resolver', expected: 'go, glibc, musl or all' });
  return [...new Set(given.flatMap((each) => (each === 'all' ? [...RESOLVERS] : [oneResolver(each)])))];
}

function oneResolver(text: string): Resolver {
  const found = RESOLVERS.find((each) => each === text);
  if (found === undefined) throw new InputError(`"${shown(text)}" is no resolver; expected go, glibc, musl or all`, { input: '--resolver', expected: 'go, glibc, musl or all' });
  return found;
}

/** `2s`, `1.5s`, `500ms`, `2m` as whole milliseconds, from 1 to an hour. */
export function durationMs(text: string, option: string): number {
  const found = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m)$/.exec(text.trim());
  const ms = found === null ? 0 : Math.round(Number(found[1]) * { ms: 1, s: 1_000, m: 60_000 }[found[2] as 'ms' | 's' | 'm']); // as the pattern says
  if (ms < 1 || ms > 3_600_000)
    throw new InputError(`${option}: "${shown(text)}" is no such time; expected one from 1ms to an hour, as 2s, 1.5s or 500ms`, { input: option, expected: 'a time such as 2s' });
  return ms;
}

/** Faults by server, from 1. */
function faultsOf(given: readonly string[]): Map<number, string> {
  const faults = new Map<number, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    const index = indexOf(at < 0 ? '' : text.slice(0, at));
    if (index === null)
      throw new InputError(`--server ${shown(text)} names no server; expected 1=FAULT, 2=FAULT or 3=FAULT`, { input: '--server', expected: 'N=FAULT, N from 1 to 3' });
    if (faults.has(index))
      throw new InputError(`--server ${index}=… is given twice; expected one fault for each server, or a schedule as 0s=ok,10s=silent`, {
        input: '--server',
        expected: 'each server once',
      });
    const fault = text.slice(at + 1);
    parseFault(fault);
    faults.set(index, fault);
  }
  return faults;
}

const indexOf = (text: string): number | null => (/^[1-3]$/.test(text.trim()) ? Number(text) : null);

interface Exists {
  all: string[];
  own: Map<number, string[]>;
}

function existsOf(given: readonly string[]): Exists {
  if (given.length > MOST_NAMES)
    throw new InputError(`--exists is given ${given.length} times; expected at most ${MOST_NAMES} names`, { input: '--exists', expected: `at most ${MOST_NAMES} names` });
  const exists: Exists = { all: [], own: new Map() };
  for (const text of given) {
    const at = text.indexOf('=');
    const name = bounded(text.slice(at + 1), '--exists');
    if (name.trim() === '') throw new InputError(`--exists ${shown(text)} names nothing; expected NAME, or 1=NAME`, { input: '--exists', expected: 'NAME or N=NAME' });
    if (at < 0) exists.all.push(name);
    else {
      const index = indexOf(text.slice(0, at));
      if (index === null)
        throw new InputError(`--exists ${shown(text)} names no server before the =; expected NAME, or 1=NAME, 2=NAME, 3=NAME`, { input: '--exists', expected: 'NAME or N=NAME' });
      exists.own.set(index, [...(exists.own.get(index) ?? []), name]);
    }
  }
  return exists;
}

/** One entry for each server that is spoken of. A name that one server has to itself is known to no other, so then every server of the file has a list. */
async function serversOf(faults: Map<number, string>, exists: Exists, resolvConf: string): Promise<DnsServer[]> {
  const own = exists.own.size > 0;
  const count = Math.max(0, ...faults.keys(), ...exists.own.keys(), own ? await serverCount(resolvConf) : 0);
  return Array.from({ length: count }, (_, index) => ({
    fault: faults.get(index + 1) ?? 'ok',
    exists: own ? [...exists.all, ...(exists.own.get(index + 1) ?? [])] : null,
  }));
}

/** The most that a resolver takes from the file. */
async function serverCount(resolvConf: string): Promise<number> {
  const { callPure } = await import('../../../core/workbench-pure.ts');
  const { resolvers } = await callPure('dns.lint', { scenario: { resolvConf }, resolvers: RESOLVERS.map((resolver) => ({ resolver })) });
  return Math.max(...resolvers.map(({ settings }) => settings.servers.length));
}

function envOf(given: readonly string[]): Record<string, string> {
  if (given.length > MOST_ENV)
    throw new InputError(`--env is given ${given.length} times; expected at most ${MOST_ENV}`, { input: '--env', expected: `at most ${MOST_ENV} variables` });
  return Object.fromEntries(
    given.map((text): [string, string] => {
      const at = text.indexOf('=');
      if (at < 1 || at > 200 || text.length > 10_000)
        throw new InputError(`--env ${shown(text.slice(0, 200))} sets nothing; expected NAME=VALUE`, { input: '--env', expected: 'NAME=VALUE' });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function bounded(text: string, option: string): string {
  if (text.length > 1_024)
    throw new InputError(`${option} is ${text.length} characters long; expected a name of at most 1024`, { input: option, expected: 'at most 1024 characters' });
  return text;
}

/** A text file, or stdin. Bytes that are no UTF-8 are kept as replacement characters: no resolver knows them as anything. */
export async function textOf(shell: Shell, file: string, option: string): Promise<string> {
  const tooLarge = (): InputError =>
    new InputError(`${option} ${shown(file)} is larger than 256 kB; expected a file as a resolver reads it`, { input: file, expected: 'at most 256 kB' });
  if (file === '-') {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of shell.io.stdin()) {
      size += piece.length;
      if (size > MOST_CHARS) throw tooLarge();
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }
  try {
    const handle = await open(path.resolve(shell.io.cwd, file));
    try {
      // Never more than that: a pipe by name has no size, and a device no end.
      const bytes = Buffer.alloc(MOST_CHARS + 1);
      let size = 0;
      for (let last = -1; last !== 0 && size < bytes.length; size += last) last = (await handle.read(bytes, size, bytes.length - size)).bytesRead;
      if (size > MOST_CHARS) throw tooLarge();
      return bytes.toString('utf8', 0, size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(error, `${option} ${file}`);
  }
}
