// How much a call tells of why two runs of a program ended differently, 0..1. What was looked for and never found, what was refused and what could not be
// reached come first; what a program says and how it ends are the symptom; what every start does says next to nothing.
import { KIND, thingOf, type ReadableTrace, type Thing } from '../../evidence/index.ts';
import { FATAL_SIGNALS, READS, WRITES } from './calls.ts';
import { baseOf } from './processes.ts';
import { failure, firstExecOf, type SideTokens } from './tokens.ts';

export interface Telling {
  weight: number;
  /** A symptom is what came of it; a cause may be why. */
  symptom: boolean;
}

/** What a trace found in the end, whatever places it tried before. */
export interface Found {
  thing(thing: Thing): boolean;
  program(path: string): boolean;
}

const MISSING = new Set(['ENOENT', 'ENOTDIR']);
const REFUSED = new Set(['EPERM', 'EACCES', 'ENOSYS']);
const EXHAUSTED = new Set(['ENOMEM', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOSPC', 'EDQUOT']);
export const OPENS = new Set(['open', 'openat2']);
/** Done by every program many times, or only to manage what it has. */
const HOUSEKEEPING = new Set([
  'close',
  'fcntl',
  'lseek',
  'epoll_ctl',
  'ioctl',
  'rt_sigaction',
  'mmap',
  'fstat',
  'getdents',
  'uname',
  'dup2',
  'dup',
  'pipe',
  'eventfd',
  'epoll_create',
  'getrandom',
  'prctl',
  'arch_prctl',
  'prlimit64',
  'getuid',
  'geteuid',
  'getgid',
  'getegid',
  'getcwd',
  'sysinfo',
  'getsockname',
  'getpeername',
  'getsockopt',
  'setsockopt',
  'statfs',
  'fadvise64',
  'getpgrp',
  'close_range',
  'umask',
  'set_mempolicy',
  'get_mempolicy',
  'memfd_create',
  'timerfd_create',
  'signalfd4',
]);

export function foundOf({ trace }: SideTokens): Found {
  let things: Set<string> | null = null;
  let programs: Set<string> | null = null;
  return {
    thing(thing) {
      things ??= thingsFound(trace);
      return things.has(keyOf(thing));
    },
    program(path) {
      programs ??= programsStarted(trace);
      return programs.has(baseOf(path));
    },
  };
}

const keyOf = ({ kind, name }: Thing): string => `${kind} ${name}`;

function thingsFound({ index }: ReadableTrace): Set<string> {
  const opens = new Set(['open', 'openat', 'openat2'].map((name) => index.names.indexOf(name)));
  const opened = new Uint8Array(index.paths.length);
  for (let event = 0; event < index.count; event++) {
    const path = index.path[event] ?? 0;
    if (path !== 0 && index.error[event] === 0 && opens.has(index.name[event] ?? -1)) opened[path] = 1;
  }
  const found = new Set<string>();
  opened.forEach((is, path) => {
    if (is === 0) return;
    const thing = thingOf(index.paths[path] ?? '', false);
    if (!thing.folder) found.add(keyOf(thing));
  });
  return found;
}

function programsStarted({ index }: ReadableTrace): Set<string> {
  const exec = index.names.indexOf('execve');
  const started = new Set<string>();
  for (let event = 0; exec >= 0 && event < index.count; event++)
    if (index.name[event] === exec && index.error[event] === 0 && index.kind[event] === KIND.call) started.add(baseOf(index.paths[index.path[event] ?? 0] ?? ''));
  return started;
}

/** Of an event that only its own side has. */
export function tellingOf(side: SideTokens, found: Found, event: number): Telling {
  const { index } = side.trace;
  const name = index.names[index.name[event] ?? 0] ?? '';
  const kind = index.kind[event];
  if (kind === KIND.signal) return symptom(FATAL_SIGNALS.has(name) ? 0.9 : 0.6);
  if (kind === KIND.exit) return symptom(0.8);
  const family = side.families[index.name[event] ?? 0] ?? '';
  const error = failure(index.errors[index.error[event] ?? 0] ?? '');
  const path = index.paths[index.path[event] ?? 0] ?? '';
  if (family === 'exit_group') return symptom(0.8);
  if (family === 'wait4') return symptom(0.3);
  if (family === 'kill' || family === 'tgkill' || family === 'tkill') return symptom(0.25);
  if (WRITES.has(family) && error === '') return written(side, event, family);
  if (family === 'execve') return cause(error === '' ? 0.72 : found.program(path) ? 0.15 : 1);
  if (path !== '') return cause(ofPath(thingOf(path, false), family, error, found));
  if (family === 'connect' || family === 'bind' || family === 'listen' || family === 'socket')
    return cause(ofNetwork(family, error, index.addresses[index.address[event] ?? 0] ?? ''));
  if (HOUSEKEEPING.has(family) && !EXHAUSTED.has(error) && !(REFUSED.has(error) && !['epoll_ctl', 'ioctl', 'lseek'].includes(family))) return cause(0.04);
  if (REFUSED.has(error)) return cause(0.85);
  if (EXHAUSTED.has(error)) return cause(0.84);
  if (READS.has(family)) return cause(error === '' ? 0.06 : 0.5);
  if (family === 'clone' || family === 'clone3') return cause(0.25);
  return cause(error === '' ? 0.12 : error === 'EINVAL' ? 0.2 : 0.3);
}

const cause = (weight: number): Telling => ({ weight, symptom: false });
const symptom = (weight: number): Telling => ({ weight, symptom: true });

function written(side: SideTokens, event: number, family: string): Telling {
  const { index } = side.trace;
  const fd = index.fd[event];
  if (fd === 2) return symptom(0.66);
  if (fd === 1) return symptom(0.35);
  return cause(family.startsWith('send') ? 0.45 : 0.2);
}

function ofPath(thing: Thing, family: string, error: string, found: Found): number {
  if (MISSING.has(error)) return thing.idle ? 0.05 : found.thing(thing) ? 0.12 : missing(thing, family);
  if (error !== '' && error !== 'EEXIST') return REFUSED.has(error) ? 0.85 : EXHAUSTED.has(error) ? 0.84 : 0.4;
  if (thing.idle) return 0.05;
  if (!OPENS.has(family)) return thing.kind === 'other' ? 0.2 : 0.15;
  switch (thing.kind) {
    case 'loader':
    case 'library':
      return 0.56;
    case 'ca-roots':
      return 0.58;
    case 'resolv-conf':
      return 0.55;
    case 'nsswitch':
    case 'users':
    case 'zoneinfo':
      return 0.5;
    case 'hosts':
    case 'other':
      return 0.42;
    case 'program':
      return 0.35;
    case 'device':
      return 0.3;
    case 'kernel':
      return 0.1;
    case 'locale':
      return 0.05;
  }
}

/** Looked for, not there, and nowhere else either. */
function missing(thing: Thing, family: string): number {
  switch (thing.kind) {
    case 'loader':
      return 0.97;
    case 'library':
      return 0.93;
    case 'ca-roots':
      return 0.86;
    case 'resolv-conf':
      return 0.8;
    case 'users':
      return 0.66;
    case 'zoneinfo':
      return /^(?:localtime|timezone|TZ)$/.test(thing.name) ? 0.3 : 0.64;
    case 'nsswitch':
      return 0.55;
    case 'program':
    case 'hosts':
      return 0.5;
    case 'device':
      return 0.45;
    case 'kernel':
      return 0.12;
    case 'locale':
      return 0.05;
    case 'other':
      return OPENS.has(family) ? 0.5 : 0.3;
  }
}

function ofNetwork(family: string, error: string, address: string): number {
  // The name service cache daemon, asked by every glibc program; hardly any machine has one.
  if (address.includes('/nscd/')) return 0.08;
  if (address === 'netlink') return REFUSED.has(error) ? 0.85 : 0.15;
  if (error === '') return family === 'connect' ? 0.57 : family === 'socket' ? 0.15 : 0.5;
  if (family === 'socket') return error === 'EAFNOSUPPORT' ? 0.6 : 0.85;
  // A machine without IPv6 is told so at every try.
  if (/\[[0-9a-f:]+\]/i.test(address) && (error === 'ENETUNREACH' || error === 'EADDRNOTAVAIL')) return 0.3;
  return 0.82;
}

/** The same call with another error; `null` for a side on which it succeeded. `failing` is a side with an error. */
export function tellingOfError(failing: SideTokens, found: Found, event: number, both: boolean): Telling {
  const { weight, symptom: is } = tellingOf(failing, found, event);
  if (is || both) return { weight: weight * 0.8, symptom: is };
  const { index } = failing.trace;
  const path = index.paths[index.path[event] ?? 0] ?? '';
  const family = failing.families[index.name[event] ?? 0] ?? '';
  // A file that one has and the other has not, where nothing stands in for it.
  if (path === '' || weight < 0.2) return { weight, symptom: false };
  return { weight: Math.min(1, weight + (OPENS.has(family) ? 0.25 : 0.15)), symptom: false };
}

/** The same call, another result. */
export function tellingOfResult(side: SideTokens, event: number): Telling {
  const { index } = side.trace;
  const family = side.families[index.name[event] ?? 0] ?? '';
  if (index.kind[event] === KIND.exit || family === 'exit_group') return symptom(0.8);
  if (family === 'wait4') return symptom(0.4);
  if (OPENS.has(family)) return cause(0.74);
  // Other words for what was recorded itself are why the two are not the same.
  if (family === 'execve') return cause(event === firstExecOf(side.trace) ? 0.65 : 0.3);
  const maker = index.madeBy[event] ?? -1;
  const path = index.paths[index.path[maker < 0 ? event : maker] ?? 0] ?? '';
  return cause(path === '/etc/resolv.conf' ? 0.78 : path === '/etc/nsswitch.conf' ? 0.65 : 0.4);
}
