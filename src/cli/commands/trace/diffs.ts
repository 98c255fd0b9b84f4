// The grammar of `trace diff`. Registered by index.ts; the action is loaded when it is called.
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';
import type { TraceDiffOptions } from './diff.ts';
import type { TraceGrammar } from './index.ts';

export function diffCommand(trace: Command, shell: Shell, { json, failOn, number }: TraceGrammar): void {
  failOn(json(trace.command('diff <a> <b>')), ['difference'])
    .description('where two traces part, and what only one of them did: each a file, RUN/CELL, or a recording')
    .option('--noise', "with the emulator's own calls")
    .option('--limit <n>', 'lines of each list', number(1, 1_000), 20)
    .option('--side-by-side', 'both call by call, stretches that are equal folded')
    .option('--pair <n>', 'which processes stand side by side, by their number in the list', number(0, 1_000_000))
    .option('--context <n>', 'equal calls around each difference', number(0, 100), 3)
    .action(async (a: string, b: string, options: TraceDiffOptions) => (await import('./diff.ts')).traceDiff(shell, a, b, options));
}
