// Every path that a call looked at, as it came by: also every further look at the same one.
import { FLAG, KIND, type TraceIndex } from '../trace/types.ts';
import { pathCall } from './files.ts';

export interface SeenPath {
  path: string;
  /** The call was to open it, not only to look at it. */
  opens: boolean;
  /** `ENOENT`; null where it was there. */
  errno: string | null;
}

/** Tells of each look that ended, in order. Calls that make or remove files are no looks. */
export function forEachPath(index: TraceIndex, see: (seen: SeenPath) => void): void {
  const calls = index.names.map((name) => pathCall(name));
  for (let event = 0; event < index.count; event++) {
    const path = index.path[event] ?? 0;
    const call = path > 0 && index.kind[event] === KIND.call ? calls[index.name[event] ?? 0] : undefined;
    if (!call || (index.flags[event] ?? 0) & (FLAG.unfinished | FLAG.restarted) || Number.isNaN(index.result[event] ?? Number.NaN)) continue;
    see({ path: index.paths[path] ?? '', opens: call.opens, errno: index.errors[index.error[event] ?? 0] || null });
  }
}
