// What somebody looked up in the same shell: `ls -l`, `stat`, `head -1`, `which`, `uname -m`, /etc/os-release. The line that asks is a signal; the answer stands in the
// lines below it, up to the next prompt. So a pasted session holds its own facts.
import { fromHit, fromLine } from '../../evidence.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import type { Case, Hit, LogLine, Signal } from '../../types.ts';

/** `$ `, `# `, `root@box:/# `, `/build # `, `C:\src> `, or none before a command that stands alone. */
const PROMPT = String.raw`^(?:[^\s$#%>|"'][^$#%>|"'\n]{0,80}|/[^$#%>|"'\n]{0,80})?[$#%>] ?`;
/** A shell in a container, or as another user. */
const INSIDE = String.raw`(?:(?:sudo|docker|podman|nerdctl|kubectl)\b[^\n|;&]{0,200} )?`;
const QUESTIONS = String.raw`(?:uname -\w+|ls -\w*l\w*|stat|cat|head|which|command -v|type)(?: |$)`;

export const SESSION: Signal = {
  id: 'start-session',
  keywords: ['uname -', 'ls -', 'stat ', '/etc/os-release', 'head -', 'which ', 'command -v', 'type ', 'cat /', 'cat .'],
  pattern: new RegExp(`(?:${PROMPT}${INSIDE}|^)(${QUESTIONS}[^\\n]{0,300})`),
};
const AT_PROMPT = new RegExp(`${PROMPT}(?:\\S|$)`);

export interface Listed {
  path: string;
  /** As `ls` writes it: `-rwxr-xr-x`. */
  mode: string;
  evidence: FindingEvidence;
}
export interface Session {
  /** Of `uname -m` and `uname -a`: in the words of the kernel. */
  machine: { word: string; evidence: FindingEvidence } | null;
  libc: { libc: 'musl' | 'glibc'; evidence: FindingEvidence } | null;
  /** Files that were seen to be there. */
  there: Listed[];
  /** First lines that begin with `#!`. */
  scripts: { path: string; interpreter: string; returns: boolean; evidence: FindingEvidence }[];
  /** Programs that a shell did not find. */
  absent: { name: string; evidence: FindingEvidence }[];
}

const known = new WeakMap<Case, Session>();
export function sessionOf(seen: Case): Session {
  let session = known.get(seen);
  if (session === undefined) known.set(seen, (session = read(seen)));
  return session;
}

function read(seen: Case): Session {
  const session: Session = { machine: null, libc: null, there: [], scripts: [], absent: [] };
  for (const hit of seen.hits(SESSION.id)) {
    const asked = (hit.match[1] ?? '').trim();
    const answer = answerTo(hit);
    if (/^uname /.test(asked)) session.machine ??= machineIn(answer);
    else if (/^(?:cat|head)\b.*\/etc\/os-release/.test(asked)) session.libc ??= libcIn(answer);
    else if (/^ls /.test(asked)) session.there.push(...listedIn(answer));
    else if (/^stat /.test(asked)) session.there.push(...statIn(answer));
    else if (/^(?:head|cat) /.test(asked)) session.scripts.push(...scriptIn(asked, answer));
    else session.absent.push(...absentIn(asked, hit, answer));
  }
  return session;
}

function answerTo({ after }: Hit): LogLine[] {
  const end = after.findIndex(({ text }) => AT_PROMPT.test(text) && !text.startsWith('#!'));
  return end === -1 ? after : after.slice(0, end);
}

const MACHINE = /(?:^|\s)(x86_64|aarch64|arm64|armv7l|armv6l|i[36]86|riscv64|ppc64le|s390x)(?:\s|$)/;
function machineIn(answer: readonly LogLine[]): Session['machine'] {
  const [line] = answer;
  const word = line === undefined ? undefined : MACHINE.exec(line.text.slice(0, 400))?.[1];
  return line === undefined || word === undefined ? null : { word, evidence: fromLine(line) };
}

function libcIn(answer: readonly LogLine[]): Session['libc'] {
  for (const line of answer) {
    const name = /^(?:PRETTY_NAME|NAME|ID|ID_LIKE)=["']?([\w ./()-]{1,80})/.exec(line.text)?.[1]?.toLowerCase();
    if (name === undefined) continue;
    if (/alpine|postmarketos|chimera|adelie/.test(name)) return { libc: 'musl', evidence: fromLine(line) };
    if (/debian|ubuntu|fedora|red hat|rhel|centos|rocky|alma|suse|arch|amazon|mint/.test(name)) return { libc: 'glibc', evidence: fromLine(line) };
  }
  return null;
}

const listedIn = (answer: readonly LogLine[]): Listed[] =>
  answer.flatMap((line) => {
    const [, mode, path] = /^([-l][rwxsStT-]{9})[.+@]?\s+\d+\s[^\n]{5,200}?\s(\S{1,400}?)\*?(?: -> \S{1,400})?$/.exec(line.text) ?? [];
    return mode === undefined || path === undefined ? [] : [{ path, mode, evidence: fromLine(line) }];
  });

function statIn(answer: readonly LogLine[]): Listed[] {
  const file = answer.find(({ text }) => /^File: /.test(text.trim()));
  const path = /File: ['"]?([^\s'"]{1,400})/.exec(file?.text ?? '')?.[1];
  const mode = answer.map(({ text }) => /\(\d{4}\/([-l][rwxsStT-]{9})\)/.exec(text)?.[1]).find((each) => each !== undefined);
  return file === undefined || path === undefined || mode === undefined ? [] : [{ path, mode, evidence: fromLine(file) }];
}

function scriptIn(asked: string, answer: readonly LogLine[]): Session['scripts'] {
  const [line] = answer;
  const path = asked
    .split(/[\s|;&]+/)
    .slice(1)
    .find((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  const [, interpreter, end = ''] = /^#!\s?(\/\S{1,200}?)(\\r|\^M|\$|\s.*)?$/.exec(line?.text ?? '') ?? [];
  if (line === undefined || path === undefined || interpreter === undefined) return [];
  return [{ path, interpreter: `${interpreter}${/^\s/.test(end) ? end : ''}`, returns: /\\r|\^M/.test(end) || /\r$/.test(line.raw), evidence: fromLine(line) }];
}

/** Nothing is printed for what is not there, or that it is not there: only where something else was typed below it, so that the answer was not cut off. */
function absentIn(asked: string, hit: Hit, answer: readonly LogLine[]): Session['absent'] {
  const name = /^(?:which|command -v|type) (?:-\w+ )?([\w./+-]{1,80})$/.exec(asked)?.[1];
  if (name === undefined) return [];
  const [line] = answer;
  if (line === undefined) return hit.after.length > 0 ? [{ name, evidence: fromHit(hit) }] : [];
  return /(?:no \S+ in \(|not found)/.test(line.text) ? [{ name, evidence: fromLine(line) }] : [];
}

const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;
/** The same file, as far as its name tells: `./x` of a message is `/app/x` of a listing. */
export const sameFile = (a: string, b: string): boolean => a === b || baseName(a) === baseName(b);
/** A file of that name was seen. */
export const listed = (session: Session, path: string | null): Listed | null => (path === null ? null : (session.there.find((each) => sameFile(each.path, path)) ?? null));
