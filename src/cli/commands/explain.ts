// `explain`: a cell, a log, a binary, a trace, an image, facts: what the cause is. Needs no engine unless an image of it is named, and no owner.
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Explain } from '../../shared/domain/explain.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { explainLines } from '../text/explain.ts';
import { targetOf, type EngineOptions, type FailOn } from './options.ts';
import { unreadable } from './unreadable.ts';

export interface ExplainOptions extends EngineOptions {
  log?: string;
  elf?: string;
  trace?: string;
  image?: string;
  facts?: string;
  failOn?: FailOn;
}

/** More is no facts file. */
const MAX_FACTS = 16_000_000;

export async function explain(shell: Shell, target: string | undefined, options: ExplainOptions): Promise<void> {
  const { log, elf, trace, image, facts } = options;
  if ([target, log, elf, trace, image, facts].every((each) => each === undefined))
    throw new InputError('nothing to explain; expected RUN/CELL, or some of --log FILE, --elf FILE, --trace FILE, --image REF and --facts FILE.json', {
      input: 'explain',
      expected: 'RUN/CELL or an option that names something',
    });
  const cell = target === undefined ? null : cellReference(target);
  const at = (file: string): string => path.resolve(shell.io.cwd, file);
  if (elf !== undefined) await mustBeThere(at(elf), elf);
  if (trace !== undefined && !(await (await import('../../core/workbench-traces.ts')).isTraceSet(at(trace), trace))) await mustBeThere(at(trace), trace);
  const known = facts === undefined ? undefined : await factsIn(at(facts), facts);
  const piped = log === undefined ? null : await pipedLog(shell, log);
  try {
    const { imageName } = await import('./audit.ts');
    const { longWork } = await import('../long-work.ts');
    const api = await shell.api(false);
    const asked = {
      cell,
      log: log === undefined ? null : { path: piped?.file ?? at(log) },
      elf: elf === undefined ? null : { kind: 'file' as const, path: at(elf) },
      trace: trace === undefined ? null : at(trace),
      image: image === undefined ? null : imageName(shell, image),
      ...(known === undefined ? {} : { facts: known }),
      endpoint: options.endpoint ?? null,
      env: shell.env,
    };
    const document: Explain = await longWork(shell, api, (signal) => api.call('explain.make', asked, { signal })).catch((error: unknown) => {
      throw facts === undefined ? error : inTheWordsOf(facts, error);
    });
    if (options.json === true) shell.document(document);
    else shell.say(explainLines(document, cell, shell.paint, shell.io.columns()));
    if (options.failOn === 'finding' && document.findings.some(({ cause }) => cause !== 'not-a-failure')) shell.code = EXIT.red;
  } finally {
    await piped?.remove();
  }
}

function cellReference(target: string): string {
  const { run, cell } = targetOf(target);
  if (cell === null) throw new InputError(`${shown(target)} names a run; expected one cell of it, as ${shown(run)}/3`, { input: target, expected: 'RUN/CELL' });
  return target;
}

/** The workbench was given what stands in the file, and calls it the facts. */
function inTheWordsOf(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'InputError' || !error.message.startsWith('the facts')) return error;
  return new InputError(shown(file) + error.message.slice('the facts'.length), { input: file, expected: 'a facts document' });
}

/** Said here in the words that the user gave; the workbench knows only the absolute path. */
async function mustBeThere(file: string, name: string): Promise<void> {
  try {
    await stat(file);
  } catch (error) {
    throw unreadable(error, name);
  }
}

async function factsIn(file: string, name: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_FACTS) throw new InputError(`${shown(name)} is no facts file: it has more than 16 MB`, { input: name, expected: 'a facts document' });
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(error, name);
  }
}

/** `-`, or a pipe by name (`<(docker logs app)`): kept in a file of our own while it is read, so that a log of any length is streamed. Null for a file. */
async function pipedLog(shell: Shell, log: string): Promise<{ file: string; remove: () => Promise<void> } | null> {
  const named = path.resolve(shell.io.cwd, log);
  if (log !== '-') {
    try {
      const found = await stat(named);
      if (found.isDirectory()) throw new InputError(`${shown(log)} is a folder; expected a log`, { input: log, expected: 'a file, or - for stdin' });
      if (!found.isFIFO() && !found.isCharacterDevice()) return null;
    } catch (error) {
      throw unreadable(error, log);
    }
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'cgoscope-log-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'log');
  try {
    const out = await open(file, 'wx', 0o600);
    try {
      if (log === '-') for await (const chunk of shell.io.stdin()) await out.write(chunk);
      else {
        const pipe = await open(named, 'r');
        for await (const chunk of pipe.createReadStream()) await out.write(chunk as Buffer);
      }
    } finally {
      await out.close();
    }
    return { file, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
