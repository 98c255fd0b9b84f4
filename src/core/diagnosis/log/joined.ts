// Messages that a terminal, a box of CI or a mail program broke at a width, put together again.
import type { LogLine } from '../types.ts';
import { widthOf, type Wrapped } from './encoding.ts';
import type { Window } from './window.ts';

/** Lines of one message. */
const MOST = 5;

export interface Joined {
  text: string;
  /** Where the text of each line ends in `text`, and which line (index in the window) that was. */
  ends: number[];
  indexes: number[];
}

/** The messages that a line may be a part of: none where it stands alone, two where it is not known whether a space went with the line end. */
export function broken(window: Window, line: number, wrapped: Wrapped, plain: (index: number) => LogLine): Joined[] {
  const last = window.count - 1;
  let from = line;
  while (from > 0 && line - from < MOST - 1 && glue(plain(from - 1), plain(from), wrapped) !== null) from -= 1;
  const lines = [plain(from).text];
  const glues: Glue[] = [];
  for (let at = from; at < last && lines.length < MOST; at += 1) {
    const next = plain(at + 1);
    const between = glue(plain(at), next, wrapped);
    if (between === null || next.text === '') break;
    glues.push(between);
    lines.push(next.text);
  }
  if (glues.length === 0) return [];
  const put = (open: string): Joined => {
    let text = lines[0] ?? '';
    const ends = [text.length];
    glues.forEach((between, at) => {
      text += `${between === 'either' ? open : between}${lines[at + 1] ?? ''}`;
      ends.push(text.length);
    });
    return { text, ends, indexes: ends.map((_end, at) => from + at) };
  };
  return glues.includes('either') ? [put(''), put(' ')] : [put('')];
}

type Glue = '' | ' ' | 'either';

/** What stood between two lines before they were broken; null where they are two. */
function glue(line: LogLine, next: LogLine, { width }: Wrapped): Glue | null {
  const columns = widthOf(line.raw);
  if (columns === 0 || columns > width || next.raw === '') return null;
  if (columns === width) return line.raw.endsWith(' ') ? ' ' : next.raw.startsWith(' ') ? ' ' : 'either';
  // Broken between words: the next word would not have fitted.
  const word = /^\S*/.exec(next.text)?.[0].length ?? 0;
  return word > 0 && columns + 1 + word > width ? ' ' : null;
}
