// What a container of this image starts: entrypoint and command resolved as runc and the kernel would, up to the first thing that stops it.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import { formatOf } from '../../../evidence/index.ts';
import { envProgram, isEnv, scriptLine, type ScriptLine } from '../../../verdict/index.ts';
import type { ImageIndex } from '../../types.ts';
import { capped } from '../evidence.ts';
import { isLinux, platformOfElf, runsToo, samePlatform } from '../platform.ts';
import type { Survey } from '../survey.ts';
import { findProgram, whereOf, type Where } from './find.ts';
import type { Credentials } from './permissions.ts';
import { firstCommand } from './command.ts';

export type StartCode =
  'missing' | 'not-executable' | 'empty-file' | 'unknown-format' | 'foreign' | 'loader-missing' | 'carriage-return' | 'interpreter-missing' | 'command-missing' | 'workdir';

export interface StartProblem {
  readonly code: StartCode;
  /** One clause: who, and what is wrong. */
  readonly text: string;
  /** The file that it is about; null where there is none. */
  readonly path: string | null;
}

export interface Start {
  readonly argv: readonly string[];
  /** As it was found; null where it is not, or nothing is to be started. */
  readonly program: string | null;
  readonly kind: ImageFacts['start']['kind'];
  /** A script's interpreter without its carriage return, an ELF file's loader. */
  readonly interpreter: string | null;
  /** The ELF file that the kernel loads in the end, links followed: the program, or the last interpreter of a script. */
  readonly runs: string | null;
  /** The ELF file that a shell is told to run first, links followed; null where that is not plain to see. */
  readonly command: string | null;
  readonly problem: StartProblem | null;
}

/** The kernel follows a script's interpreter that is a script itself four times, then ELOOP (fs/exec.c). */
const SCRIPTS = 5;

export function startOf(survey: Survey, user: Pick<ImageFacts['user'], 'uid' | 'gid'>): Start {
  const { config } = survey.index;
  const argv = [...config.entrypoint, ...config.cmd];
  const nothing: Start = { argv, program: null, kind: 'none', interpreter: null, runs: null, command: null, problem: null };
  const word = argv[0];
  if (word === undefined) return nothing;
  // Paths and programs of another system are looked for in other ways.
  if (!isLinux(config.platform)) return { ...nothing, kind: 'other' };
  const who: Credentials = { uid: user.uid ?? 0, gid: user.gid ?? 0 };
  const where = whereOf(survey.index, who);
  const broken = workdirProblem(where);
  const found = findProgram(where, word);
  if (!found.found) {
    const hint = found.why === 'missing' ? elsewhere(survey, word) : '';
    const there = found.path === null ? null : survey.index.resolve(found.path);
    return {
      ...nothing,
      kind: found.why === 'missing' ? 'missing' : 'other',
      program: found.why === 'not-executable' && there?.found === true ? there.path : null,
      problem: broken ?? { code: found.why, text: `${found.text}${hint}`, path: found.path },
    };
  }
  const described = describe(survey, where, found.path, found.real, argv);
  return { ...nothing, ...described, problem: broken ?? described.problem };
}

/** The engine makes a working directory that is not there; over a file it can't. */
function workdirProblem({ index, workdir }: Where): StartProblem | null {
  const found = index.resolve(workdir);
  const blocked = found.found ? found.entry.kind !== 'directory' : found.why !== 'absent';
  return blocked ? { code: 'workdir', text: `the working directory ${workdir} is no directory in the image`, path: workdir } : null;
}

/** ` (a program of that name stands at /opt/app/bin/app)`. */
function elsewhere(survey: Survey, word: string): string {
  const name = word.slice(word.lastIndexOf('/') + 1);
  const others = survey.executables.get(name) ?? [];
  return others.length === 0 ? '' : ` (a program of that name stands at ${others.slice(0, 2).join(' and ')})`;
}

type Described = Pick<Start, 'program' | 'kind' | 'interpreter' | 'runs' | 'command' | 'problem'>;

function describe(survey: Survey, where: Where, path: string, real: string, argv: readonly string[]): Described {
  const { index } = survey;
  const elf = index.elf(real);
  if (elf !== null) {
    const command = shellCommand(survey, where, argv);
    return { program: path, kind: 'elf', interpreter: elf.interp, runs: real, command: command.real, problem: elfProblem(survey, path, real) ?? command.problem };
  }
  const head = index.head(real);
  if (head?.startsWith('#!') === true) return { program: path, kind: 'script', command: null, ...followScript(survey, where, path, head) };
  return { program: path, kind: 'other', interpreter: null, runs: null, command: null, problem: formatProblem(index, index.get(real)?.size ?? 0, path) };
}

/** Whether the kernel would take this ELF file in a container of the claimed platform; `path` is what people call it. */
function elfProblem(survey: Survey, path: string, real: string): StartProblem | null {
  const elf = survey.index.elf(real);
  if (elf === null) return null;
  const platform = platformOfElf(elf);
  if (platform === null || (!samePlatform(platform, survey.platform) && !runsToo(survey.platform, platform)))
    return {
      code: 'foreign',
      path: real,
      text: `${path} is a program for ${platform ?? elf.machine ?? 'an unknown machine'}, and the image says that it is of ${survey.platform}`,
    };
  if (elf.type === 'ET_REL' || elf.type === 'ET_CORE') return { code: 'unknown-format', path: real, text: `${path} is no program: an ELF file of type ${elf.type}` };
  if (elf.interp === null) return null;
  const loader = survey.index.resolve(elf.interp);
  if (!loader.found || loader.entry.kind !== 'file')
    return { code: 'loader-missing', path: real, text: `${path} asks for the loader ${elf.interp}, which ${loader.found ? 'is no file' : 'is not in the image'}` };
  return null;
}

function formatProblem(index: ImageIndex, size: number, path: string): StartProblem {
  const format = formatOf(index.bytesOf(path) ?? new Uint8Array(), size);
  switch (format) {
    case 'empty':
      if (size === 0) return { code: 'empty-file', path, text: `${path} is an empty file` };
      break; // nothing was kept of it
    case 'pe':
      return { code: 'foreign', path, text: `${path} is a program for Windows (PE)` };
    case 'mach-o':
      return { code: 'foreign', path, text: `${path} is a program for macOS (Mach-O)` };
    case 'gzip':
    case 'ar':
      return { code: 'unknown-format', path, text: `${path} is ${format === 'ar' ? 'an archive of object files' : 'a gzip file'}, no program` };
    case 'text':
      return { code: 'unknown-format', path, text: `${path} is a text without \`#!\` in its first two bytes` };
    case 'elf':
    case 'script':
    case 'unknown':
      break;
  }
  return { code: 'unknown-format', path, text: `${path} is no ELF file, and no script with \`#!\` in its first two bytes` };
}

/** From script to interpreter until an ELF file, or what stops the kernel. */
function followScript(survey: Survey, where: Where, path: string, head: string): Pick<Start, 'interpreter' | 'runs' | 'problem'> {
  let script = path;
  let text = head;
  let first: string | null = null;
  for (let depth = 0; depth < SCRIPTS; depth++) {
    const line = scriptLine(text);
    if (line === null) break;
    const name = line.interpreter.replace(/\r$/, '');
    first ??= name;
    const problem = lineProblem(survey, where, script, line);
    if (problem !== null) return { interpreter: first, runs: null, problem };
    const found = survey.index.resolve(name.startsWith('/') ? name : `${where.workdir}/${name}`);
    if (!found.found) break;
    const elf = survey.index.elf(found.path);
    if (elf !== null) return { interpreter: first, runs: found.path, problem: elfProblem(survey, name, found.path) };
    const next = survey.index.head(found.path);
    if (next?.startsWith('#!') !== true) return { interpreter: first, runs: null, problem: formatProblem(survey.index, found.entry.size, found.path) };
    script = name;
    text = next;
  }
  return {
    interpreter: first,
    runs: null,
    problem: { code: 'interpreter-missing', path: script, text: `${path} goes through more than ${SCRIPTS - 1} interpreters that are scripts` },
  };
}

/** What is wrong with the first line of one script; null where its interpreter is there. */
export function lineProblem(survey: Survey, where: Where, path: string, line: ScriptLine): StartProblem | null {
  if (line.interpreter === '' || line.interpreter === '\r') return { code: 'interpreter-missing', path, text: `${path} begins with \`#!\` and names no interpreter` };
  const name = line.interpreter.replace(/\r$/, '');
  if (line.carriageReturn) return { code: 'carriage-return', path, text: `the first line of ${path} ends in a carriage return, so ${carriageText(line, name)}` };
  const found = findProgram(where, name.includes('/') ? name : `./${name}`);
  if (!found.found) return { code: found.why === 'missing' ? 'interpreter-missing' : 'not-executable', path, text: `${path} asks for the interpreter ${name}: ${found.text}` };
  const program = isEnv(name) ? envProgram(line) : null;
  if (program === null) return null;
  const behind = findProgram(where, program);
  if (behind.found) return null;
  const words = program.includes(' ') ? ` (env takes the whole of "${program}" as one name; it splits with -S only)` : '';
  return { code: 'interpreter-missing', path, text: `${path} asks env for ${program}: ${behind.text}${words}` };
}

const carriageText = ({ interpreter, argument }: { interpreter: string; argument: string | null }, name: string): string =>
  interpreter.endsWith('\r') ? `the kernel looks for an interpreter named "${name}\\r"` : `${name} is given "${(argument ?? '').replace(/\r$/, '\\r')}"`;

/** A shell command's first word, where it is plain to see. */
function shellCommand(survey: Survey, where: Where, argv: readonly string[]): { real: string | null; problem: StartProblem | null } {
  const word = firstCommand(argv);
  if (word === null) return { real: null, problem: null };
  const found = findProgram(where, word);
  if (found.found) return survey.index.elf(found.real) === null ? { real: null, problem: null } : { real: found.real, problem: elfProblem(survey, found.path, found.real) };
  const missing = found.why === 'missing';
  const text = `the shell is told to run ${word}: ${found.text}${missing ? elsewhere(survey, word) : ''}`;
  return { real: null, problem: { code: missing ? 'command-missing' : 'not-executable', path: found.path, text } };
}

/** As it stands in the facts. */
export const startFacts = ({ argv, program, kind, interpreter, problem }: Start): ImageFacts['start'] => ({
  argv: [...argv],
  program,
  kind,
  interpreter,
  problem: problem === null ? null : capped(problem.text, 1_000),
});
