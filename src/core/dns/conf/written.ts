// resolv.conf as it stands, before any resolver makes something of it: for evidence, for edits, for what is shown. What a resolver takes is settings.ts.
import { glibcAddress, goAddress } from './address.ts';

/** What the file says. Numbers are null where the file is silent. */
export interface ResolvConf {
  /** The text itself: what the resolvers' own readers read. */
  text: string;
  /** In the order of the file, all of them; resolvers use the first three. */
  nameservers: string[];
  /** Of the last `search` or `domain` line. */
  search: string[];
  ndots: number | null;
  /** Seconds. */
  timeout: number | null;
  attempts: number | null;
  /** Every option as it stands: `ndots:5`, `rotate`. */
  options: string[];
  /** The lines that say something, raw, for evidence. */
  lines: { number: number; keyword: 'nameserver' | 'search' | 'options'; text: string }[];
}

/** A line that is longer says nothing of ours; a file with more lines is no resolv.conf. */
const LONGEST_LINE = 4096;
const MOST_LINES = 1000;

/** One line of the file, apart at its white space. */
interface WrittenLine {
  /** From 1. */
  number: number;
  raw: string;
  keyword: string;
  words: string[];
}

/** The lines that are neither empty nor comments nor beyond all measure. */
function writtenLines(text: string): WrittenLine[] {
  const lines: WrittenLine[] = [];
  for (const [index, raw] of text.split(/\r?\n/, MOST_LINES).entries()) {
    if (raw.length > LONGEST_LINE || raw.startsWith('#') || raw.startsWith(';')) continue;
    const [keyword = '', ...words] = raw.trim().split(/\s+/);
    if (keyword !== '') lines.push({ number: index + 1, raw, keyword, words });
  }
  return lines;
}

/** Never throws: what is no resolv.conf has no name servers. */
export function parseResolvConf(text: string): ResolvConf {
  const conf: ResolvConf = { text, nameservers: [], search: [], ndots: null, timeout: null, attempts: null, options: [], lines: [] };
  for (const { number, raw, keyword, words } of writtenLines(text)) {
    if (keyword === 'nameserver') {
      const [address] = words;
      if (address === undefined || (goAddress(address) ?? glibcAddress(address)) === null) continue;
      conf.nameservers.push(address);
    } else if (keyword === 'search' || keyword === 'domain') {
      const domains = words.filter((domain) => domain !== '.').map((domain) => domain.replace(/\.$/, ''));
      conf.search = keyword === 'domain' ? domains.slice(0, 1) : domains;
    } else if (keyword === 'options') {
      for (const option of words) takeOption(conf, option);
    } else continue;
    conf.lines.push({ number, keyword: keyword === 'domain' ? 'search' : keyword, text: raw });
  }
  return conf;
}

function takeOption(conf: ResolvConf, option: string): void {
  conf.options.push(option);
  const [name, value] = option.split(':', 2);
  const number = value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : null;
  if (number === null) return;
  if (name === 'ndots') conf.ndots = number;
  else if (name === 'timeout') conf.timeout = number;
  else if (name === 'attempts') conf.attempts = number;
}

/** The file as text again, with something else in it. */
export function renderResolvConf({ nameservers, search, options }: Pick<ResolvConf, 'nameservers' | 'search' | 'options'>): string {
  return [
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
    '',
  ].join('\n');
}

/** The options with one set to a value (null takes it out). */
export const withOption = (options: readonly string[], name: string, value: string | null): string[] => [
  ...options.filter((option) => option !== name && !option.startsWith(`${name}:`)),
  ...(value === null ? [] : [value === '' ? name : `${name}:${value}`]),
];
