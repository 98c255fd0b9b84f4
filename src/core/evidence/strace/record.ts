// Puts events into columns: what each call names, which descriptor it is about, how it ended, and what that does to processes and descriptors.
import { FLAG, type TraceIndex } from '../trace/types.ts';
import { ByteTable } from './byte-table.ts';
import { ascii, decorationEndOf, find, isDigit, latin1, QUOTE, startsWith, stringEnd } from './bytes.ts';
import { callInfo, FD, PATH, TASK, type CallInfo } from './calls.ts';
import { GrowingColumns, GrowingResumed } from './columns.ts';
import { PROTOCOLS, type Descriptors } from './descriptors.ts';
import { splitArguments } from './arguments.ts';
import { pathText } from './files.ts';
import { markNoise, SENDS_SIGURG } from './noise.ts';
import { addressOfDecoration, addressOfSockaddr, protocolOfSocket } from './sockets.ts';
import { own } from './text.ts';
import { TaskTable } from './tasks.ts';
import { Texts } from './texts.ts';
import type { LineScan } from './scan.ts';
import { errnoName } from './errno.ts';

const MAX_PATHS = 2_000_000;
const MAX_ADDRESSES = 500_000;
const MAX_WARNINGS = 50;
/** The same for all names that are not known. */
const NO_INFO = callInfo('');
const SPACE = 0x20;
const CLOEXEC = ascii('_CLOEXEC');
const FAMILY = ascii('_family=');
const DUPFD = ascii('F_DUPFD');
const SETFD = ascii('F_SETFD');
const FIOCLEX = ascii('FIOCLEX');
const FIONCLEX = ascii('FIONCLEX');
const RIGHTS = ascii('SCM_RIGHTS');
const QEMU_OPEN = ascii('"qemu-open"');
const SIGURG = ascii('SIGURG');
const QEMU = ascii('/qemu-');

export class Recorder {
  readonly columns = new GrowingColumns();
  readonly resumed = new GrowingResumed();
  readonly tasks: TaskTable;
  readonly addresses = new Texts(MAX_ADDRESSES);
  readonly paths = new Texts(MAX_PATHS);
  readonly warnings: { code: string; text: string; line: number | null }[] = [];
  descriptorsShown = false;
  durations = false;
  /** Events that show a process to be an emulator, and what that emulator did for itself. */
  readonly emulator = { processes: new Set<number>(), own: new Set<number>() };

  private readonly said = new Set<string>();
  private readonly nameTable = new ByteTable(0xfffe);
  readonly names: string[] = [''];
  private readonly infos: CallInfo[] = [callInfo('')];
  private readonly errorTable = new ByteTable(0xfd);
  readonly errors: string[] = [''];
  private readonly pathTable = new ByteTable(MAX_PATHS * 2);
  private readonly pathIds: number[] = [];
  private readonly addressTable = new ByteTable(MAX_ADDRESSES * 2);
  /** By piece and protocol. */
  private readonly addressIds = new Map<number, number>();
  private selfExe = -1;
  private tgkill = -1;

  constructor(pid: number) {
    this.tasks = new TaskTable(pid);
  }

  warn(code: string, text: string, line: number): void {
    // Each kind a few times is enough to find the place; all of them would be the log again.
    if (this.warnings.length >= MAX_WARNINGS || this.said.has(code + text)) return;
    this.said.add(code + text);
    this.warnings.push({ code, text, line: line || null });
  }

  /** The number of a name among {@link names}; 0 where there are too many. */
  nameOf(buf: Uint8Array, from: number, to: number): number {
    const number = this.nameTable.of(buf, from, to) + 1;
    if (number === this.names.length && number > 0) {
      const name = latin1(buf, from, to);
      this.names.push(own(name));
      this.infos.push(callInfo(name));
      if (name === 'tgkill') this.tgkill = number;
      if (name === 'readlink' || name === 'readlinkat') this.selfExe = Math.max(this.selfExe, 0);
    }
    return number;
  }

  private errorOf(buf: Uint8Array, from: number, to: number): number {
    const number = this.errorTable.of(buf, from, to) + 1;
    if (number === this.errors.length && number > 0) this.errors.push(own(latin1(buf, from, to)));
    // A log of more errors than there are is hostile: a failure stays a failure.
    return number === 0 ? this.errors.length - 1 : number;
  }

  /** Whether a call's name is one of those that something is known of. */
  knows(name: number): boolean {
    return this.info(name) !== NO_INFO;
  }

  info(name: number): CallInfo {
    return this.infos[name] ?? NO_INFO;
  }

  add(kind: number, name: number, task: number, offset: number, length: number, line: number, time: number): number {
    const { columns } = this;
    const event = columns.add();
    const { last, place } = columns;
    last.offset[place] = offset;
    last.length[place] = Math.min(length, 0xffffffff);
    last.line[place] = line;
    last.task[place] = task;
    last.kind[place] = kind;
    last.name[place] = name;
    last.time[place] = time;
    last.duration[place] = Number.NaN;
    last.result[place] = Number.NaN;
    last.fd[place] = -1;
    last.madeBy[place] = -1;
    return event;
  }

  flag(event: number, flags: number): void {
    const chunk = this.columns.of(event);
    const place = this.columns.placeOf(event);
    chunk.flags[place] = (chunk.flags[place] ?? 0) | flags;
  }

  /** A call of which nothing but its failure is told. */
  failed(event: number, error: string): void {
    const text = ascii(error);
    const chunk = this.columns.of(event);
    const place = this.columns.placeOf(event);
    chunk.error[place] = this.errorOf(text, 0, text.length);
    chunk.result[place] = -1;
  }

  /** What the newest event's arguments say before the call has ended. `comma`: the first one between arguments; -1. */
  begin(event: number, name: number, task: number, buf: Uint8Array, from: number, to: number, comma: number): void {
    const info = this.info(name);
    const { last, place } = this.columns;
    const first = buf[from];
    if (isDigit(first)) {
      let i = from;
      let fd = 0;
      for (; i < to && isDigit(buf[i]) && i - from < 10; i++) fd = fd * 10 + (buf[i] ?? 0) - 0x30;
      const decorated = i < to && buf[i] === 0x3c && buf[i + 1] !== 0x3c;
      if ((info.fdFirst || decorated) && fd <= 0x7fffffff && (i === to || decorated || buf[i] === 0x2c || buf[i] === SPACE)) {
        last.fd[place] = fd;
        const table = this.tasks.running[task]?.descriptors;
        if (table) {
          last.madeBy[place] = table.madeBy(fd);
          // Before its answer: another thread may have got the number again by then.
          if (info.fd === FD.closes) table.close(fd);
        }
        if (decorated) {
          this.descriptorsShown = true;
          // A socket or the like: paths begin with a slash, pipes and inodes with a small letter.
          if (isCapital(buf[i + 1])) last.address[place] = this.decorationAddress(buf, i, decorationEndOf(buf, i, to));
        }
      }
    } else if (first === 0x41 && !this.descriptorsShown && startsWith(buf, from, to, AT_FDCWD)) this.descriptorsShown = true;
    if (info.path !== PATH.none) this.path(event, info.path, buf, from, to, comma);
  }

  private path(event: number, where: number, buf: Uint8Array, from: number, to: number, comma: number): void {
    let start = from;
    if (where !== PATH.first) {
      if (comma < 0) return;
      start = comma + 1;
      while (start < to && buf[start] === SPACE) start++;
    }
    if (start >= to || buf[start] !== QUOTE) return;
    let end = stringEnd(buf, start, to);
    if (end < 0 || end === start + 2) return;
    if (startsWith(buf, end, to, DOTS)) end += 3;
    // Below a descriptor that -y named the folder belongs to it. The working folder is not joined: programs and people name such a file by what they wrote.
    const joined = where === PATH.below && buf[from] !== 0x41 && buf[comma - 1] === 0x3e;
    const number = this.pathTable.of(buf, joined ? from : start, end);
    if (number < 0) {
      this.paths.full = true;
      return;
    }
    let id = this.pathIds[number];
    if (id === undefined) {
      id = this.paths.of(pathText(joined ? latin1(buf, from, comma) : '', latin1(buf, start, end)));
      this.pathIds[number] = id;
      if (this.selfExe === 0 && this.paths.list[id] === '/proc/self/exe') this.selfExe = id;
    }
    this.columns.of(event).path[this.columns.placeOf(event)] = id;
  }

  private decorationAddress(buf: Uint8Array, from: number, to: number): number {
    const number = this.addressTable.of(buf, from, to);
    if (number < 0) return 0;
    const key = number * 8;
    let id = this.addressIds.get(key);
    if (id === undefined) this.addressIds.set(key, (id = this.addresses.of(addressOfDecoration(latin1(buf, from, to)) ?? '')));
    return id;
  }

  private sockaddr(event: number, table: Descriptors | undefined, buf: Uint8Array, from: number, to: number): void {
    const chunk = this.columns.of(event);
    const place = this.columns.placeOf(event);
    const start = find(buf, from, to, FAMILY);
    if (start < 0) return;
    // The decoration knows the protocol; without one the call that made the socket does.
    const shown = /^\w+/.exec(this.addresses.list[chunk.address[place] ?? 0] ?? '')?.[0] ?? protocolShown(buf, from, to);
    const shownNumber = shown === null ? -1 : (PROTOCOLS as readonly string[]).indexOf(shown);
    const protocol = shownNumber > 0 ? shownNumber : (table?.protocol(chunk.fd[place] ?? -1) ?? 0);
    const end = Math.min(to, start + 400);
    const number = this.addressTable.of(buf, start, end);
    if (number < 0) return;
    const key = number * 8 + protocol;
    let id = this.addressIds.get(key);
    if (id === undefined) this.addressIds.set(key, (id = this.addresses.of(addressOfSockaddr(latin1(buf, start, end), PROTOCOLS[protocol] || null) ?? '')));
    if (id > 0) chunk.address[place] = id;
  }

  /** How a call ended: `scan` holds its result, `buf` from `from` to `to` all its arguments. `task`: who it ended in. */
  end(event: number, name: number, task: number, buf: Uint8Array, from: number, to: number, scan: LineScan): void {
    const info = this.info(name);
    const chunk = this.columns.of(event);
    const place = this.columns.placeOf(event);
    const { value } = scan;
    chunk.result[place] = value;
    if (scan.duration >= 0) {
      chunk.duration[place] = scan.duration;
      this.durations = true;
    }
    let failed = Number.isNaN(value);
    if (scan.errorEnd > scan.errorStart) {
      chunk.error[place] = this.errorOf(buf, scan.errorStart, scan.errorEnd);
      failed = true;
    } else if (scan.errno > 0) {
      failed = true;
      const text = ascii(errnoName(scan.errno));
      chunk.error[place] = this.errorOf(text, 0, text.length);
    }
    const restart = scan.restarted || scan.errno === 512;
    if (restart || scan.cutString) chunk.flags[place] = (chunk.flags[place] ?? 0) | (restart ? FLAG.restarted : 0) | (scan.cutString ? FLAG.cut : 0);
    if (info.path !== PATH.none && chunk.path[place] === 0) this.path(event, info.path, buf, from, to, scan.comma);
    if (info.path !== PATH.none && this.selfExe > 0 && chunk.path[place] === this.selfExe && find(buf, from, to, QEMU) >= 0) {
      this.emulator.processes.add(task);
      this.emulator.own.add(event);
    }
    if (name === this.tgkill && to - from < 100 && find(buf, from, to, SIGURG) >= 0) chunk.flags[place] = (chunk.flags[place] ?? 0) | SENDS_SIGURG;
    if (info.fd === FD.none && info.task === TASK.none && !info.address) return;
    const table = this.tasks.running[task]?.descriptors;
    if (info.address) this.sockaddr(event, table, buf, from, to);
    // What accept answers knows who came.
    if (info.accepts && !failed && buf[scan.valueEnd] === 0x3c && isCapital(buf[scan.valueEnd + 1])) {
      const id = this.decorationAddress(buf, scan.valueEnd, decorationEndOf(buf, scan.valueEnd, scan.resultEnd));
      if (id > 0) chunk.address[place] = id;
    }
    if (failed) return;
    if (info.fd !== FD.none && table) this.descriptor(event, info.fd, table, buf, from, to, value, chunk.fd[place] ?? -1);
    switch (info.task) {
      case TASK.clones:
        if (value > 0) this.tasks.cloned(task, insidePid(buf, scan) ?? value, latin1(buf, from, to), event);
        return;
      case TASK.executes:
      case TASK.executesAt: {
        const parts = splitArguments(latin1(buf, from, to), 4);
        this.tasks.executed(task, this.paths.list[chunk.path[place] ?? 0] ?? '', parts[info.task === TASK.executesAt ? 2 : 1] ?? '', event);
      }
    }
  }

  private descriptor(event: number, does: number, table: Descriptors, buf: Uint8Array, from: number, to: number, value: number, fd: number): void {
    switch (does) {
      case FD.makes:
        table.set(value, event, closedByExec(buf, from, to));
        if (buf[to - 1] !== undefined && find(buf, from, Math.min(to, from + 16), QEMU_OPEN) >= 0) this.emulator.own.add(event);
        return;
      case FD.socket:
        table.set(value, event, closedByExec(buf, from, to), (PROTOCOLS as readonly string[]).indexOf(protocolOfSocket(splitArguments(latin1(buf, from, to), 3))));
        return;
      case FD.copies:
        if (value !== fd) table.set(value, event, closedByExec(buf, from, to), table.protocol(fd));
        return;
      case FD.fcntl:
        if (find(buf, from, to, DUPFD) >= 0) table.set(value, event, closedByExec(buf, from, to), table.protocol(fd));
        else if (find(buf, from, to, SETFD) >= 0) table.setClosedByExec(fd, find(buf, from, to, CLOEXEC) >= 0);
        return;
      case FD.ioctl:
        if (to - from > 200) return;
        if (find(buf, from, to, FIOCLEX) >= 0) table.setClosedByExec(fd, true);
        else if (find(buf, from, to, FIONCLEX) >= 0) table.setClosedByExec(fd, false);
        return;
      case FD.pair: {
        const pair = /\[(\d{1,9})(?:<.*?>)?, (\d{1,9})/.exec(latin1(buf, from, Math.min(to, from + 600)));
        const closed = closedByExec(buf, from, to);
        for (const each of pair?.slice(1) ?? []) table.set(Number(each), event, closed);
        return;
      }
      case FD.closesRange: {
        const [first = '', last = '', flags = ''] = splitArguments(latin1(buf, from, Math.min(to, from + 200)), 3);
        if (/^\d{1,10}$/.test(first)) table.closeRange(Number(first), /^\d{1,10}$/.test(last) ? Number(last) : Number.MAX_SAFE_INTEGER, flags.includes('CLOEXEC'));
        return;
      }
      case FD.receives: {
        if (find(buf, from, to, RIGHTS) < 0) return;
        const text = latin1(buf, from, Math.min(to, from + 8_192));
        const closed = closedByExec(buf, from, to);
        for (const [, list = ''] of text.matchAll(/SCM_RIGHTS, cmsg_data=\[([^\]]{1,2000})/g))
          for (const each of list.split(', ').slice(0, 256)) if (/^\d{1,9}/.test(each)) table.set(Number.parseInt(each, 10), event, closed);
      }
    }
  }

  /** What the document says of lists that were cut. */
  limits(): void {
    if (this.paths.full) this.warn('paths-cut', `more than ${MAX_PATHS} different paths; the rest is left out`, 0);
    if (this.addresses.full) this.warn('addresses-cut', `more than ${MAX_ADDRESSES} different addresses; the rest is left out`, 0);
    if (this.tasks.full) this.warn('tasks-cut', 'too many processes; the calls of the last ones are counted together', 0);
  }

  /** Columns and tables as they are kept. */
  finish(): Pick<TraceIndex, keyof ReturnType<GrowingColumns['finish']> | 'count' | 'resumed' | 'names' | 'errors' | 'paths' | 'addresses' | 'tasks'> {
    const { count } = this.columns;
    const columns = this.columns.finish();
    const { tasks } = this.tasks;
    const last = new Float64Array(tasks.length).fill(-1);
    for (let event = 0; event < count; event++) last[columns.task[event] ?? 0] = event;
    for (const [at, task] of tasks.entries()) task.lastEvent = Math.max(task.firstEvent, last[at] ?? 0);
    markNoise(
      { count, ...columns, names: this.names, paths: this.paths.list },
      this.tasks.running.map(({ group }) => group),
      this.emulator,
    );
    if (this.tgkill > 0) for (let event = 0; event < count; event++) columns.flags[event] = (columns.flags[event] ?? 0) & ~SENDS_SIGURG;
    return { count, ...columns, resumed: this.resumed.finish(count), names: this.names, errors: this.errors, paths: this.paths.list, addresses: this.addresses.list, tasks };
  }
}

const isCapital = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
const AT_FDCWD = ascii('AT_FDCWD<');
const DOTS = ascii('...');

/** Looked for behind the first string (a path may hold any words), in a bounded part of the arguments. */
function closedByExec(buf: Uint8Array, from: number, to: number): boolean {
  let at = from;
  for (let i = from; i < to && i < from + 64; i++) {
    if (buf[i] !== QUOTE) continue;
    at = Math.max(i, stringEnd(buf, i, to));
    break;
  }
  return find(buf, at, Math.min(to, at + 2_048), CLOEXEC) >= 0;
}

/** `12 /* 4711 in strace's PID NS *\/`: the number that the lines have. */
export function insidePid(buf: Uint8Array, scan: LineScan): number | null {
  if (scan.resultEnd - scan.valueEnd < 8) return null;
  const match = /\/\* (\d{1,9})(?:<[^>]*>)? in strace's PID NS/.exec(latin1(buf, scan.valueEnd, Math.min(scan.resultEnd, scan.valueEnd + 100)));
  return match ? Number(match[1]) : null;
}

/** Protocol in the first argument's decoration where that shows no address, `3<UDP:[1234]>`. */
function protocolShown(buf: Uint8Array, from: number, to: number): string | null {
  const match = /^\d{1,9}<(TCP|UDP|UNIX|NETLINK|RAW|PING|ICMP)/i.exec(latin1(buf, from, Math.min(to, from + 24)));
  return match?.[1] ? match[1].toLowerCase() : null;
}
