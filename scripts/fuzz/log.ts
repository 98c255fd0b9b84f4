// The reader of logs as a target: what people posted (tests/failures/texts), with what terminals and shippers put around it. However the bytes are cut into pieces the
// answer is the same, and every piece of evidence is really a part of the line that it names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainCase, logReader } from '../../src/core/diagnosis/index.ts';
import type { FindingEvidence } from '../../src/shared/domain/explain.ts';
import { explainSchema } from '../../src/shared/domain/explain.ts';
import { ROOT } from '../lib/cgoscope.ts';
import type { Random } from './random.ts';
import type { FuzzInput, FuzzResult, FuzzTarget } from './types.ts';

const MB = 1024 * 1024;
const TEXTS = join(ROOT, 'tests', 'failures', 'texts', 'learn');
const utf8 = new TextEncoder();

/** What stands around a message, and what breaks it. */
const AROUND = [
  '\u001b[31m',
  '\u001b[0m',
  '\u001b]0;x\u0007',
  '\u001b]8;;',
  '\u001b[',
  '\r',
  '\r\n',
  '\n',
  '\0',
  '\ufeff',
  '2024-05-01T10:00:00Z ',
  'app-1  | ',
  '#12 3.456 ',
  '{"log":"',
  '\\n"}',
  '> ',
  '+ ',
  ' ',
  '‘',
  '”',
  '`',
  '\u2028',
  '[pod/a/b] ',
  'time="x" level=error msg="',
];

function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let text = new TextDecoder().decode(bytes.subarray(0, 100_000));
  for (let count = 1 + random.below(6); count > 0; count -= 1) {
    const at = random.below(text.length + 1);
    const what = AROUND[random.below(AROUND.length)] ?? '';
    if (random.below(8) === 0) text = text.replace(new RegExp(`(.{${40 + random.below(100)}})`, 'g'), '$1\n');
    else if (random.below(8) === 0) text = text.slice(0, at) + what.repeat(random.below(500)) + text.slice(at);
    else if (random.below(20) === 0) text = text.replace(/\n/g, '');
    else text = text.slice(0, at) + what + text.slice(at);
  }
  return utf8.encode(text.slice(0, 2 * MB));
}

const read = (bytes: Uint8Array, piece: number, sample: () => void) => {
  const reader = logReader();
  for (let at = 0; at < bytes.length; at += piece) {
    reader.push(bytes.subarray(at, at + piece));
    sample();
  }
  return explainCase({ logs: [reader.finish()] });
};

/** Lines as anybody would split them; null where the log is none of UTF-8, which is read as what it is. */
function linesOf(bytes: Uint8Array): string[] | null {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.subarray(0, 4_096).filter((byte) => byte === 0).length > 1_000) return null;
  return new TextDecoder().decode(bytes).split('\n');
}

function wrong(bytes: Uint8Array, answer: ReturnType<typeof read>): string | null {
  const misfit = explainSchema.safeParse(answer).error?.issues[0];
  if (misfit !== undefined) return `${misfit.path.join('.')} ${misfit.message}`;
  const bug = answer.notes.find((note) => note.startsWith('a bug of ours'));
  if (bug !== undefined) return bug;
  const lines = linesOf(bytes);
  const said: FindingEvidence[] = [...answer.findings.flatMap(({ evidence, against }) => [...evidence, ...against]), ...answer.likely];
  for (const { source, line, text } of lines === null ? [] : said)
    if (source === 'log' && (line === undefined || text === undefined || lines?.[line - 1]?.includes(text) !== true))
      return `line ${line} is not ${JSON.stringify(text?.slice(0, 100))}`;
  return null;
}

export const logTarget: FuzzTarget = {
  name: 'log',
  corpus: (): FuzzInput[] =>
    readdirSync(TEXTS)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        const texts: unknown = JSON.parse(readFileSync(join(TEXTS, name), 'utf8'));
        const list: unknown[] = Array.isArray(texts) ? texts : typeof texts === 'object' && texts !== null && 'texts' in texts && Array.isArray(texts.texts) ? texts.texts : [];
        return list.flatMap((each, index) => {
          const text = typeof each === 'object' && each !== null && 'log' in each ? each.log : typeof each === 'object' && each !== null && 'text' in each ? each.text : null;
          return typeof text === 'string' ? [{ name: `${name}-${index}`, bytes: utf8.encode(text) }] : [];
        });
      })
      .sort((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1)),
  mutate,
  run: (bytes, sample): FuzzResult => {
    const answer = read(bytes, 1 << 20, sample);
    return { answer, bytesRead: null, problem: () => wrong(bytes, answer) };
  },
  also: {
    'in small pieces': (bytes, sample): FuzzResult => {
      const answer = read(bytes, 1_009, sample);
      return {
        answer,
        bytesRead: null,
        problem: () => (JSON.stringify(answer) === JSON.stringify(read(bytes, 1 << 20, () => undefined)) ? null : 'in other pieces the answer is another'),
      };
    },
  },
  limits: {
    ms: 3_000,
    allocationFactor: 16,
    // The window (2 MB and more while it grows), the table of all keywords (some MB), what is compiled of several hundred patterns.
    allocationFloor: 48 * MB,
    readFactor: 1,
    readFloor: 0,
  },
};
