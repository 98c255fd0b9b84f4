// Runs the references over many files, as many at once as there are processors, and sorts what differs into what has a reason and what has none.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { bytesSource, readElf } from '../../../src/core/evidence/index.ts';
import { compareFile, type Difference, type GoBuildInfo } from './compare.ts';
import type { CorpusFile } from './corpus.ts';
import { Pyelftools } from './pyelftools.ts';
import { readelfFacts } from './readelf.ts';
import { REASONS } from './reasons.ts';

export interface Compared extends CorpusFile {
  machine: string;
  fields: number;
  open: Difference[];
  explained: (Difference & { reason: string })[];
}

/** One line per path, in order; null where the program is not on this machine. */
async function linePerFile(program: string, argv: string[], files: readonly CorpusFile[]): Promise<string[] | null> {
  const child = spawn(program, argv, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LC_ALL: 'C' } });
  const here = await new Promise<boolean>((resolve, reject) => {
    child.once('spawn', () => resolve(true));
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(false) : reject(error)));
  });
  if (!here) return null;
  child.stdin.end(files.map(({ file }) => `${file}\n`).join(''));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  if (lines.length !== files.length) throw new Error(`${program} said ${lines.length} lines of ${files.length} files`);
  return lines;
}

/** `programs.go`: resources/gofacts, or null. */
export async function compareAll(files: readonly CorpusFile[], programs: { python: string | null; go: string | null }, progress: (done: number) => void): Promise<Compared[]> {
  const said = await linePerFile('file', ['-b', '-L', '--files-from', '-'], files);
  const go = programs.go === null ? null : await linePerFile(programs.go, ['buildinfo'], files);
  const results: Compared[] = [];
  let next = 0;
  let told = performance.now();
  const lane = async (): Promise<void> => {
    const pyelftools = programs.python === null ? null : new Pyelftools(programs.python);
    try {
      for (let index = next++; index < files.length; index = next++) {
        const file = files[index];
        if (!file) break;
        const [readelf, second] = await Promise.all([readelfFacts(file.file), pyelftools?.facts(file.file) ?? null]);
        const bytes = readFileSync(file.file);
        const elf = readElf(bytesSource(bytes), file.path);
        // Go's answer is one line of JSON per file, in the shape of debug/buildinfo's own type.
        const others = { readelf, pyelftools: second, file: said?.[index] ?? null, go: go === null ? undefined : (JSON.parse(go[index] ?? 'null') as GoBuildInfo | null) };
        const { differences, fields } = compareFile(elf, bytes.length, others);
        const compared: Compared = { ...file, machine: `${elf.machine} ${elf.class} ${elf.data}`, fields, open: [], explained: [] };
        for (const difference of differences) {
          const reason = REASONS.find(({ when }) => when({ ...difference, elf, others }));
          if (reason) compared.explained.push({ ...difference, reason: reason.id });
          else compared.open.push(difference);
        }
        results.push(compared);
        if (performance.now() - told > 15_000) {
          told = performance.now();
          progress(results.length);
        }
      }
    } finally {
      pyelftools?.close();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, lane));
  return results;
}
