// The Go modules of two binaries: which came, which went, which have another version.
import type { Difference } from '../../shared/domain/documents.ts';
import type { GoInfo } from '../../shared/domain/elf.ts';
import { oneLine } from './difference.ts';

const WEIGHT = 24;
const MAX_SHOWN = 6;

/** `dependencies: example.com/net v1.2.0 | v1.3.0 -example.com/old@v1.0.0`. `a` and `b` hold the modules that differ; null where none does. */
export function modulesDiffer(a: GoInfo | null, b: GoInfo | null): Difference | null {
  const left = byPath(a);
  const right = byPath(b);
  const changed = [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path));
  if (changed.length === 0) return null;
  const words = changed.map((path) => {
    const inA = left.get(path);
    const inB = right.get(path);
    return oneLine(inA === undefined ? `+${path}@${inB ?? ''}` : inB === undefined ? `-${path}@${inA}` : `${path} ${inA} | ${inB}`, 120);
  });
  const shown = words.length > MAX_SHOWN ? [...words.slice(0, MAX_SHOWN), `(${words.length - MAX_SHOWN} more)`] : words;
  const full = (side: Map<string, string>) => changed.flatMap((path) => (side.has(path) ? [`${path}@${side.get(path) ?? ''}`] : []));
  return { fact: 'elf.go.deps', a: full(left), b: full(right), weight: WEIGHT, text: `dependencies: ${shown.join(', ')}` };
}

/** What is linked is the replacement, so it counts. */
const byPath = (go: GoInfo | null): Map<string, string> =>
  new Map((go?.deps ?? []).map(({ path, version, replace }) => [path, replace ? `${version} => ${replace.path}${replace.version === '' ? '' : `@${replace.version}`}` : version]));
