// Runs as large as the window promises to bear, written straight into a data folder: nothing is built for them. Used by the bench alone.
import { NONE } from '../../src/shared/domain/axes.ts';
import type { Cell } from '../../src/shared/domain/run.ts';
import { openStore } from '../../src/core/store/index.ts';
import { bareCell } from '../../tests/builders/cell.ts';
import { buildLog, errorLine } from '../../tests/builders/logs.ts';

const PACKAGES = ['./cmd/server', './cmd/agent', './cmd/cli', './cmd/probe', './cmd/tool'];
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/386', 'linux/arm/v7', 'linux/riscv64'];
/** cgo, libc, link */
const LINKS: [string, string, string][] = [
  ['0', NONE, NONE],
  ['0', NONE, 'pie'],
  ['1', 'glibc', 'dynamic'],
  ['1', 'glibc', 'static'],
  ['1', 'glibc', 'pie'],
  ['1', 'musl', 'dynamic'],
  ['1', 'musl', 'static'],
  ['1', 'musl', 'static-pie'],
];

const stored = { endpoint: 'default', owner: 'bench', origin: 'bench.cgoscope', request: null, config: null, environment: {} };

/** 200 cells: 5 packages × 5 platforms × 8 ways to link; mostly green, some red, some grey. */
function wideRun(): Cell[] {
  const cells: Cell[] = [];
  for (const name of PACKAGES)
    for (const platform of PLATFORMS)
      for (const [cgo, libc, link] of LINKS) {
        const number = cells.length + 1;
        const kind = number % 9 === 0 ? 'red' : number % 14 === 0 ? 'grey' : 'green';
        cells.push(
          bareCell(
            number,
            { package: name, platform, cgo, libc, link },
            {
              outcome: kind === 'red' ? 'exit' : kind === 'grey' ? 'not-run' : 'pass',
              green: kind === 'grey' ? null : kind === 'green',
              reason: kind === 'red' ? 'it ended with 1: dial tcp: lookup db on 127.0.0.11:53: no such host' : null,
              emulated: platform !== 'linux/amd64',
              cached: number % 3 === 0,
              timesNs: { prepare: 1e8, build: 4e9 + number * 1e7, run: 2e8, trace: 4e8, analyse: 1e8, total: 5e9 + number * 1e7 },
              linkage: { asked: link === NONE ? 'static' : link, got: link === NONE ? 'static' : link },
              artifact: { sha256: 'a'.repeat(64), size: 4_000_000 + number * 10_000 },
              exit: { code: kind === 'red' ? 1 : 0, signal: null, error: null },
              // About what a real cell carries: the recipe of its toolchain is most of it.
              reproduce: Array.from({ length: 120 }, (_, line) => `docker run --rm -e CGO_ENABLED=${cgo} step-${line} # as long as such lines are in a real run, more or less`),
            },
          ),
        );
      }
  return cells;
}

/** A build log has so many lines, its error near the end, as linkers like it. */
const LONG_LOG_LINES = 500_000;

export interface Synthetic {
  wide: string;
  /** Runs of one cell whose build log is long, each log another: what was read of one does not help the next. */
  long: string[];
}

/** The log of the run `long[index]`, the error in line {@link LONG_LOG_ERROR}. */
export const longLog = (index: number): Buffer => Buffer.concat([Buffer.from(`# ${index}\n`), buildLog(LONG_LOG_LINES - 1)]);
export const LONG_LOG_ERROR = errorLine(LONG_LOG_LINES - 1) + 1;

/** Fills a data folder that nobody owns yet. Answers the ids of its runs. */
export function fillDataFolder(folder: string, logs: number): Synthetic {
  const store = openStore(folder);
  const ids: Synthetic = { wide: '01BENCHWXDE00000000000WXDE', long: [] };
  try {
    const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
    store.insertRun({ ...stored, id: ids.wide, startedAt: at(0), project: { path: '/bench/wide', treeHash: '0'.repeat(64) } }, wideRun());
    store.setRunState(ids.wide, 'done', at(9));
    for (let index = 0; index < logs; index += 1) {
      const id = `01BENCHWXDE000000000000${String(index).padStart(3, '0')}`;
      ids.long.push(id);
      store.insertRun({ ...stored, id, startedAt: at(10 + index), project: { path: '/bench/long', treeHash: '0'.repeat(64) } }, [
        bareCell(1, {}, { outcome: 'build-failed', green: false, reason: 'the build ended with 1', stage: 'build', exit: null }),
      ]);
      store.setEvidence(id, 1, 'build-log', store.putBlob(longLog(index)));
      store.setRunState(id, 'done', at(11 + index));
    }
  } finally {
    store.close();
  }
  return ids;
}
