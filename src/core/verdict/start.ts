// What execve would make of the file: an ELF that it loads, a script whose interpreter it starts instead, or nothing it knows. Facts: execve(2), the kernel's
// fs/exec.c, fs/binfmt_script.c and fs/binfmt_elf.c.
import { join } from './loader/look.ts';
import { envProgram, isEnv, pathOf, scriptLine, type ScriptLine } from './shebang.ts';
import { briefOf, type Subject } from './subject.ts';
import { fail, ofElf, ofHost, ofImage, pass, unknown, warn, type Result } from './result.ts';
import type { JudgeInput } from './types.ts';

export interface Start {
  /** What is loaded in the end; null where nothing is. */
  readonly subject: Subject | null;
  readonly format: Result;
}

/** The kernel reads this much of a file's beginning, the line's end included (BINPRM_BUF_SIZE since Linux 5.1; 128 before). */
const HEAD = 256;
/** A script whose interpreter is a script …: the kernel follows this many (fs/exec.c). */
const MAX_NESTED = 4;
const PAGE = 4_096;

export function startOf(input: JudgeInput): Start {
  const { elf } = input;
  const refused = (text: string, cause: string | null): Start => ({ subject: null, format: handledElsewhere(input) ?? fail(cause, text, ofElf(input, text, 'magic')) });
  switch (elf.format) {
    case 'elf':
      return ofElfFile(input);
    case 'script':
      return ofScript(input, input.scriptHead ?? '', input.at, 0);
    case 'text':
      return refused('a text without a #! line: the kernel executes none (shells would, "docker run" starts no shell)', 'script-interpreter');
    case 'empty':
      return { subject: null, format: fail(null, 'the file is empty', ofElf(input, '0 bytes')) };
    case 'pe':
      return refused('a Windows program (PE)', 'arch-mismatch');
    case 'mach-o':
      return refused('a program for macOS (Mach-O)', 'arch-mismatch');
    case 'ar':
      return refused('an archive of object files (ar), not a program', null);
    case 'gzip':
      return refused('a gzip file: it has to be unpacked first', null);
    case 'unknown':
      return refused('no format that a kernel knows', null);
  }
}

/** binfmt_misc can have a handler for anything (wine, mono, WSL's for PE); of handlers of other machines than ELF's only the names are known. */
function handledElsewhere({ elf, host }: JudgeInput): Result | null {
  const others = host?.emulators?.filter(({ enabled, platform }) => enabled && platform === null) ?? [];
  const kind = elf.format === 'pe' ? /wsl|wine|dos|exe|mono|cli|windows/i : elf.format === 'unknown' ? /^(?!qemu-|python|llvm)/i : null;
  const handler = kind === null ? undefined : others.find(({ name }) => kind.test(name));
  if (handler === undefined) return null;
  return unknown(`the host has a handler ${handler.name} that may take such files`, ofHost(`binfmt_misc/${handler.name}: ${handler.interpreter}`));
}

function ofElfFile(input: JudgeInput): Start {
  const { elf } = input;
  const none = (result: Result): Start => ({ subject: null, format: result });
  if (elf.class === null || elf.data === null || elf.machine === null || elf.type === null)
    return none(fail(null, `a damaged ELF file: ${elf.warnings[0]?.text ?? 'its header can not be read'}`, { ...ofElf(input, 'the ELF header', 'magic') }));
  if (elf.type !== 'ET_EXEC' && elf.type !== 'ET_DYN') {
    const what = elf.type === 'ET_REL' ? 'an object file, to be linked' : elf.type === 'ET_CORE' ? 'a core dump' : `of type ${elf.type}`;
    return none(fail(null, `${what}: the kernel executes ET_EXEC and ET_DYN only`, ofElf(input, `e_type is ${elf.type}`, 'type')));
  }
  if (!elf.segments.some(({ type }) => type === 'PT_LOAD'))
    return none(fail(null, 'no segment to load: a file of debug information, or a damaged one', ofElf(input, 'no PT_LOAD among the program headers', 'type')));
  const cut = truncation(input);
  if (cut !== null) return none(cut);
  const subject: Subject = { path: input.at, called: 'the binary', brief: briefOf(elf), elf };
  const word = `an ELF file of ${elf.class} bit, ${elf.type}`;
  if (elf.linkage === 'shared' && elf.interp === null) {
    const text = 'a shared library: programs load it, nothing starts it; the verdict is whether it can be loaded here';
    return { subject, format: warn(null, text, ofElf(input, `e_type is ${elf.type}, no PT_INTERP${elf.soname === null ? '' : `, soname ${elf.soname}`}`, 'type')) };
  }
  return { subject, format: pass(word, ofElf(input, `e_type is ${elf.type}, e_machine ${elf.machine}`, 'type')) };
}

/** A segment whose bytes are not in the file: reading the first missing page ends the program (SIGBUS), filling up the last one ends execve. */
function truncation(input: JudgeInput): Result | null {
  const { elf } = input;
  const outside = elf.segments.filter(({ type, offset, filesz }) => type === 'PT_LOAD' && filesz > 0 && offset + filesz > elf.size);
  const worst = outside.sort((a, b) => b.offset + b.filesz - (a.offset + a.filesz))[0];
  if (worst === undefined) return null;
  const missing = worst.offset + worst.filesz - elf.size;
  const evidence = {
    ...ofElf(input, `PT_LOAD at ${worst.offset}, ${worst.filesz} bytes; the file has ${elf.size}`),
    byteOffset: Math.min(worst.offset, elf.size),
    length: Math.max(0, elf.size - worst.offset),
  };
  const text = `the file ends early: ${missing} bytes of what is loaded are missing`;
  if (worst.offset + worst.filesz <= Math.ceil(elf.size / PAGE) * PAGE) return unknown(`${text}, so zeros stand there`, evidence);
  return fail(null, text, evidence);
}

function ofScript(input: JudgeInput, line: string, path: string, depth: number): Start {
  const { image, env } = input;
  const stop = (cause: string | null, text: string, ...evidence: Result['evidence']): Start => ({ subject: null, format: fail(cause, text, ...evidence) });
  const said = depth === 0 ? { ...ofElf(input, `first line: ${line}`), byteOffset: 0, length: Math.min(line.length, input.elf.size) } : ofImage(`first line: ${line}`, path);
  const words = scriptLine(line);
  const interpreter = words?.interpreter ?? '';
  if (words === null || interpreter === '' || interpreter === '\r') return stop('script-interpreter', 'a script whose #! line names no interpreter', said);
  if (line.length >= HEAD && !/[ \t]/.test(line.slice(2).trimStart())) return stop('script-interpreter', `the #! line is longer than ${HEAD} bytes`, said);
  if (interpreter.endsWith('\r'))
    return stop('script-interpreter', `the #! line ends in a carriage return (Windows line ends): the kernel looks for ${JSON.stringify(interpreter)}`, said);
  const asked = interpreter.startsWith('/') ? interpreter : join(image.config.workdir || '/', interpreter);
  const resolved = image.resolve(asked);
  if (!resolved.found) return stop('script-interpreter', `the script's interpreter ${interpreter} is not in the image`, said, ofImage(`${resolved.at} is missing`, asked));
  if (resolved.entry.kind !== 'file')
    return stop('script-interpreter', `the script's interpreter ${interpreter} is no file`, said, ofImage(`a ${resolved.entry.kind}`, resolved.path));
  if ((resolved.entry.mode & 0o111) === 0)
    return stop('not-executable', `the script's interpreter ${interpreter} has no execute bit`, said, ofImage('no execute bit', resolved.path));
  const brief = image.elf(resolved.path);
  if (brief === null) {
    const head = image.head(resolved.path)?.split('\n', 1)[0] ?? null;
    if (head !== null && head.startsWith('#!') && depth < MAX_NESTED) return ofScript(input, head, resolved.path, depth + 1);
    return {
      subject: null,
      format:
        head === null ? unknown(`what the interpreter ${interpreter} is can't be told`, said) : fail('script-interpreter', `the interpreter ${interpreter} is no program`, said),
    };
  }
  const missing = isEnv(interpreter) ? envTarget(input, words) : null;
  if (missing !== null) return { subject: null, format: fail('script-interpreter', `env finds no ${missing} in the image's PATH`, said, ofImage(`PATH is ${pathOf(env)}`)) };
  return {
    subject: { path: resolved.path, called: resolved.path, brief, elf: null },
    format: pass(`a script for ${interpreter}, which is in the image`, said, ofImage('the interpreter', resolved.path)),
  };
}

/** The program that `env NAME` or `env -S NAME …` would not find; null where it would, or where that can't be told. */
function envTarget({ image, env }: JudgeInput, line: ScriptLine): string | null {
  const word = envProgram(line);
  if (word === null || word.includes('=') || word.includes('/')) return null;
  const name = word.replace(/\r$/, '\\r');
  const there = pathOf(env)
    .split(':')
    .slice(0, 64)
    .some((folder) => folder.startsWith('/') && image.resolve(join(folder, word)).found);
  return there ? null : name;
}
