// Filters over columns, held against a naive evaluation event by event: random logs, random filters. And what each term means, by example.
import { describe, expect, it } from 'vitest';
import {
  bytesSource,
  completionsOf,
  eventRow,
  everyEvent,
  FLAG,
  hasEvent,
  intersectEvents,
  KIND,
  programOf,
  readTrace,
  subjectsOf,
  subtractEvents,
  termSteps,
  type EventSet,
  type ReadableTrace,
} from '../../../../src/core/evidence/index.ts';
import { parseTraceFilter, readTraceFilter, type FilterTerm } from '../../../../src/shared/domain/trace-filter.ts';

const sourceOf = (log: string) => bytesSource(Buffer.from(log, 'latin1'));

function setOf(log: string, filter: string): { trace: ReadableTrace; set: EventSet } {
  const source = sourceOf(log);
  const trace = readTrace(source);
  const set = everyEvent(trace.index.count);
  for (const term of readTraceFilter(filter).terms) {
    const steps = termSteps(trace, source, term);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    if (term.negated) subtractEvents(set, step.value);
    else intersectEvents(set, step.value);
  }
  return { trace, set };
}

/** Numbers of events (from 1) that are left. */
function left(log: string, filter: string): number[] {
  const { trace, set } = setOf(log, filter);
  return Array.from({ length: trace.index.count }, (_, event) => event + 1).filter((event) => hasEvent(set, event - 1));
}

/** A glob as an expression, the slow way. */
function like(glob: string, text: string, flags = ''): boolean {
  let pattern = '';
  for (let i = 0; i < glob.length; i += 1) {
    const char = glob[i] ?? '';
    if (char === '\\' && i + 1 < glob.length) {
      i += 1;
      pattern += `\\u{${(glob.codePointAt(i) ?? 0).toString(16)}}`;
    } else pattern += char === '*' ? '[^]*' : char === '?' ? '[^]' : `\\u{${char.charCodeAt(0).toString(16)}}`;
  }
  return new RegExp(`^${pattern}$`, `u${flags}`).test(text);
}

const likePath = (glob: string, path: string): boolean => like(glob, glob.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1));
function likeAddress(glob: string, address: string): boolean {
  const rest = address.replace(/^\S+ /, '');
  const host = /^(.*):\d+$/.exec(rest)?.[1]?.replace(/^\[|\]$/g, '');
  return [address, rest, ...(host === undefined ? [] : [host])].some((each) => like(glob, each));
}

/** One event against one term, by what the language promises. */
function holds(trace: ReadableTrace, event: number, term: FilterTerm): boolean {
  const { index, text } = trace;
  const row = eventRow(trace, event);
  const flags = index.flags[event] ?? 0;
  const failed = row.error !== null && (flags & FLAG.restarted) === 0;
  const call = index.kind[event] === KIND.call;
  const subjects = subjectsOf(index);
  if (term.key === 'text') {
    const needle = Buffer.from(term.text).toString('latin1');
    return text.line(event).includes(needle) || (text.resumedLine(event)?.includes(needle) ?? false);
  }
  if ('ranges' in term) {
    const within = (value: number): boolean => term.ranges.some(({ least, most }) => value >= least && value <= most);
    switch (term.key) {
      case 'fd':
        return (index.fd[event] ?? -1) >= 0 && within(index.fd[event] ?? -1);
      case 'pid':
        return row.pid !== null && within(row.pid);
      case 'task':
        return within(row.task);
      case 'event':
        return within(event + 1);
      case 'line':
        return within(row.line) || (row.resumedLine !== null && within(row.resumedLine));
      case 'at':
        return within(index.time[event] ?? Number.NaN);
      case 'took':
        return within(index.duration[event] ?? Number.NaN);
      case 'result':
        return within(index.result[event] ?? Number.NaN);
      case 'made':
        return row.madeBy !== null && within(row.madeBy);
    }
  }
  if ('globs' in term)
    return term.globs.some((glob) => {
      switch (term.key) {
        case 'call':
          return call && row.name !== '' && like(glob, row.name, 'i');
        case 'error':
          return glob === '*' ? failed : glob === 'none' ? !failed : row.error !== null && like(glob, row.error, 'i');
        case 'path': {
          const path = subjects.file[event] ?? 0;
          return path > 0 && likePath(glob, index.paths[path] ?? '');
        }
        case 'address': {
          const address = subjects.address[event] ?? 0;
          return address > 0 && likeAddress(glob, index.addresses[address] ?? '');
        }
        case 'program': {
          const program = programOf(index, row.task);
          return program !== null && likePath(glob, program.path);
        }
      }
    });
  return term.words.some((word) => {
    switch (term.key) {
      case 'kind':
        return row.kind === word;
      case 'is':
        return word === 'failed' ? failed : word === 'noise' ? row.noise : word === 'unfinished' ? row.unfinished : (flags & (word === 'cut' ? FLAG.cut : FLAG.restarted)) !== 0;
      default:
        throw new Error(`${term.key} is told by examples below`);
    }
  });
}

/** Numbers that are the same at every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) % below;
}
const pick = <T>(next: (below: number) => number, list: readonly [T, ...T[]]): T => list[next(list.length)] ?? list[0];

function randomLog(next: (below: number) => number): string {
  const lines: string[] = [];
  const open = new Map<number, string>();
  let clock = 1_700_000_000_000_000;
  for (let count = next(90); count > 0; count -= 1) {
    const pid = 10 + next(3);
    clock += next(4_000);
    const at = `${pid} ${(clock / 1e6).toFixed(6)} `;
    const took = ` <${(next(20_000) / 1e6).toFixed(6)}>`;
    const path = `"/${pick(next, ['etc', 'usr/lib', 'a b'])}/${pick(next, ['hosts', 'x*y', 'libc.so.6', 'caf\\303\\251'])}"`;
    const going = open.get(pid);
    if (going !== undefined) {
      lines.push(`${at}<... ${going} resumed>) = ${pick(next, ['3', '-1 ENOENT (No such file or directory)', '? ERESTARTSYS (To be restarted)'])}${took}`);
      open.delete(pid);
      continue;
    }
    switch (next(12)) {
      case 0:
        lines.push(`${at}openat(AT_FDCWD, ${path}, O_RDONLY <unfinished ...>`);
        open.set(pid, 'openat');
        break;
      case 1:
        lines.push(`${at}--- SIGCHLD {si_signo=SIGCHLD} ---`);
        break;
      case 2:
        lines.push('the program says: openat hosts');
        break;
      case 3:
        lines.push(`${at}connect(${next(5)}, {sa_family=AF_INET, sin_port=htons(${pick(next, [53, 80])}), sin_addr=inet_addr("127.0.0.${next(3)}")}, 16) = 0${took}`);
        break;
      case 4:
        lines.push(`${at}read(${next(5)}, "${'z'.repeat(next(40))}"..., 4096) = ${next(3) - 1}${took}`);
        break;
      case 5:
        lines.push(`${at}close(${next(5)}) = 0${took}`);
        break;
      case 6:
        lines.push(`${at}execve(${path}, ["x"], 0x1 /* 3 vars */) = ${pick(next, ['0', '-1 EACCES (Permission denied)'])}${took}`);
        break;
      default:
        lines.push(`${at}openat(AT_FDCWD, ${path}, O_RDONLY) = ${pick(next, ['3', '4', '-1 ENOENT (No such file or directory)'])}${took}`);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function randomFilter(next: (below: number) => number): string {
  const range = (most: number, unit = ''): string => pick(next, [`${next(most)}${unit}`, `>${next(most)}${unit}`, `${next(most)}${unit}..`, `..${next(most)}${unit}`]);
  const term = (): string =>
    pick(next, [
      `call:${pick(next, ['openat', 'OPEN*', '*e*', 'read,close', '?lose', '*'])}`,
      `error:${pick(next, ['*', 'none', 'ENOENT', 'erestart*', 'none,EACCES', 'E*'])}`,
      `path:${pick(next, ['/etc/*', 'hosts', '*.so*', '"/a b/*"', 'x\\*y', '*\\**', '/*/?ib*', '*/h*s'])}`,
      `address:${pick(next, ['*:53', '127.0.0.1', 'unknown*', '*.2:80', 'tcp*'])}`,
      `program:${pick(next, ['hosts', '/etc/*', '*'])}`,
      `fd:${range(5)}`,
      `pid:${range(13)}`,
      `task:${range(3)}`,
      `event:${range(60)}`,
      `line:${range(60)}`,
      `at:${range(90, 'ms')}`,
      `took:${range(20, 'ms')}`,
      `result:${pick(next, ['-1', '0', '>0', '3..4', '<0'])}`,
      `made:#${next(40)}`,
      `kind:${pick(next, ['call', 'signal', 'exit,message'])}`,
      `is:${pick(next, ['unfinished', 'restarted', 'cut', 'failed', 'noise'])}`,
      pick(next, ['hosts', 'O_RDONLY', '"a b"', 'zzz', '\\303', 'ENOENT', 'openat', ') =', 'resumed>']),
    ]);
  const text = Array.from({ length: 1 + next(3) }, () => (next(4) === 0 ? `-${term()}` : term())).join(' ');
  return parseTraceFilter(text).ok ? text : 'call:*';
}

describe('a filter', () => {
  it('leaves what holds event by event, over random logs', () => {
    const next = random(20_261_123);
    let some = 0;
    for (let round = 0; round < 250; round += 1) {
      const log = randomLog(next);
      const filter = randomFilter(next);
      const { trace, set } = setOf(log, filter);
      const { terms } = readTraceFilter(filter);
      const found: number[] = [];
      const wanted: number[] = [];
      for (let event = 0; event < trace.index.count; event += 1) {
        if (hasEvent(set, event)) found.push(event);
        if (terms.every((term) => holds(trace, event, term) !== term.negated)) wanted.push(event);
      }
      expect(found, `${filter}\n${log}`).toEqual(wanted);
      if (wanted.length > 0 && wanted.length < trace.index.count) some += 1;
    }
    // Not all or nothing, or it would compare little.
    expect(some).toBeGreaterThan(80);
  });

  it('finds a text across the border of two pieces of the log, and in no line of another', () => {
    const line = (text: string): string => `openat(AT_FDCWD, "/${text}", O_RDONLY) = 3\n`;
    const filler = line('f'.repeat(1_000));
    const count = Math.floor((1 << 20) / filler.length);
    // The name stands across the first megabyte.
    const rest = (1 << 20) - count * filler.length;
    const log = filler.repeat(count - 1) + line('g'.repeat(1_000 + rest - 30)) + line('needle/needle') + filler + 'needle of the program itself\n' + line('needle');
    expect(log.indexOf('needle/needle')).toBeLessThan(1 << 20);
    expect(log.indexOf('needle/needle') + 13).toBeGreaterThan(1 << 20);
    expect(left(log, 'needle/needle')).toEqual([count + 1]);
    expect(left(log, 'needle')).toEqual([count + 1, count + 3]);
    expect(left(log, '-needle').length).toBe(count + 1);
    expect(left(log, '"needle of"')).toEqual([]);
  });

  const LOG = `7 1700000000.000000 execve("/bin/app", ["app"], 0x1 /* 3 vars */) = 0 <0.000400>
7 1700000000.001000 openat(AT_FDCWD, "/lib/libm.so.6", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000010>
7 1700000000.002000 openat(AT_FDCWD, "/usr/lib/libm.so.6", O_RDONLY|O_CLOEXEC) = 3 <0.000010>
7 1700000000.003000 read(3, "\\177ELF"..., 832) = 832 <0.000010>
7 1700000000.004000 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000000000 <0.000010>
7 1700000000.005000 close(3) = 0 <0.000010>
7 1700000000.006000 socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 3 <0.000010>
7 1700000000.007000 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0 <0.000010>
7 1700000000.008000 sendto(3, "x", 1, MSG_NOSIGNAL, NULL, 0) = 1 <0.000010>
7 1700000001.009000 exit_group(0) = ?
7 1700000001.010000 +++ exited with 0 +++
`;
  it.each([
    ['class:network', [7, 8, 9]],
    ['class:file', [1, 2, 3]],
    ['class:memory', [5]],
    ['class:desc class:file', [2, 3]],
    ['class:process', [1, 10]],
    ['sought:library', [2, 3]],
    ['sought:program', [1]],
    ['path:libm.so.6', [2, 3, 4, 6]],
    ['path:/usr/*', [3, 4, 6]],
    ['address:*:53', [8, 9]],
    ['address:127.0.0.53', [8, 9]],
    ['made:#3', [4, 6]],
    ['made:#7', [8, 9]],
    ['at:>1s', [10, 11]],
    ['took:>=400us', [1]],
    ['call:exit_group', [10]],
    ['kind:exit', [11]],
    ['program:app kind:exit', [11]],
    ['result:0x7f0000000000', [5]],
    ['error:none -kind:exit -class:file -class:desc', [5, 7, 8, 9, 10].filter((event) => event !== 5)],
    ['event:2..3,9', [2, 3, 9]],
    ['libm 832', []],
    ['SOCK_DGRAM', [7]],
  ])('%s', (filter, events) => {
    expect(left(LOG, filter)).toEqual(events);
  });

  it('never hangs on a glob', () => {
    const glob = `${'*a'.repeat(2_000)}b`;
    expect(left(`openat(AT_FDCWD, "/${'a'.repeat(20_000)}", O_RDONLY) = 3\n`, `path:/${glob}`)).toEqual([]);
  });

  it('of an empty log leaves nothing', () => {
    expect(left('', 'call:* -error:none text')).toEqual([]);
  });

  const completed = (filter: string, cursor = filter.length): { part: string; texts: string[] } => {
    const { from, to, choices } = completionsOf(readTrace(sourceOf(LOG)), filter, cursor, 50);
    return { part: filter.slice(from, to), texts: choices.map(({ text, count }) => (count === null ? text : `${text} ${count}`)) };
  };
  it('is completed: keys first, then values by how often they occur', () => {
    expect(completed('').texts).toContain('call:');
    expect(completed('pa')).toEqual({ part: 'pa', texts: ['path:'] });
    expect(completed('call:open')).toEqual({ part: 'open', texts: ['openat 2'] });
    expect(completed('-call:open,c')).toEqual({ part: 'c', texts: ['close 1', 'connect 1'] });
    expect(completed('error:')).toEqual({ part: '', texts: ['none 10', '* 1', 'ENOENT 1'] });
    expect(completed('kind:')).toEqual({ part: '', texts: ['call 10', 'exit 1'] });
    expect(completed('address:').texts).toEqual(expect.arrayContaining(['*:53 2']));
    expect(completed('"quoted pa').texts).toEqual([]);
  });
  it('is completed path by path: a folder stands for all that is in it', () => {
    expect(completed('path:/').texts).toEqual(['/* 5', '/usr/ 3', '/bin/ 1', '/lib/ 1']);
    expect(completed('path:/usr/l').texts).toEqual(['/usr/lib/ 3']);
    expect(completed('path:libm').texts).toEqual(['libm.so.6 4']);
  });
  it('is completed in every state of being written', () => {
    const trace = readTrace(sourceOf(LOG));
    const filter = '-call:open*,"x y" path:"/a b/ took:>1ms is:fail ..';
    for (let end = 0; end <= filter.length; end += 1)
      for (let cursor = 0; cursor <= end + 1; cursor += 1) {
        const { from, to } = completionsOf(trace, filter.slice(0, end), cursor, 5);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(end);
        expect(from).toBeLessThanOrEqual(to);
      }
  });
});
