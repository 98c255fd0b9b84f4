// When two lines of two logs are the same line: what differs each time is left out, by the kind of log. Pure.
import { normaliseLine } from './lines.ts';

/**
 * `build`: `go build -x`, which numbers its actions and runs them in parallel; `trace`: strace with process, time and duration of every call;
 * `output`: whatever a program says.
 */
export type LogKind = 'build' | 'trace' | 'output';

/** `normaliseLine` reads so much of a line; what is behind it counts without times and the like left out. */
const NORMALISED = 2_000;
/** What is behind this counts as it stands. */
const STRIPPED = 32_768;

/** Two lines with the same text after this are the same line. */
export function lineClass(line: string, kind: LogKind): string {
  const stripped = `${strip(line.slice(0, STRIPPED), kind)}${line.slice(STRIPPED)}`;
  return stripped.length > NORMALISED ? `${normaliseLine(stripped)}\n${stripped.slice(NORMALISED)}` : normaliseLine(stripped);
}

function strip(head: string, kind: LogKind): string {
  switch (kind) {
    case 'build':
      // Where a package's archive lies, in the cache or in this build's folder, is no difference of the builds.
      if (head.startsWith('packagefile ')) return head.split('=', 1)[0] ?? head;
      return head
        .replace(/\$WORK\/b\d+\b/g, '$WORK/b<n>')
        .replace(/ -buildid(?:=| )\S+/g, ' -buildid <id>')
        .replace(/\/go-build\/[0-9a-f]{2}\/[0-9a-f]{64}-[ad]\b/g, '/go-build/<entry>');
    case 'trace':
      return head
        .replace(/^(?:\[pid +\d+\] |\d+ +)?(?:\d\d:\d\d:\d\d(?:\.\d+)? |\d+\.\d+ )?/, '')
        .replace(/ <\d+\.\d+>$/, '')
        .replace(/\/proc\/\d+\b/g, '/proc/<pid>');
    case 'output':
      return head;
  }
}

/** In a build log the order of packages says nothing: it is that of work done in parallel. */
export const orderCounts = (kind: LogKind): boolean => kind !== 'build';
