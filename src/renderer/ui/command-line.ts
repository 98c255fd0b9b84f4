// The command line that does the same as the window.
export { commandLine, shellWord, type CommandWord } from '../../shared/domain/command-line.ts';
