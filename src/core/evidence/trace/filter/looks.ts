// The calls that looked for things of a kind: `sought:library` are the opens, stats and accesses of every place where one was looked for. Called by terms.ts and
// by the completion.
import { pathCall } from '../../strace/files.ts';
import { noEvents } from '../set.ts';
import { allSought, type Sought } from '../sought.ts';
import { KIND, type EventSet, type ReadableTrace, type TraceIndex } from '../types.ts';

/** Kinds of traceSought; `*` is any of them. */
export function looksFor(trace: ReadableTrace, kinds: readonly string[]): EventSet {
  const { index } = trace;
  const set = noEvents(index.count);
  const paths = new Set<string>();
  for (const { thing, places } of things(trace)) if (kinds.includes('*') || kinds.includes(thing.kind)) for (const { path } of places) paths.add(path);
  if (paths.size === 0) return set;
  const files = Uint8Array.from(index.paths, (path, at) => (at > 0 && paths.has(path) ? 1 : 0));
  const sockets = Uint8Array.from(index.addresses, (address) => (address.startsWith('unix ') && paths.has(address.slice(5)) ? 1 : 0));
  const looks = Uint8Array.from(index.names, (name) => (pathCall(name) ? 1 : name === 'connect' ? 2 : 0));
  for (let event = 0; event < index.count; event += 1) {
    if (index.kind[event] !== KIND.call) continue;
    const how = looks[index.name[event] ?? 0];
    if (how === 0) continue;
    const found = how === 1 ? files[index.path[event] ?? 0] : sockets[index.address[event] ?? 0];
    if (found === 1) set[event >>> 5] = (set[event >>> 5] ?? 0) | (1 << (event & 31));
  }
  return set;
}

const kept = new WeakMap<TraceIndex, Sought[]>();

function things(trace: ReadableTrace): Sought[] {
  let all = kept.get(trace.index);
  if (all === undefined) kept.set(trace.index, (all = allSought(trace, null)));
  return all;
}
