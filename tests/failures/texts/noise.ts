// What stands around a message where people find it: the prefixes of collectors and shells, colours, line ends, and a long log on both sides.
export interface Noise {
  name: string;
  add(text: string): string;
}

const eachLine = (change: (line: string, index: number) => string) => (text: string) => text.replace(/\n$/, '').split('\n').map(change).join('\n') + '\n';

const clock = (index: number): string => `10:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
const quiet = (count: number): string => Array.from({ length: count }, (_, index) => `step ${index} of ${count} done in ${index % 7} ms`).join('\n');

export const NOISES: readonly Noise[] = [
  { name: 'docker logs -t', add: eachLine((line, index) => `2025-03-12T${clock(index)}.123456789Z ${line}`) },
  { name: 'compose', add: eachLine((line) => `app-1  | ${line}`) },
  { name: 'compose with time', add: eachLine((line, index) => `app_1       | 2025-03-12T${clock(index)}.123456789Z ${line}`) },
  { name: 'BuildKit', add: eachLine((line, index) => `#12 ${(index * 0.1).toFixed(3)} ${line}`) },
  { name: 'GitHub Actions', add: eachLine((line, index) => `2025-03-12T${clock(index)}.1234567Z ${line}`) },
  { name: 'kubectl --prefix', add: eachLine((line) => `[pod/web-5d7c9f9d9c-x2x7k/app] ${line}`) },
  { name: 'syslog', add: eachLine((line, index) => `Mar 12 ${clock(index)} build-7 app[1234]: ${line}`) },
  { name: 'ANSI', add: eachLine((line) => `\u001b[31m${line}\u001b[0m`) },
  { name: 'CRLF', add: (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n') },
  { name: 'no last line end', add: (text) => text.replace(/\n$/, '') },
  { name: 'json-file', add: eachLine((line, index) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: `2025-03-12T${clock(index)}.1Z` })) },
  { name: 'in a long log', add: (text) => `${quiet(1_000)}\n${text}${quiet(1_000)}\n` },
];
