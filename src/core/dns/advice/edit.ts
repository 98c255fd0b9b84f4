// The user's resolv.conf with another setting in it: as few words and lines changed as can be, comments and order kept. Text to text; what changed is found by comparing.
import type { Reader } from './readers.ts';
import type { CostlyFlag, Setting } from './request.ts';
import type { Now } from './settings.ts';

/** musl drops lines of more than 254 bytes. */
const LONGEST_LINE = 254;

const linesOf = (text: string): string[] => text.split('\n');

/** The keyword of a line, however it is indented; empty: a comment, or nothing. */
export const keywordOf = (line: string): string => (/^\s*[#;]/.test(line) ? '' : (/^\s*(\S+)/.exec(line)?.[1] ?? ''));

/** As all three read it: nothing before the keyword, a blank or tab after it. */
const isPlain = (line: string, keyword: string): boolean => line.startsWith(`${keyword} `) || line.startsWith(`${keyword}\t`);

/** Ends as other lines of the file do. */
function withLine(lines: readonly string[], line: string): string[] {
  const cr = lines.some((each) => each.endsWith('\r')) ? '\r' : '';
  if (lines.at(-1) === '') return [...lines.slice(0, -1), `${line}${cr}`, ''];
  return [...lines, line];
}

/** glibc keeps 256 bytes of a name and its domain; a domain near that is no name of anybody's anyway. */
const LONGEST_DOMAIN = 240;

/** Without what kills a program that reads it; the line numbers stay, so that notes on them hold. */
export function survivable(text: string, readers: readonly Reader[]): string {
  if (readers.every(({ read }) => read.reading.fatal === null)) return text;
  const hangs = new Set(readers.flatMap(({ read }) => read.notes.filter(({ code }) => code === 'sortlist-glibc-hangs').map(({ line }) => line)));
  return linesOf(text)
    .map((line, index) => {
      if (hangs.has(index + 1)) return `# ${line.replace(/\r$/, '')}`;
      if (!['search', 'domain'].includes(keywordOf(line))) return line;
      return line.replace(/\s+\S+/g, (word) => (new TextEncoder().encode(word.trim()).length > LONGEST_DOMAIN ? '' : word));
    })
    .join('\n');
}

/** Every change that leads from what stands in the file to this setting. */
export function edited(text: string, now: Now, setting: Setting, readers: readonly Reader[]): string {
  let lines = linesOf(text);
  for (const key of ['timeout', 'attempts', 'ndots'] as const) if (setting[key] !== now[key]) lines = withNumber(lines, key, setting[key]);
  for (const flag of setting.without) lines = withoutFlag(lines, flag);
  if (setting.servers < now.servers) lines = withServers(lines, setting.servers, readers);
  if (!setting.keepsSearch) lines = lines.filter((line) => !['search', 'domain'].includes(keywordOf(line)));
  return lines.join('\n');
}

/** One word says it afterwards: the last that says it now, or a new one on the last line of options, or on a line of its own. */
function withNumber(lines: readonly string[], key: 'timeout' | 'attempts' | 'ndots', value: number): string[] {
  const word = new RegExp(`(^|[ \\t])[^\\s]*${key}:[^\\s]*`, 'g'); // musl finds it in the middle of a word
  const says = (line: string): boolean => keywordOf(line) === 'options' && line.includes(`${key}:`);
  const last = lines.findLastIndex((line) => says(line) && isPlain(line, 'options'));
  const result = lines.flatMap((line, index): string[] => {
    if (!says(line)) return [line];
    if (index !== last) return unlessEmpty(line.replace(word, ''));
    const count = line.match(word)?.length ?? 0;
    let seen = 0;
    return [line.replace(word, (found, before: string) => ((seen += 1) === count ? `${before}${key}:${value}` : ''))];
  });
  return last >= 0 ? result : withWord(result, `${key}:${value}`);
}

function withWord(lines: readonly string[], word: string): string[] {
  const fits = (line: string): boolean => new TextEncoder().encode(line).length + word.length + 1 <= LONGEST_LINE;
  const last = lines.findLastIndex((line) => isPlain(line, 'options') && fits(line));
  if (last < 0) return withLine(lines, `options ${word}`);
  return lines.map((line, index) => (index === last ? `${line.trimEnd()} ${word}${line.endsWith('\r') ? '\r' : ''}` : line));
}

function withoutFlag(lines: readonly string[], flag: CostlyFlag): string[] {
  // glibc reads the beginning of a word; `single-request` is also the beginning of `single-request-reopen`.
  const word = flag === 'single-request' ? /[ \t]+single-request(?!-reopen)\S*/g : new RegExp(`[ \\t]+${flag}\\S*`, 'g');
  return lines.flatMap((line) => (keywordOf(line) === 'options' && word.test(line) ? unlessEmpty(line.replace(word, '')) : [line]));
}

/** A line of options without an option is no line. */
const unlessEmpty = (line: string): string[] => (/^\s*options\s*$/.test(line) ? [] : [line]);

/** The first `count` that are used; those that nobody used until now go too, lest they move up. */
function withServers(lines: readonly string[], count: number, readers: readonly Reader[]): string[] {
  const kept = new Set<number>();
  for (const { read } of readers) {
    const used = read.notes.filter(({ code, line }) => code === 'nameserver' && line !== null).slice(0, count);
    for (const { line } of used) kept.add(line ?? 0);
  }
  if (kept.size === 0) return withLine(lines, 'nameserver 127.0.0.1'); // the first of the built-in ones
  return lines.filter((line, index) => keywordOf(line) !== 'nameserver' || kept.has(index + 1));
}

/** Lines that resolvers read differently, made plain: no carriage return at the end, nothing before the keyword. */
export function plain(text: string): string {
  return linesOf(text)
    .map((line) => (KEYWORDS.includes(keywordOf(line)) ? line.replace(/\r$/, '').trimStart() : line))
    .join('\n');
}

const KEYWORDS = ['nameserver', 'search', 'domain', 'options'];

/** What only some take, written so that all do: the servers of this reader, then its search list too, then every number. */
export function canonical(text: string, { settings }: Reader, setting: Setting): string[] {
  const servers = settings.servers.slice(0, setting.servers).map((address) => `nameserver ${address}`);
  const search = setting.keepsSearch ? settings.search.filter((domain) => domain !== '.') : [];
  const first = inPlaceOf(linesOf(plain(text)), ['nameserver'], servers);
  const second = inPlaceOf(first, ['search', 'domain'], search.length === 0 ? [] : [`search ${search.join(' ')}`]);
  const third = (['timeout', 'attempts', 'ndots'] as const).reduce<string[]>((lines, key) => withNumber(lines, key, setting[key]), second);
  return [first, second, third].map((lines) => lines.join('\n'));
}

/** These lines instead of all of these keywords, where the first of them stands. */
function inPlaceOf(lines: readonly string[], keywords: readonly string[], instead: readonly string[]): string[] {
  const first = lines.findIndex((line) => keywords.includes(keywordOf(line)));
  if (first < 0) return instead.reduce<string[]>(withLine, [...lines]);
  return lines.flatMap((line, index) => (keywords.includes(keywordOf(line)) ? (index === first ? [...instead] : []) : [line]));
}
