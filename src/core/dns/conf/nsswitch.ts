// The `hosts:` line of nsswitch.conf, as Go and as glibc read it; musl has no such file. Sources: Go net/nss.go parseNSSConf, net/conf.go lookupOrder; glibc
// nss/nss_database.c process_line, nss/nss_action_parse.c.
import { quoted, type Note } from './reading.ts';

/** Where a lookup goes. `files` before `dns` or after it; a name that /etc/hosts has costs no packet where it comes first. */
export interface SourceOrder {
  asksServers: boolean;
  filesFirst: boolean;
  /** /etc/hosts is read at all. */
  readsFiles: boolean;
  notes: Note[];
}

/** Status and action in lower case; `negated`: every status but this one. */
interface Criterion {
  negated: boolean;
  status: string;
  action: string;
}
export interface Source {
  name: string;
  criteria: Criterion[];
}

const USUAL = { asksServers: true, filesFirst: true, readsFiles: true };

const note = (word: string | null, verdict: Note['verdict'], code: string, text: string): Note => ({ line: null, word, verdict, code, text });

/** The sources of `hosts:` as Go parses them; `error` where it gives up on the file. */
export function goSources(text: string): { sources: Source[]; error: string | null } {
  const sources: Source[] = [];
  const fail = (error: string) => ({ sources, error });
  for (const raw of text.split('\n')) {
    const line = (raw.split('#', 1)[0] ?? '').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 0) return fail('a line without a colon');
    const database = line.slice(0, colon).trim();
    let rest = line.slice(colon + 1);
    for (;;) {
      rest = rest.replace(/^[ \t\r\n]+/, '');
      if (rest === '') break;
      const space = rest.indexOf(' ');
      const name = space < 0 ? rest : rest.slice(0, space);
      rest = space < 0 ? '' : rest.slice(space + 1).replace(/^[ \t\r\n]+/, '');
      const source: Source = { name, criteria: [] };
      if (rest.startsWith('[')) {
        const end = rest.indexOf(']');
        if (end < 0) return fail('a bracket that is not closed');
        for (const field of rest.slice(1, end).split(/[ \t\r\n]+/)) {
          if (field === '') continue;
          const negated = field.startsWith('!');
          const body = (negated ? field.slice(1) : field).toLowerCase();
          const equals = body.indexOf('=');
          if (body.length < 3 || equals < 0) return fail('a criterion that is none');
          source.criteria.push({ negated, status: body.slice(0, equals), action: body.slice(equals + 1) });
        }
        rest = rest.slice(end + 1);
      }
      if (database === 'hosts') sources.push(source);
    }
  }
  return { sources, error: null };
}

/** True where the criteria of a source say what holds without them (standardCriteria). */
export const isStandard = ({ criteria }: Source): boolean =>
  criteria.every(({ negated, status, action }, index) => {
    if (negated) return false;
    const usual = status === 'success' ? 'return' : ['notfound', 'unavail', 'tryagain'].includes(status) ? 'continue' : null;
    return usual !== null && ((index === criteria.length - 1 && action === 'return') || action === usual);
  });

/** As Go's own resolver goes, when it may not hand over to libc. `text` null: no file. */
export function goOrder(text: string | null): SourceOrder {
  if (text === null) return { ...USUAL, notes: [] };
  const { sources, error } = goSources(text);
  if (error !== null) return { ...USUAL, notes: [note(null, 'ignored', 'nsswitch-unreadable', `nsswitch.conf has ${error}: Go's resolver takes files and then dns.`)] };
  if (sources.length === 0) return { ...USUAL, notes: [] };
  const known = sources.filter(({ name }) => name === 'files' || name === 'dns');
  const notes = sources
    .filter((source) => !known.includes(source))
    .map(({ name }) => note(name, 'ignored', 'nss-source-foreign', `Go's resolver can't ask ${quoted(name)}; a program built with cgo leaves this to libc.`));
  const hasDns = known.some(({ name }) => name === 'dns');
  // Another source counts as dns where the list has none itself.
  const order = sources.map(({ name }) => (name === 'files' ? 'files' : name === 'dns' || !hasDns ? 'dns' : null)).filter((name) => name !== null);
  const asksServers = order.includes('dns');
  const readsFiles = order.includes('files');
  if (!asksServers) notes.push(note('hosts', 'dangerous', 'nss-no-dns', 'No name server is ever asked: /etc/hosts alone decides.'));
  return { asksServers, readsFiles, filesFirst: readsFiles && order[0] === 'files', notes };
}

/** What each status of a source leads to. */
type Actions = Record<'success' | 'notfound' | 'unavail' | 'tryagain', 'return' | 'continue'>;

/** As glibc goes. A module that is not files or dns is taken to be absent: its status is UNAVAIL. */
export function glibcOrder(text: string | null): SourceOrder {
  const found = text === null ? null : glibcSources(text);
  if (found === null) return { ...USUAL, notes: [] };
  if (found === 'broken')
    return {
      asksServers: false,
      filesFirst: false,
      readsFiles: false,
      notes: [note('hosts', 'dangerous', 'nsswitch-broken', 'glibc refuses the whole file for a criterion that is none: nothing is looked up.')],
    };
  const notes: Note[] = [];
  let readsFiles = false;
  let filesFirst = false;
  for (const { name, actions } of found) {
    if (name === 'dns') return { asksServers: true, filesFirst, readsFiles: readsFiles || found.some((each) => each.name === 'files'), notes };
    if (name === 'files') {
      readsFiles = true;
      filesFirst = true;
      if (actions.notfound === 'return') break;
    } else {
      notes.push(note(name, 'ignored', 'nss-source-assumed-absent', `${quoted(name)} is taken to be not installed, or to know nothing of the name.`));
      if (actions.unavail === 'return') break;
    }
  }
  notes.push(note('hosts', 'dangerous', 'nss-no-dns', 'No name server is ever asked: what stands before dns ends the lookup, or there is no dns.'));
  return { asksServers: false, filesFirst, readsFiles, notes };
}

/** Null: nothing is said of hosts, or that line is no syntax: the built-in `files dns`. The last line of several counts. */
function glibcSources(text: string): { name: string; actions: Actions }[] | 'broken' | null {
  let found: { name: string; actions: Actions }[] | null = null;
  for (const raw of text.split('\n')) {
    const line = (raw.split('#', 1)[0] ?? '').split('\0', 1)[0] ?? '';
    const rest = /^\s*hosts[\s:]+(.*)$/s.exec(line)?.[1];
    if (rest === undefined) continue;
    const sources = glibcActions(rest);
    if (sources === null) return 'broken';
    found = sources;
  }
  return found;
}

function glibcActions(text: string): { name: string; actions: Actions }[] | null {
  const sources: { name: string; actions: Actions }[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const name = /^[^\s[]+/.exec(rest)?.[0];
    if (name === undefined) break;
    rest = rest.slice(name.length).trimStart();
    const actions: Actions = { success: 'return', notfound: 'continue', unavail: 'continue', tryagain: 'continue' };
    if (rest.startsWith('[')) {
      const block = /^\[\s*((?:!?(?:success|notfound|unavail|tryagain)\s*=\s*(?:return|continue|merge)\s*)+)\]/i.exec(rest);
      if (block?.[1] === undefined) return null;
      for (const [, not, status = '', action = ''] of block[1].matchAll(/(!?)(success|notfound|unavail|tryagain)\s*=\s*(return|continue|merge)/gi)) {
        const target = status.toLowerCase() as keyof Actions; // as the pattern says
        const to = action.toLowerCase() === 'return' ? 'return' : 'continue';
        for (const each of Object.keys(actions) as (keyof Actions)[]) if ((each === target) === (not === '')) actions[each] = to;
      }
      rest = rest.slice(block[0].length).trimStart();
    }
    sources.push({ name, actions });
  }
  return sources;
}
