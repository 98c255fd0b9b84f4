// The first line of a script as the kernel reads it (fs/binfmt_script.c), what `env` makes of its arguments, and the folders that it looks in. Used by the judgement
// and by audits of images.
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

/** What an engine sets where the image's config has no PATH (moby, system.DefaultPathEnv of Unix). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const pathOf = (env: Readonly<Record<string, string>>): string => env['PATH'] ?? DEFAULT_PATH;
