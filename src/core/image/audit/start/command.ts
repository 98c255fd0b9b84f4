// The program behind a shell command: `/bin/sh -c "exec app --serve"`.

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
