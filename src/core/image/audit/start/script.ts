// The first line of a script as the kernel reads it (fs/binfmt_script.c), and what `env` makes of its arguments.
export interface ScriptLine {
  /** With a carriage return where the line has one: that is the name the kernel looks for. */
  readonly interpreter: string;
  /** One argument at most, spaces in it and all. */
  readonly argument: string | null;
  /** A carriage return at the end of interpreter or argument. */
  readonly carriageReturn: boolean;
}

/** BINPRM_BUF_SIZE since Linux 5.1. */
const KERNEL_READS = 256;

/** Null for what does not begin with `#!`. An interpreter of '' is a line without one. */
export function scriptLine(head: string): ScriptLine | null {
  if (!head.startsWith('#!')) return null;
  const end = head.indexOf('\n');
  const line = head.slice(2, end < 0 ? KERNEL_READS : Math.min(end, KERNEL_READS)).replace(/^[ \t]+|[ \t]+$/g, '');
  const [, interpreter = '', argument = ''] = /^([^ \t\0]*)[ \t]*([^\0]*)/.exec(line) ?? [];
  return { interpreter, argument: argument === '' ? null : argument, carriageReturn: interpreter.endsWith('\r') || argument.endsWith('\r') };
}

/** The program that `#!/usr/bin/env …` looks up in PATH; null where it can't be told. Only `-S` splits at spaces: without it `bash -e` is one name. */
export function envProgram({ argument }: ScriptLine): string | null {
  if (argument === null) return null;
  if (!argument.startsWith('-')) return argument;
  const split = /^(?:-S|--split-string[= ]|-[a-zA-Z]*S)\s*(.*)$/.exec(argument)?.[1];
  if (split === undefined) return null;
  return split.split(/[ \t]+/).find((word) => !word.includes('=') && !word.startsWith('-') && word !== '') ?? null;
}

export const isEnv = (interpreter: string): boolean => /(^|\/)env\r?$/.test(interpreter);

/** Letters of a command that are looked at. */
const COMMAND = 4_000;

const BUILTINS = new Set(
  '. : [ alias bg break builtin case cd command continue declare do dirname done echo elif else esac eval exit export false fc fg fi for function getopts hash if in jobs kill let local printf pwd read readonly return select set shift source test then time times trap true type typeset ulimit umask unalias unset until wait while { ('.split(
    ' ',
  ),
);

/** The program that `/bin/sh -c "…"` starts first, where that is plain to see; null else: a shell's grammar is not guessed at. */
export function firstCommand(argv: readonly string[]): string | null {
  const [shell = '', flag = '', text] = argv;
  if (!/(^|\/)(ba|da|a|k|z)?sh$/.test(shell) || !/^-[a-z]*c$/.test(flag) || text === undefined) return null;
  const words = text.slice(0, COMMAND).trim().split(/\s+/);
  while (words[0] === 'exec' || /^[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_./:-]*$/.test(words[0] ?? '')) words.shift();
  const word = words[0] ?? '';
  return /^[A-Za-z0-9_./+-]+$/.test(word) && !word.startsWith('-') && !BUILTINS.has(word) ? word : null;
}
