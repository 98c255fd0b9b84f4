// The command line that does the same as the window, quoted for a POSIX shell.

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** One word: as it is where no shell would see more in it, else in single quotes. */
export const shellWord = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

/** `cgoscope show last/3` from `['show', 'last/3']`. */
export const commandLine = (argv: readonly string[]): string => ['cgoscope', ...argv.map(shellWord)].join(' ');
