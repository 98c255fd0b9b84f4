// resolv.conf as a text that is edited: its servers for the rows of the form, and one option changed with everything else left as it stands. Pure.

const FIRST = 3;
const KEYWORD = /^(\S+)[ \t]+(.*)$/;

/** Addresses of the first three `nameserver` lines: for labels; what each resolver takes says the lint. */
export function nameservers(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const [, keyword, rest = ''] = KEYWORD.exec(line.trimEnd()) ?? [];
    const address = rest.trim().split(/\s/)[0] ?? '';
    if (keyword === 'nameserver' && address !== '') found.push(address.slice(0, 80));
    if (found.length === FIRST) break;
  }
  return found;
}

/** The last `options` line that names it is changed, else it is added to the last `options` line, else a line is. */
export function withOption(text: string, name: string, value: number): string {
  const crlf = text.includes('\r\n');
  const lines = text.split(/\r?\n/);
  const isOptions = (line: string): boolean => /^options(\s|$)/.test(line);
  const named = new RegExp(`(^|\\s)${name}:\\S*`);
  const at = lines.findLastIndex((line) => isOptions(line) && named.test(line));
  const last = lines.findLastIndex(isOptions);
  if (at >= 0) lines[at] = (lines[at] ?? '').replace(new RegExp(`(^|\\s)${name}:\\S*`, 'g'), `$1${name}:${value}`);
  else if (last >= 0) lines[last] = `${(lines[last] ?? '').trimEnd()} ${name}:${value}`;
  else if (lines.at(-1) === '') lines.splice(-1, 0, `options ${name}:${value}`);
  else lines.push(`options ${name}:${value}`, '');
  return lines.join(crlf ? '\r\n' : '\n');
}

/** `K=V` lines of a form as an environment; what is no such line is counted. */
export function parseEnvironment(text: string): { env: Record<string, string>; wrong: number } {
  const env: Record<string, string> = {};
  let wrong = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    if (at < 1 || at > 200 || line.length > 10_000 || Object.keys(env).length >= 100) wrong += 1;
    else env[line.slice(0, at).trim()] = line.slice(at + 1);
  }
  return { env, wrong };
}

export const environmentText = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

/** Names of a field: apart by blanks, commas or line ends. */
export const parseNames = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((name) => name !== '' && name.length <= 1_024))].slice(0, 100);
