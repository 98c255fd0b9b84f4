// The last stage: everything gathered becomes Facts, kept beside the raw evidence.
import { factsOf } from '../evidence/index.ts';
import type { Gathered } from './life.ts';
import type { CellRecord, CellRoom } from './types.ts';

/** Stores `elf`, `trace` and `facts` of the cell as JSON. */
export async function analyse(room: CellRoom, record: CellRecord, gathered: Gathered): Promise<void> {
  const { cell, spec } = record;
  const json = (kind: 'elf' | 'trace' | 'facts', value: unknown) => room.store.setEvidence(room.run, spec.number, kind, room.store.putBlob(Buffer.from(JSON.stringify(value))));
  if (gathered.elf !== null) json('elf', gathered.elf);
  if (gathered.trace !== null) json('trace', gathered.trace);
  const [goos = '', goarch = ''] = (cell.axes.platform ?? '').split('/');
  const host = await room.hostFacts();
  const facts = factsOf({
    elf: gathered.elf,
    trace: gathered.trace,
    buildLog: gathered.buildLog,
    build: {
      go: gathered.toolchain?.goVersion ?? `go${spec.axes.go}`,
      goos,
      goarch,
      cgo: spec.axes.cgo === '1',
      cc: gathered.toolchain?.cgoEnv.CC ?? null,
      exitStatus: gathered.buildCode,
      flags: spec.goArgv,
    },
    image: gathered.runImage === null ? null : { ref: gathered.runImage.image, platform: gathered.runImage.platform, libc: gathered.runImage.libc },
    host,
    run:
      cell.outcome === null
        ? null
        : {
            outcome: cell.outcome,
            code: cell.exit?.code ?? null,
            signal: cell.exit?.signal ?? null,
            error: cell.exit?.error ?? null,
            stdout: gathered.stdout,
            stderr: gathered.stderr,
          },
  });
  json('facts', facts);
}
