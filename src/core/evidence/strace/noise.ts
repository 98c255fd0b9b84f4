// Marks what an emulator (qemu-user) did for itself in a log of strace; see facts/docker.md 7. Its guest's /proc/self/maps and the like are made up by it, so
// every look at the real ones is its own.
import { FLAG, KIND, type TraceIndex } from '../trace/types.ts';

/** Folders that it looks into before the guest's path itself. */
const PREFIXES = ['/etc/qemu-binfmt/', '/usr/gnemul/qemu-'];
const OWN_FILES = new Set(['/proc/self/maps', '/proc/sys/vm/mmap_min_addr', '/proc/self/exe']);

type Columns = Pick<TraceIndex, 'count' | 'kind' | 'name' | 'path' | 'task' | 'fd' | 'madeBy' | 'flags' | 'names' | 'paths'>;

/** Bit of a call that sends SIGURG, while the log is read: Go's own way to stop a thread, which the emulator makes many of. */
export const SENDS_SIGURG = 128;

/** `groups`: the process of each task. Does nothing where no process is an emulator. */
export function markNoise(trace: Columns, groups: readonly number[], emulator: { processes: ReadonlySet<number>; own: ReadonlySet<number> }): void {
  const probes = new Set<number>();
  const own = new Set<number>();
  for (const [at, path] of trace.paths.entries()) {
    if (PREFIXES.some((prefix) => path.startsWith(prefix))) probes.add(at);
    else if (OWN_FILES.has(path)) own.add(at);
  }
  const emulated = new Set<number>();
  for (const task of emulator.processes) emulated.add(groups[task] ?? -1);
  if (probes.size > 0) for (let event = 0; event < trace.count; event++) if (probes.has(trace.path[event] ?? 0)) emulated.add(groups[trace.task[event] ?? 0] ?? -1);
  if (emulated.size === 0) return;
  const signal = trace.names.indexOf('SIGURG');
  for (let event = 0; event < trace.count; event++) {
    if (!emulated.has(groups[trace.task[event] ?? 0] ?? -1)) continue;
    const path = trace.path[event] ?? 0;
    const made = trace.madeBy[event] ?? -1;
    const noise =
      probes.has(path) ||
      own.has(path) ||
      emulator.own.has(event) ||
      ((trace.flags[event] ?? 0) & SENDS_SIGURG) !== 0 ||
      (trace.kind[event] === KIND.signal && signal > 0 && trace.name[event] === signal) ||
      // What it does with a file that it opened for itself.
      (made >= 0 && made < event && ((trace.flags[made] ?? 0) & FLAG.noise) !== 0);
    if (noise) trace.flags[event] = (trace.flags[event] ?? 0) | FLAG.noise;
  }
}
