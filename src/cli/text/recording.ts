// A recording for people: what was started, how it ended without the tracer and with it, how much slower that was, and where its log is.
import { shown } from '../../shared/domain/text.ts';
import type { TraceRecording, TraceRecordingLine } from '../../shared/domain/trace-detail.ts';
import { counted, formatBytes, formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';
import { wrapped } from './wrap.ts';

type Start = NonNullable<TraceRecording['plain']>;

export function recordingLines(document: TraceRecording, paint: Paint, columns: number | undefined): string[] {
  const { id, state, title, reason, plain, traced, factor, log, sums } = document;
  const lines = [
    [
      paint.bold(`recording ${id}`),
      ...(title === '' ? [] : [shown(title)]),
      state === 'done' ? paint.dim('done') : paint.yellow(reason === null ? state : `${state}: ${shown(reason)}`),
    ].join('  '),
    paint.dim(`${shown(document.image)}: ${commandText(document.argv)}`),
    paint.dim(
      [
        `${document.platform}${document.emulated ? ', emulated' : ''}`,
        `user ${document.user === '' ? 'of the image' : shown(document.user)}`,
        ...(document.readOnly ? ['read-only root'] : []),
        `calls: ${document.classes.join(', ')}`,
        ...(document.tracer === null ? [] : [document.tracer]),
      ].join(', '),
    ),
    '',
    ...(plain === null ? [] : [startLine('without the tracer', plain)]),
    ...(traced === null ? [] : [`${startLine('with the tracer', traced)}${factor === null ? '' : paint.bold(`  ${factorText(factor)}`)}`]),
  ];
  if (log !== null)
    lines.push(
      `log                 ${[
        `${formatBytes(log.bytes)}${log.truncated ? ', cut' : ''}`,
        ...(sums === null
          ? []
          : [counted(sums.events, 'event'), counted(sums.processes, 'process', 'processes'), `${Object.values(sums.errors).reduce((a, b) => a + b, 0)} errors`]),
      ].join(', ')}`,
    );
  for (const note of document.notes) lines.push(...wrapped(shown(note), columns, '  ').map((line) => paint.dim(line)));
  lines.push(...stdoutLines(plain, traced, paint));
  if (plain !== null && plain.stderr.text.trim() !== '') lines.push('', paint.dim('its stderr, without the tracer:'), ...lastLines(plain));
  if (log !== null) lines.push('', paint.dim(`its calls: cgoscope trace ${id}`));
  return lines;
}

/** Words as they are, those with blanks between quotes. */
const commandText = (argv: readonly string[]): string => argv.map((word) => (/^[^\s"']+$/.test(word) ? shown(word) : shown(JSON.stringify(word)))).join(' ');

export const factorText = (factor: number): string => `${factor < 10 ? factor.toFixed(1) : Math.round(factor)} times as long`;

const startLine = (what: string, start: Start): string => `${what.padEnd(20)}${formatNs(start.wallNs)}  ${shown(start.ended)}`;

/** Lines of an output that are told, and characters of a line. */
const TOLD_LINES = 10;
const TOLD_WIDTH = 500;

const told = (line: string): string => `  ${shown(line.slice(0, TOLD_WIDTH))}`;

const lastLines = ({ stderr }: Start): string[] => stderr.text.trimEnd().split('\n').slice(-TOLD_LINES).map(told);

/** How it began to write; of both starts only where they wrote something else. */
function stdoutLines(plain: Start | null, traced: Start | null, paint: Paint): string[] {
  const same = plain !== null && traced !== null && plain.stdout.text === traced.stdout.text;
  return [
    { start: plain, what: same ? 'its stdout:' : 'its stdout, without the tracer:' },
    { start: same ? null : traced, what: 'its stdout, with the tracer:' },
  ].flatMap(({ start, what }) => (start === null || start.stdout.text.trim() === '' ? [] : ['', paint.dim(what), ...firstLines(start, paint)]));
}

function firstLines({ stdout }: Start, paint: Paint): string[] {
  const lines = stdout.text.trimEnd().split('\n');
  return [...lines.slice(0, TOLD_LINES).map(told), ...(lines.length > TOLD_LINES || stdout.truncated ? [paint.dim(`  … of ${formatBytes(stdout.bytes)}`)] : [])];
}

export function recordingsLines(recordings: readonly TraceRecordingLine[], paint: Paint, columns: number | undefined): string[] {
  if (recordings.length === 0) return ['no recordings yet: `cgoscope trace record IMAGE` makes the first'];
  return table(
    [
      { title: 'recording' },
      { title: 'started' },
      { title: 'state' },
      { title: 'events', align: 'right' },
      { title: 'log', align: 'right' },
      { title: 'slower', align: 'right' },
      { title: 'image', shrink: { min: 10 } },
      { title: 'program', shrink: { min: 12 } },
      { title: 'ended', shrink: { min: 12 } },
      { title: 'title', shrink: { min: 6 } },
    ],
    recordings.map((line): (TableCell | string)[] => [
      { text: line.id, paint: paint.bold },
      line.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z'),
      { text: line.state, paint: line.state === 'done' ? paint.dim : paint.yellow },
      line.events === null ? '-' : String(line.events),
      line.bytes === null ? '-' : formatBytes(line.bytes),
      line.factor === null ? '-' : `${line.factor.toFixed(1)}x`,
      shown(line.image),
      commandText(line.argv),
      shown(line.ended ?? '-'),
      shown(line.title),
    ]),
    { columns, head: paint.dim },
  );
}
