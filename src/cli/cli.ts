// The whole command line: argv in, exit code out. main.ts runs it in the real process, tests in a double.
import { CommanderError } from 'commander';
import { errorText } from '../shared/domain/errors.ts';
import { callerEnv } from '../core/workbench-env.ts';
import { EXIT } from './exit.ts';
import { failureOf } from './failure.ts';
import type { Io, OpenedApi } from './io.ts';
import { program } from './program.ts';
import type { Shell } from './shell.ts';
import { paint } from './text/paint.ts';

/** Never rejects: everything that goes wrong becomes a sentence on stderr and a code of the contract. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let opened: Promise<OpenedApi> | null = null;
  const shell: Shell = {
    io,
    env: callerEnv(io.env),
    code: EXIT.done,
    work: null,
    paint: paint(io.colourOut),
    api: (needOwner) => (opened ??= io.openApi({ env: callerEnv(io.env), needOwner })),
    say: (lines) => io.out(`${lines.join('\n')}\n`),
    document: (value) => io.out(`${JSON.stringify(value)}\n`),
  };
  let code: number;
  try {
    await program(shell).parseAsync([...argv], { from: 'user' });
    code = shell.code;
  } catch (error) {
    code = error instanceof CommanderError ? commanderCode(error) : await report(error, argv, shell);
  }
  try {
    if (opened !== null) await (await (opened as Promise<OpenedApi>)).close();
  } catch (error) {
    // An api that never opened has been reported above; one that does not close is a bug of its own.
    if (code === EXIT.done) code = await report(error, argv, shell);
  }
  return code;
}

/** Commander has said its sentence already (program.ts); help and version are no errors. */
const commanderCode = (error: CommanderError): number => (error.exitCode === 0 ? EXIT.done : EXIT.badInput);

async function report(error: unknown, argv: readonly string[], { io, work }: Shell): Promise<number> {
  const failure = failureOf(error, work);
  if (!failure.bug) {
    io.err(`cgoscope: ${failure.text}\n`);
    return failure.code;
  }
  const { writeDetails } = await import('./details.ts');
  let where: string;
  try {
    where = `the details are in ${await writeDetails(error, argv, io)}`;
  } catch (second) {
    where = `the details could not be written (${errorText(second)})`;
  }
  io.err(`cgoscope: a bug of ours: ${failure.text}; ${where}\n`);
  return failure.code;
}
