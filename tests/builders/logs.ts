// Build logs of any size that look like what they stand for: `go build -x` of a large program.
import type { Cell } from '../../src/shared/domain/run.ts';
import { newRunId, type EvidenceKind, type Store } from '../../src/core/store/index.ts';
import { bareCell } from './cell.ts';

/** The error that stands near the end of {@link buildLog}. */
export const BUILD_ERROR = './main.go:17:2: undefined: undefinedThing';

/** The line that holds it. */
export const errorLine = (lines: number): number => lines - 2;

/** `lines` lines of about 90 bytes, the same every time; a long command now and then, some UTF-8, one error. */
export function buildLog(lines: number): Buffer {
  const parts: string[] = ['WORK=/tmp/go-build195364092\n'];
  const safe = errorLine(lines) - (errorLine(lines) % 8);
  for (let at = 2; at < errorLine(lines); at += 1) {
    const unit = at >> 3;
    // No here-document is open where the error stands.
    switch (at >= safe ? 0 : at % 8) {
      case 0:
        parts.push(`mkdir -p $WORK/b${unit}/\n`);
        break;
      case 1:
        parts.push(
          `/usr/local/go/pkg/tool/linux_amd64/compile -o $WORK/b${unit}/_pkg_.a -trimpath "$WORK/b${unit}=>" -p example.com/module/package${unit} -complete -pack ./file${unit}.go ./other${unit}.go\n`,
        );
        break;
      case 2:
        parts.push(`cat >$WORK/b${unit}/importcfg << 'EOF' # internal\n`);
        break;
      case 6:
        parts.push('EOF\n');
        break;
      case 7:
        parts.push(`cp $WORK/b${unit}/_pkg_.a /root/.cache/go-build/${(unit * 2_654_435_761) >>> 0}-d # größer, 世界 ${unit}\n`);
        break;
      default:
        parts.push(`packagefile example.com/module/dependency${unit * 8 + (at % 8)}=$WORK/b${unit}/importcfg/_pkg_.a\n`);
    }
  }
  parts.push(`${BUILD_ERROR}\n`, '# example.com/module\n', 'the end without a line end');
  return Buffer.from(parts.join(''));
}

/** A run in the store whose cells have these logs: cell 1 has the first, and so on. Answers its id. */
export function storeRun(store: Store, cells: { change?: Partial<Cell>; logs: Partial<Record<EvidenceKind, Buffer>> }[], state: 'done' | 'running' = 'done'): string {
  const id = newRunId();
  store.insertRun(
    {
      id,
      startedAt: new Date().toISOString(),
      endpoint: 'default',
      project: { path: '/home/someone/project', treeHash: 'a'.repeat(64) },
      origin: 'local',
      owner: 'owner-1',
      request: null,
      config: null,
      environment: {},
    },
    cells.map(({ change }, index) => bareCell(index + 1, { go: `1.${index}` }, { state: 'done', outcome: 'pass', green: true, ...change })),
  );
  cells.forEach(({ logs }, index) => {
    for (const [kind, content] of Object.entries(logs)) store.setEvidence(id, index + 1, kind as EvidenceKind, store.putBlob(content)); // the keys of `logs`
  });
  if (state === 'done') store.setRunState(id, 'done', new Date().toISOString());
  return id;
}
