// A compared call as it is shown: its name and what was asked, without what was masked, and what came of it.
import { fromLatin1, KIND, splitArguments, type ReadableTrace } from '../../evidence/index.ts';
import { asked } from './calls.ts';

const WORD = 100;
const MOST = 400;

/** `openat(AT_FDCWD, "/lib64/ld-linux-x86-64.so.2", O_RDONLY|O_CLOEXEC) = ENOENT`; `SIGSEGV`; `exited with 1`. */
export function shownCall(trace: ReadableTrace, event: number, withError = true): string {
  const { index, text } = trace;
  const name = index.names[index.name[event] ?? 0] ?? '';
  if (index.kind[event] === KIND.signal) return name;
  if (index.kind[event] !== KIND.call) return fromLatin1(/(?:\+\+\+|---) (.*?) (?:\+\+\+|---)/.exec(text.line(event))?.[1] ?? name);
  const letters = asked(name);
  const words = splitArguments(fromLatin1((text.parts(event)?.args ?? '').slice(0, 16_384)));
  const shown = words.map((word, at) => shownArgument(word, letters === null ? 'k' : letters[at]));
  // What the kernel only wrote back is left off at the end.
  while (shown.length > 0 && shown.at(-1) === '…') shown.pop();
  const left = shown.length < words.length ? [...shown, '…'] : shown;
  const error = index.errors[index.error[event] ?? 0] ?? '';
  const call = `${name}(${left.join(', ')})`;
  return (call.length > MOST ? `${call.slice(0, MOST - 2)}…)` : call) + (withError && error !== '' ? ` = ${error}` : '');
}

function shownArgument(word: string, letter: string | undefined): string {
  switch (letter) {
    case undefined:
    case 'x':
      return '…';
    case 'f':
    case 'd':
      return short(word.replace(/^(\d+)(<.*>)$/, '$2'));
    default:
      return short(word.replace(/\b0x[0-9a-f]{6,}\b/g, '…').replace(/ ?\/\*.*?\*\//g, ''));
  }
}

const short = (word: string): string => (word.length > WORD ? `${word.slice(0, WORD - 1)}…` : word);
