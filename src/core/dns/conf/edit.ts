// Edits of a resolv.conf that change what is meant and leave everything else as it stands: comments, order, spacing. All three resolvers read the result alike.
import { byteLength } from './reading.ts';

/** musl drops longer lines. */
const LONGEST_LINE = 254;

type Key = 'ndots' | 'timeout' | 'attempts';

const linesOf = (text: string): string[] => text.split('\n');
const joined = (lines: readonly string[]): string => lines.join('\n');

/** The keyword of a line, however it is indented. */
const keywordOf = (line: string): string => (/^[#;]/.test(line) ? '' : (/^\s*(\S+)/.exec(line)?.[1] ?? ''));

/** A further line at the end. */
function appended(lines: readonly string[], line: string): string[] {
  const ends = lines.at(-1) === '' || lines.length === 0;
  return ends ? [...lines.slice(0, -1), line, ''] : [...lines, line];
}

/** `ndots:5` and the like set to these values (every earlier one goes), and words that must be among the options. */
export function withOptions(text: string, values: Partial<Record<Key, number>>, words: readonly string[] = []): string {
  const keys = Object.keys(values) as Key[]; // of a Partial<Record<Key, …>>
  const present = new Set<string>();
  const kept: string[] = [];
  for (const line of linesOf(text)) {
    if (keywordOf(line) !== 'options') {
      kept.push(line);
      continue;
    }
    const said = line.trim().split(/\s+/).slice(1);
    // musl finds `timeout:` in the middle of a word.
    const rest = said.filter((word) => !keys.some((key) => word.includes(`${key}:`)));
    rest.forEach((word) => present.add(word));
    if (rest.length === said.length) kept.push(line);
    else if (rest.length > 0) kept.push(`options ${rest.join(' ')}${line.endsWith('\r') ? '\r' : ''}`);
  }
  const added = [...keys.map((key) => `${key}:${values[key] ?? 0}`), ...words.filter((word) => !present.has(word))];
  if (added.length === 0) return joined(kept);
  const at = kept.findLastIndex((line) => /^options[ \t]/.test(line) && !line.endsWith('\r') && byteLength(line) + byteLength(added.join(' ')) + 1 <= LONGEST_LINE);
  if (at < 0) return joined(appended(kept, `options ${added.join(' ')}`));
  return joined(kept.map((line, index) => (index === at ? `${line.trimEnd()} ${added.join(' ')}` : line)));
}

/** These search domains and no others, in the place of the first line that names some. */
export function withSearch(text: string, domains: readonly string[]): string {
  const lines = linesOf(text);
  const isSearch = (line: string): boolean => ['search', 'domain'].includes(keywordOf(line));
  const first = lines.findIndex(isSearch);
  const line = `search ${domains.join(' ')}`;
  const kept = lines.flatMap((each, index) => (isSearch(each) ? (index === first && domains.length > 0 ? [line] : []) : [each]));
  return joined(first < 0 && domains.length > 0 ? appended(kept, line) : kept);
}

/** These name servers and no others, in the place of the first line that names one. */
export function withNameservers(text: string, addresses: readonly string[]): string {
  const lines = linesOf(text);
  const isServer = (line: string): boolean => keywordOf(line) === 'nameserver';
  const first = lines.findIndex(isServer);
  const added = addresses.map((address) => `nameserver ${address}`);
  if (first < 0) return joined(added.reduce<string[]>((all, line) => appended(all, line), lines));
  return joined(lines.flatMap((each, index) => (isServer(each) ? (index === first ? added : []) : [each])));
}
