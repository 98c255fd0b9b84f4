// Which classes of calls a log was recorded with: two logs are compared in what both hold. Every program that runs asks for memory and closes files, so a log
// of one that ran without any such call was recorded without them.
import { KIND, type ReadableTrace } from '../../evidence/index.ts';
import { classOf, familyNames, type CallClass } from './calls.ts';

const CLASSES: readonly CallClass[] = ['file', 'network', 'process', 'signal', 'memory', 'desc', 'other'];
/** Fewer calls than this say nothing of what was left out. */
const ENOUGH = 8;

export interface Coverage {
  classes: ReadonlySet<CallClass>;
  /** Recorded with some classes of calls only. */
  partial: boolean;
}

export function coverageOf({ index }: ReadableTrace): Coverage {
  const family = familyNames(index.names, index.names);
  const classByName = index.names.map((name) => classOf(family(name)));
  const byName = new Uint32Array(index.names.length);
  let calls = 0;
  for (let event = 0; event < index.count; event++) {
    if (index.kind[event] !== KIND.call) continue;
    calls++;
    const name = index.name[event] ?? 0;
    byName[name] = (byName[name] ?? 0) + 1;
  }
  const classes = new Set<CallClass>();
  byName.forEach((count, name) => count > 0 && classes.add(classByName[name] ?? 'other'));
  const ran = index.tasks.some((task) => task.program !== null && task.program.event !== null);
  const closes = index.names.includes('close');
  return { classes, partial: ran && calls >= ENOUGH && !classes.has('memory') && !closes };
}

/** Classes that only one of two logs was recorded with. A program may well open no socket: that class counts as recorded where calls on processes were. */
export function unsharedClasses(a: Coverage, b: Coverage): Set<CallClass> {
  const unshared = new Set<CallClass>();
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (!one.partial) continue;
    for (const name of CLASSES) if (!one.classes.has(name) && other.classes.has(name) && !(name === 'network' && one.classes.has('process'))) unshared.add(name);
    // What belongs to no class (futex, getpid, uname) and what is rarely asked for.
    if (!other.partial) for (const name of ['other', 'memory', 'desc'] as const) if (other.classes.has(name)) unshared.add(name);
  }
  return unshared;
}
