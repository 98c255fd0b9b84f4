// What is to be known of a trace that was read from the files of a set: which of them were left out, which processes have none, and what stands where without times.
import { shown, capped } from '../../../shared/domain/text.ts';
import { counted } from '../../../shared/domain/units.ts';
import type { SetPlan, TraceIndex } from '../../evidence/index.ts';

type Warning = TraceIndex['warnings'][number];

/** Names in one sentence. */
const NAMED = 5;
const CLONES = new Set(['clone', 'clone2', 'clone3', 'fork', 'vfork']);

/** Before the trace's own; `cut` says how much was left out of a set that is too long. */
export function setWarnings(plan: SetPlan, index: TraceIndex, cut: string | null): Warning[] {
  const said: Warning[] = [];
  const say = (code: string, text: string, line: number | null = null): void => void said.push({ code, text, line });
  if (cut !== null) say('log-cut', cut);
  if (plan.by === 'file')
    say(
      'set-without-times',
      `the files carry ${plan.relative ? 'no times but those since the line before, whichever process that was of (-r)' : 'no times'}: they stand one behind the other, each process behind the one that made it, and nothing is known of the order between them; strace -ff -ttt would tell it`,
    );
  if (plan.empty.length > 0) say('set-empty', `${counted(plan.empty.length, 'file')} of the set ${plan.empty.length === 1 ? 'is' : 'are'} empty: ${listed(plan.empty)}`);
  if (plan.strange.length > 0)
    say('set-strange', `${counted(plan.strange.length, 'file')} beside the others ${plan.strange.length === 1 ? 'is' : 'are'} no trace, and left out: ${listed(plan.strange)}`);
  missing(plan, index, say);
  starts(plan, index, say);
  return said;
}

/** Processes that the log tells of, without a file. */
function missing(plan: SetPlan, index: TraceIndex, say: (code: string, text: string, line: number | null) => void): void {
  const known = new Set(plan.files.map(({ file }) => file.pid));
  for (const name of plan.empty) known.add(Number(/\d+$/.exec(name)?.[0]));
  const makers = new Set(index.tasks.map(({ madeBy }) => madeBy));
  const clones = index.names.map((name) => CLONES.has(name));
  const lost = new Map<number, number>();
  for (let event = 0; event < index.count; event++) {
    const pid = index.result[event] ?? 0;
    if (clones[index.name[event] ?? 0] === true && index.kind[event] === 0 && pid > 0 && !known.has(pid) && !makers.has(event) && !lost.has(pid))
      lost.set(pid, index.line[event] ?? 0);
  }
  if (lost.size === 0) return;
  const [first] = lost.values();
  say(
    'set-missing',
    `${counted(lost.size, 'process', 'processes')} that the log tells of ${lost.size === 1 ? 'has' : 'have'} no file here: ${listed([...lost.keys()].map(String))}; what ${lost.size === 1 ? 'it' : 'they'} did is missing, or stands under another number (of a pid namespace)`,
    first ?? null,
  );
}

/** What begins with an execve and was made by none of the others is what strace was started with. */
function starts(plan: SetPlan, index: TraceIndex, say: (code: string, text: string, line: number | null) => void): void {
  const execve = index.names.indexOf('execve');
  const first = index.tasks.filter(({ parent, firstEvent }) => parent === null && execve > 0 && index.name[firstEvent] === execve && index.kind[firstEvent] === 0);
  if (first.length < 2) return;
  const names = first.flatMap(({ pid }) => plan.files.find(({ file }) => file.pid === pid)?.file.name ?? []);
  say('set-starts', `these are files of ${first.length} starts of strace, which begin with ${listed(names)}: all of them are read as one trace`, null);
}

const listed = (names: readonly string[]): string =>
  names
    .slice(0, NAMED)
    .map((name) => capped(shown(name), 100))
    .join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');
