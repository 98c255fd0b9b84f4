// The grammar of `cgoscope trace …`: one trace by default, and one line for each command of the group. Registered by program.ts; actions are loaded when they
// are called.
import { InvalidArgumentError, type Command } from 'commander';
import { TRACE_PARTS } from '../../../shared/domain/trace-detail.ts';
import type { Shell } from '../../shell.ts';
import { diffCommand } from './diffs.ts';
import type { TraceOptions } from './file.ts';
import { recordingCommands } from './recordings.ts';

/** The helpers of program.ts that commands of this group use too. */
export interface TraceGrammar {
  json: (command: Command) => Command;
  engine: (command: Command) => Command;
  failOn: (command: Command, choices: string[]) => Command;
  repeat: (value: string, before: string[]) => string[];
  number: (least: number, most: number) => (text: string) => number;
}

function place(text: string): number {
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value === 0) throw new InvalidArgumentError('expected a whole number: 1 is the first event, -1 the last.');
  return value;
}

export function traceCommands(root: Command, shell: Shell, grammar: TraceGrammar): void {
  const { json, number } = grammar;
  const trace = json(root.command('trace [file]'))
    .description(
      "what a program asked of the kernel: a log of strace or qemu-user (.gz and .zst too), the files of one strace -ff (OUT for OUT.123 …, or their folder), a cell's trace (RUN/CELL), or a recording",
    )
    .option('--filter <filter>', 'only events where all of it holds, as "call:openat error:ENOENT -path:/proc/*" (docs/traces.md)')
    .option('--show <parts>', `more of it: all, or some of ${TRACE_PARTS.join(', ')}`, (value: string, before: string[] | undefined) => [...(before ?? []), value])
    .option('--events', 'the events themselves, one a line')
    .option('--from <n>', 'with --events: from this place on, 1 is the first; a negative one counts from the end', place)
    .option('--count <n>', 'with --events: how many (default: 50; in JSON 1000)', number(1, 1_000_000))
    .option('--noise', "with the emulator's own calls")
    .action(async (file: string | undefined, options: TraceOptions) => (await import('./file.ts')).trace(shell, trace, file, options));
  diffCommand(trace, shell, grammar);
  recordingCommands(trace, shell, grammar);
  // Allowed only for this one, after its subcommands took over what holds for it: what is too many is said by the action, which knows why.
  trace.allowExcessArguments();
  // Subcommands: one function each in its own file (diff.ts, record.ts), called here with (trace, shell, grammar).
}
