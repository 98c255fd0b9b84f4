// Which lines of the file an edit touched, one beside the other, each with its reason.
import { alignSteps } from '../../compare/index.ts';
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { keywordOf } from './edit.ts';

type Edit = NonNullable<DnsAdvice['recommendation']>['edits'][number];

/** What was changed in a line, as a key of the reasons. */
export type Subject =
  'timeout' | 'attempts' | 'ndots' | 'rotate' | 'single-request' | 'single-request-reopen' | 'use-vc' | 'nameserver' | 'nameserver-added' | 'search' | 'plain' | 'deadly';

/** Lines count from 1, as they stood before; null: it is new. */
export function editsBetween(before: string, after: string, reason: (subject: Subject) => string): Edit[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const match = aligned(a, b);
  const edits: Edit[] = [];
  let at = 0;
  let removed: { line: number; text: string }[] = [];
  const flush = (until: number): void => {
    const added = b.slice(at, until);
    at = until;
    for (const { line, text } of removed) {
      const same = added.findIndex((each) => keywordOf(each) === keywordOf(text) || each === `# ${text.replace(/\r$/, '')}`);
      const now = same < 0 ? null : (added.splice(same, 1)[0] ?? null);
      edits.push({ line, before: text, after: now, reason: reasonsOf(text, now, reason) });
    }
    for (const text of added) if (text.trim() !== '') edits.push({ line: null, before: null, after: text, reason: reasonsOf(null, text, reason) });
    removed = [];
  };
  a.forEach((text, index) => {
    const beside = match[index] ?? -1;
    if (beside < 0) removed.push({ line: index + 1, text });
    else {
      flush(beside);
      at = beside + 1;
    }
  });
  flush(b.length);
  return edits;
}

function aligned(a: readonly string[], b: readonly string[]): Int32Array {
  const ids = new Map<string, number>();
  const idOf = (line: string): number => {
    const id = ids.get(line) ?? ids.size;
    ids.set(line, id);
    return id;
  };
  const steps = alignSteps(Int32Array.from(a, idOf), Int32Array.from(b, idOf));
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function reasonsOf(before: string | null, after: string | null, reason: (subject: Subject) => string): string {
  const keyword = keywordOf(after ?? before ?? '');
  if (before !== null && keywordOf(before) === 'sortlist' && after !== null && keywordOf(after) === '') return reason('deadly');
  if (['search', 'domain'].includes(keywordOf(before ?? '')) && after !== null && wordsOf(after).length < wordsOf(before).length) return reason('deadly');
  if (keyword === 'nameserver') return reason(before === null ? 'nameserver-added' : after === null ? 'nameserver' : 'plain');
  if (keyword === 'search' || keyword === 'domain') return reason(after === null ? 'search' : 'plain');
  const [was, is] = [wordsOf(before), wordsOf(after)];
  const touched = [...was.filter((word) => !is.includes(word)), ...is.filter((word) => !was.includes(word))];
  const subjects = new Set(touched.flatMap((word) => SUBJECTS.filter((subject) => says(word, subject))));
  return subjects.size === 0 ? reason('plain') : [...subjects].map(reason).join(' ');
}

const wordsOf = (line: string | null): string[] => (line ?? '').split(/\s+/).filter((word) => word !== '');

const SUBJECTS = ['timeout', 'attempts', 'ndots', 'rotate', 'single-request-reopen', 'single-request', 'use-vc'] as const satisfies readonly Subject[];

const says = (word: string, subject: (typeof SUBJECTS)[number]): boolean =>
  word.includes(`${subject}:`) || (word.startsWith(subject) && !(subject === 'single-request' && word.startsWith('single-request-reopen')));
