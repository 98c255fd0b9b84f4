// Names of the user's machine: home folder, user, host. Only where they stand for themselves: evidence must not be bent.
import { toBytes } from './forms.ts';
import type { Span } from './spans.ts';

/** Homes and names that say nothing of anybody, and stand in every image. */
const NOBODYS_HOMES = new Set(['/', '/root', '/home', '/Users', '/nonexistent']);
const NOBODYS_NAMES = new Set([
  'root',
  'user',
  'users',
  'admin',
  'nobody',
  'daemon',
  'ubuntu',
  'debian',
  'runner',
  'docker',
  'node',
  'go',
  'build',
  'builder',
  'vagrant',
  'ec2-user',
  'linux',
  'app',
]);
const NOBODYS_HOSTS = new Set(['localhost', 'localhost.localdomain', 'debian', 'ubuntu', 'linux', 'docker', 'runner', 'host', 'buildkitsandbox']);

const escaped = (text: string): string => toBytes(text).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Finders over byte strings, made once. */
export function placeFinders(options: { home?: string; user?: string; hostname?: string }): ((text: string) => Span[])[] {
  const finders: ((text: string) => Span[])[] = [];
  const add = (kind: Span['kind'], source: string): void => {
    const regex = new RegExp(source, 'dg');
    finders.push((text) => {
      const spans: Span[] = [];
      for (const match of text.matchAll(regex)) {
        const range = match.indices?.[1];
        if (range) spans.push({ start: range[0], end: range[1], kind });
      }
      return spans;
    });
  };
  const home = options.home?.replace(/[/\\]+$/, '');
  if (home && home.length > 3 && !NOBODYS_HOMES.has(home)) {
    const forms = new Set([home, home.replaceAll('\\', '\\\\'), home.replaceAll('\\', '/')]);
    // not the beginning of another name: /home/ann is not /home/anna
    for (const form of forms) add('home', `(${escaped(form)})(?![A-Za-z0-9_.\\x80-\\xff-])`);
  }
  const user = options.user;
  if (user && user.length >= 3 && !NOBODYS_NAMES.has(user.toLowerCase())) {
    const name = escaped(user);
    const end = '(?![A-Za-z0-9_\\x80-\\xff-])';
    // a bare word may be any word; these places name a person
    add('user', `(?:/home/|/Users/|\\\\Users\\\\{1,2}|\\b(?:USER|LOGNAME|USERNAME|SUDO_USER)=|\\b(?:uid|gid|user|owner)=\\d{1,10}\\()(${name})${end}`);
    add('user', `(?<![A-Za-z0-9_\\x80-\\xff.-])(${name})(?=@[A-Za-z0-9])`);
  }
  const host = options.hostname;
  if (host && host.length >= 4 && !NOBODYS_HOSTS.has(host.toLowerCase()) && !/^\d+$/.test(host)) {
    const word = `(${escaped(host)})(?![A-Za-z0-9_\\x80-\\xff-])`;
    // a name of letters only may be a word of the language, or a value of an axis
    const telling = /[0-9.-]/.test(host) && host.length >= 6;
    add('host', telling ? `(?<![A-Za-z0-9_\\x80-\\xff.-])${word}` : `(?:@|//|\\bHOSTNAME=|\\bHOST=|\\bhostname=)${word}`);
  }
  return finders;
}
