// pyelftools in a private Python environment below the cache, never in the host's; asked file by file through one process.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { call } from '../../lib/cgoscope.ts';
import type { PyelftoolsFacts } from './compare.ts';

const PYELFTOOLS = '0.33';

/** The Python that has it; made when it is not there. Throws what pip says when it can't be had. */
export async function pythonWithPyelftools(cache: string): Promise<string> {
  const python = join(cache, 'venv', 'bin', 'python');
  if (existsSync(python)) {
    const asked = await call(python, ['-c', 'import elftools; print(elftools.__version__)']);
    if (asked.code === 0 && asked.stdout.toString('utf8').trim() === PYELFTOOLS) return python;
  }
  const made = await call('python3', ['-m', 'venv', join(cache, 'venv')]);
  if (made.code !== 0) throw new Error(`python3 -m venv ended with ${made.code}: ${made.stderr.trim() || made.stdout.toString('utf8').trim()}`);
  const installed = await call(python, ['-m', 'pip', 'install', '-q', `pyelftools==${PYELFTOOLS}`]);
  if (installed.code !== 0) throw new Error(`pip can not install pyelftools: ${installed.stderr.trim().split('\n').at(-1)}`);
  return python;
}

export class Pyelftools {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(python: string) {
    this.#child = spawn(python, [join(import.meta.dirname, 'pyelftools_facts.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.pipe(process.stderr);
    this.#reader = createInterface({ input: this.#child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async facts(file: string): Promise<PyelftoolsFacts> {
    this.#child.stdin.write(`${file}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error(`pyelftools ended at ${file}`);
    return JSON.parse(line.value) as PyelftoolsFacts; // written by pyelftools_facts.py in this shape
  }

  close(): void {
    this.#child.stdin.end();
    this.#reader.close();
  }
}
