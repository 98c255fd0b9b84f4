// The grammar of `cgoscope trace …`: one trace by default, and one line for each command of the group. Registered by program.ts; actions are loaded when they
// are called.
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';
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

export function traceCommands(root: Command, shell: Shell, grammar: TraceGrammar): void {
  const { json } = grammar;
  const trace = json(root.command('trace [file]'))
    .description('what a program asked of the kernel, from an strace log')
    .action(async (file: string | undefined, options: TraceOptions) => (await import('./file.ts')).trace(shell, trace, file, options));
  recordingCommands(trace, shell, grammar);
  // Subcommands: one function each in its own file (diff.ts, record.ts), called here with (trace, shell, grammar).
}
