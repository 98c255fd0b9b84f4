// Which versions of the resolvers are known, and which of them stands for another one.
import type { Resolver } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';

/** Read and measured (facts/dns-resolvers.md; Go 1.20, 1.21 and 1.25 by the lab's own reference sample), oldest first. */
export const KNOWN_VERSIONS: Readonly<Record<Resolver, readonly string[]>> = {
  go: ['1.19', '1.20', '1.21', '1.22', '1.23', '1.24', '1.25', '1.26', '1.27'],
  glibc: ['2.36', '2.41', '2.43'],
  musl: ['1.2.3', '1.2.5', '1.2.6'],
};

export const newestVersion = (kind: Resolver): string => KNOWN_VERSIONS[kind].at(-1) ?? '';

export interface KnownVersion {
  /** The one that the models know. */
  version: string;
  /** A sentence where another one stands for what was asked; null otherwise. */
  note: string | null;
}

const NAMES: Record<Resolver, string> = { go: 'Go', glibc: 'glibc', musl: 'musl' };
const EXAMPLES: Record<Resolver, string> = { go: '1.24 or go1.24.4', glibc: '2.36', musl: '1.2.5' };

/** Of a text such as `1.24`, `go1.24.4`, `2.36-9+deb12u14`, `1.2.5`; null: the newest that is known. Throws InputError for a text that is no version. */
export function knownVersion(kind: Resolver, text: string | null): KnownVersion {
  if (text === null) return { version: newestVersion(kind), note: null };
  const found = /^(?:go|glibc|musl)?[ -]?v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?!\d)/i.exec(text.trim());
  if (found === null)
    throw new InputError(`"${shown(text)}" is no version of ${NAMES[kind]}; expected one such as ${EXAMPLES[kind]}`, {
      input: text,
      expected: `a version such as ${EXAMPLES[kind]}`,
    });
  // Go and glibc change their resolver with the second number, musl with the third.
  const asked = [found[1], found[2], kind === 'musl' ? found[3] : undefined].filter((part) => part !== undefined).join('.');
  if (KNOWN_VERSIONS[kind].includes(asked)) return { version: asked, note: null };
  const version = nearest(KNOWN_VERSIONS[kind], asked);
  return { version, note: `${NAMES[kind]} ${asked} was not read or measured; ${version} is the nearest that was.` };
}

const weight = (version: string): number => version.split('.').reduce((sum, part, index) => sum + Number(part) * 10_000 ** (2 - index), 0);

/** Of two that are as far away, the newer. */
function nearest(known: readonly string[], asked: string): string {
  // `1.2` of musl means any 1.2.x: the newest.
  const within = known.filter((each) => each.startsWith(`${asked}.`));
  if (within.length > 0) return within.at(-1) ?? asked;
  return known.reduce((best, each) => (Math.abs(weight(each) - weight(asked)) <= Math.abs(weight(best) - weight(asked)) ? each : best));
}

/** True where `version` is this one or newer. */
export const since = (version: string, first: string): boolean => weight(version) >= weight(first);
