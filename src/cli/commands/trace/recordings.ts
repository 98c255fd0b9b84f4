// The grammar of `trace record` and of what is kept of recordings. Registered by index.ts; actions are loaded when they are called.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { TRACE_CLASSES, type TraceClass } from '../../../shared/domain/trace-detail.ts';
import type { Shell } from '../../shell.ts';
import type { JsonOption } from '../options.ts';
import type { TraceGrammar } from './index.ts';
import type { RecordOptions } from './record.ts';

/** A size is read by the action, which says what is wrong with one. */
const seconds =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > 86_400) throw new InvalidArgumentError(`expected seconds, from ${least} to 86400.`);
    return value;
  };

const classes = (text: string): TraceClass[] =>
  text.split(',').map((word) => {
    const found = TRACE_CLASSES.find((each) => each === word.trim());
    if (found === undefined) throw new InvalidArgumentError(`expected some of ${TRACE_CLASSES.join(', ')}, separated by commas.`);
    return found;
  });

export function recordingCommands(trace: Command, shell: Shell, { json, engine, repeat, number }: TraceGrammar): void {
  // What stands behind the image is the program's, options too.
  trace.enablePositionalOptions();
  json(engine(trace.command('record <image> [command...]')))
    .passThroughOptions()
    .description('record what the program of a local image asks of the kernel; its own command, or the one behind the image')
    .option('--env <name=value>', 'a variable for it; without =VALUE as it is here; repeatable', repeat, [])
    .option('--user <user>', 'as whom it runs (default: as the image says)')
    .option('--workdir <path>', 'where it starts')
    .option('--entrypoint <program>', "in the place of the image's entrypoint; empty for none")
    .option('--read-only', 'with a root that nothing can be written to')
    .addOption(new Option('--network <kind>', 'a bridge of our own, without or with the outside, or none').choices(['none', 'inside', 'internet']).default('inside'))
    .option('--platform <platform>', 'as linux/arm64, where the image must be for it')
    .option('--class <class,class>', `which calls: ${TRACE_CLASSES.join(', ')}`, classes, ['file', 'network', 'process', 'signal'])
    .option('--ready <when>', 'when a server is up: log:TEXT, tcp:PORT or http:PORT/PATH')
    .option('--stop-after <s>', 'ask it to stop so long after it is ready (or started)', seconds(0))
    .option('--seconds <s>', 'the longest that it may run', seconds(1), 30)
    .option('--once', 'start it under the tracer only: for a program that must not run twice')
    .option('--trace-bytes <size>', 'the longest log that is kept', '64MB')
    .option('--title <text>', 'what to call it', '')
    .option('--to <file>', 'write the log to a file as well')
    .option('-y, --yes', 'download the tracer without asking, where it is not there')
    .action(async (image: string, words: string[], options: RecordOptions) => (await import('./record.ts')).record(shell, image, words, options));
  json(trace.command('list'))
    .description('recordings that are kept, newest first')
    .option('--limit <n>', 'how many', number(1, 10_000), 50)
    .action(async (options: JsonOption & { limit: number }) => (await import('./record.ts')).list(shell, options));
  json(trace.command('show <id>'))
    .description('a recording again: its id, a prefix of it, or last')
    .option('--to <file>', 'write its log to a file')
    .action(async (id: string, options: JsonOption & { to?: string }) => (await import('./record.ts')).show(shell, id, options));
  trace
    .command('cancel <id>')
    .description('end one that is going on; what was recorded stays')
    .action(async (id: string) => (await import('./record.ts')).cancel(shell, id));
  trace
    .command('remove <id>')
    .description('forget one, with its log')
    .action(async (id: string) => (await import('./record.ts')).remove(shell, id));
}
