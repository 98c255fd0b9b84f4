// The exit codes of the command line: a contract (DESIGN.md), scripts and CI stand on it.
export const EXIT = {
  done: 0,
  /** A red cell in `run`, or `--fail-on` tripped. */
  red: 1,
  badInput: 2,
  noEngine: 3,
  interrupted: 4,
  /** A bug of ours. */
  bug: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
