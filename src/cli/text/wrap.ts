// Sentences on several lines of a terminal, broken between words. Text that is already shown; a pipe gets one line.
import { displayWidth } from '../../shared/domain/text.ts';

/** Never narrower than this, whatever the terminal says. */
const LEAST = 40;

export function wrapped(text: string, columns: number | undefined, indent: string): string[] {
  if (columns === undefined) return [indent + text];
  const room = Math.max(LEAST, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines;
}
