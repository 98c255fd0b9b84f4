// A long log of strace, made up: processes that serve connections and read files, threads that cut each other's calls in two. The same for the same arguments.
import { closeSync, openSync, writeSync } from 'node:fs';

/** A log as `strace -f -ttt -T -yy` writes it (`full`), or as plain `strace -f` does. */
export interface TraceLogOptions {
  calls: number;
  full: boolean;
  /** Another run of the same program: other pids, addresses and interleaving; one file is missing in it. */
  other?: boolean;
}

/** Writes the log into a file; answers its lines. */
export function writeTraceLog(file: string, options: TraceLogOptions): number {
  const fd = openSync(file, 'w');
  let lines = 0;
  let buffer: string[] = [];
  let size = 0;
  const write = (line: string): void => {
    lines++;
    size += line.length + 1;
    buffer.push(line);
    if (size < 1 << 20) return;
    writeSync(fd, `${buffer.join('\n')}\n`);
    buffer = [];
    size = 0;
  };
  try {
    for (const line of traceLog(options)) write(line);
    if (buffer.length > 0) writeSync(fd, `${buffer.join('\n')}\n`);
  } finally {
    closeSync(fd);
  }
  return lines;
}

function* traceLog({ calls, full, other = false }: TraceLogOptions): Generator<string, void, undefined> {
  let state = other ? 987_654_321 : 123_456_789;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const first = other ? 8_200 : 4_100;
  const pids = [first];
  let us = 0;
  let made = 0;
  const head = (pid: number): string =>
    full ? `${String(pid).padEnd(5)} ${1_700_000_000 + Math.floor(us / 1e6)}.${String(us % 1_000_000).padStart(6, '0')} ` : `${String(pid).padEnd(5)} `;
  const time = (spent: number): string => (full ? ` <0.${String(spent).padStart(6, '0')}>` : '');
  const shown = (fd: number, what: string): string => (full ? `${fd}<${what}>` : String(fd));
  function* call(pid: number, begin: string, rest: string): Generator<string, void, undefined> {
    made++;
    const spent = 5 + random(60);
    if (rest.length > 0 && random(4) === 0) {
      yield `${head(pid)}${begin} <unfinished ...>`;
      us += 3;
      const next = pids[random(pids.length)] ?? first;
      if (next !== pid) {
        made++;
        yield `${head(next)}futex(0x7f${(state >>> 8).toString(16)}, FUTEX_WAKE_PRIVATE, 1) = 0${time(7)}`;
      }
      us += 4;
      yield `${head(pid)}<... ${begin.slice(0, begin.indexOf('('))} resumed>${rest}${time(spent)}`;
    } else yield `${head(pid)}${begin}${rest}${time(spent)}`;
    us += spent;
  }
  yield* call(first, 'execve("/usr/local/bin/server", ["/usr/local/bin/server", "--listen", ":8080"], 0x7ffe2b22bf78 /* 36 vars */', ') = 0');
  for (let thread = 1; thread < 8; thread++) {
    const pid = first + thread * 2;
    yield* call(first, 'clone(child_stack=0xc000080000, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_SETTLS, tls=0xc000100090', `) = ${pid}`);
    pids.push(pid);
  }
  for (let round = 0; made < calls; round++) {
    const pid = pids[random(pids.length)] ?? first;
    const file = `/srv/www/static/${random(20)}/asset-${random(400)}.js`;
    const port = 30_000 + random(20_000);
    const peer = `TCP:[10.0.0.2:8080->10.0.0.${1 + random(250)}:${port}]`;
    const missing = random(10) === 0 || (other && file.includes('/7/'));
    yield* call(
      pid,
      `accept4(${shown(3, 'TCP:[0.0.0.0:8080]')}, `,
      `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("10.0.0.7")}, [16], SOCK_CLOEXEC|SOCK_NONBLOCK) = ${shown(9, peer)}`,
    );
    yield* call(pid, `read(${shown(9, peer)}, `, `"GET /asset-${random(400)}.js HTTP/1.1\\r\\nHost: "..., 4096) = ${200 + random(300)}`);
    yield* call(
      pid,
      `newfstatat(AT_FDCWD${full ? '</srv>' : ''}, "${file}", `,
      missing ? '0xc0001a2108, 0) = -1 ENOENT (No such file or directory)' : '{st_mode=S_IFREG|0644, st_size=5120, ...}, 0) = 0',
    );
    if (!missing) {
      yield* call(pid, `openat(AT_FDCWD${full ? '</srv>' : ''}, "${file}", O_RDONLY|O_CLOEXEC`, `) = ${shown(10, file)}`);
      yield* call(pid, `sendfile(${shown(9, peer)}, ${shown(10, file)}, NULL, 5120`, ') = 5120');
      yield* call(pid, `close(${shown(10, file)}`, ') = 0');
    }
    yield* call(pid, `write(${shown(9, peer)}, "HTTP/1.1 200 OK\\r\\nContent-Length: 5"..., ${160 + random(40)}`, `) = ${160 + random(40)}`);
    yield* call(pid, `epoll_wait(${shown(4, 'anon_inode:[eventpoll]')}, [], 128, 0`, ') = 0');
    yield* call(pid, `close(${shown(9, peer)}`, ') = 0');
    if (round % 50 === 0) yield `${head(pid)}--- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=${first}, si_uid=1000} ---`;
  }
  for (const pid of pids.toReversed()) yield `${head(pid)}+++ exited with 0 +++`;
}
