// The DNS queries of a trace as rules about names see them: by the name that a program looked up, with the search domains that were put behind it.
import type { Asked } from './witness.ts';

/** One name of a program, and every name that was asked for it: itself, or with a search domain behind it. */
export interface LookedUp {
  base: string;
  /** In the order of the questions. */
  asked: readonly (Asked & { domain: string | null })[];
}

/** `NOERROR` without an address is an answer too, and no success. */
export const answeredWith = ({ answered, addresses }: Asked): 'address' | 'no data' | 'no such name' | 'failure' | 'nothing' => {
  if (answered === null) return 'nothing';
  if (answered === 'NXDOMAIN') return 'no such name';
  if (answered !== 'NOERROR') return 'failure';
  return addresses.length > 0 ? 'address' : 'no data';
};

const plain = (name: string): string => name.replace(/\.$/, '').toLowerCase();

/**
 * Names with something behind them belong to the shortest name that they begin with. Of a name that was never asked for by itself the part is taken that
 * all of its variants begin with, where there are at least two; or what stands before one of `search`.
 */
export function lookedUp(asked: readonly Asked[], search: readonly string[] = []): LookedUp[] {
  const names = [...new Set(asked.map(({ name }) => plain(name)))].sort((a, b) => a.length - b.length);
  const baseOf = (name: string): { base: string; domain: string | null } => {
    const shorter = names.find((other) => other !== name && other.includes('.') && name.startsWith(`${other}.`));
    if (shorter !== undefined) return { base: shorter, domain: name.slice(shorter.length + 1) };
    const listed = search.map(plain).find((domain) => domain !== '' && name.endsWith(`.${domain}`));
    if (listed !== undefined) return { base: name.slice(0, -listed.length - 1), domain: listed };
    const shared = names.filter((other) => other !== name).flatMap((other) => commonStart(name, other) ?? []);
    const base = shared.sort((a, b) => b.length - a.length)[0];
    return base === undefined ? { base: name, domain: null } : { base, domain: name.slice(base.length + 1) };
  };
  const groups = new Map<string, (Asked & { domain: string | null })[]>();
  for (const one of asked) {
    const { base, domain } = baseOf(plain(one.name));
    groups.set(base, [...(groups.get(base) ?? []), { ...one, domain }]);
  }
  return [...groups].map(([base, of]) => ({ base, asked: of }));
}

/** The labels that both begin with, at least two of them; what is behind them is another in each. Null where there are none. */
function commonStart(a: string, b: string): string | null {
  const [left, right] = [a.split('.'), b.split('.')];
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same += 1;
  return same < 2 || same === left.length || same === right.length ? null : left.slice(0, same).join('.');
}
