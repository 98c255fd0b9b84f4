// The last stage: everything gathered becomes Facts, kept beside the raw evidence, and the rules say what they find in it.
import { factsOf, type FactsInput } from '../evidence/index.ts';
import { CancelledError, errorText } from '../../shared/domain/errors.ts';
import { findingsAtTheEnd } from '../explain/index.ts';
import type { Gathered } from './life.ts';
import type { CellRecord, CellRoom } from './types.ts';

/** Stores `elf`, `trace`, `verdict` and `facts` of the cell as JSON, and puts what was found into it. `green` is what the cell will be. */
export async function analyse(room: CellRoom, record: CellRecord, gathered: Gathered, green: boolean | null): Promise<void> {
  const { cell, spec } = record;
  const json = (kind: 'elf' | 'trace' | 'facts' | 'verdict', value: unknown) =>
    room.store.setEvidence(room.run, spec.number, kind, room.store.putBlob(Buffer.from(JSON.stringify(value))));
  if (gathered.elf !== null) json('elf', gathered.elf);
  if (gathered.trace !== null) json('trace', gathered.trace);
  if (gathered.judged !== null) json('verdict', gathered.judged);
  const [goos = '', goarch = ''] = (cell.axes.platform ?? '').split('/');
  const host = await room.hostFacts();
  const facts = factsOf({
    elf: gathered.elf,
    trace: gathered.trace,
    told: gathered.told,
    buildLog: gathered.buildLog,
    build: {
      go: gathered.toolchain?.goVersion ?? `go${spec.axes.go}`,
      goos,
      goarch,
      cgo: spec.axes.cgo === '1',
      importsC: room.importsC,
      cc: gathered.toolchain?.cgoEnv.CC ?? null,
      exitStatus: gathered.buildCode,
      flags: spec.goArgv,
    },
    image: await imageFacts(gathered, cell.judgement !== null),
    host,
    ...(spec.run.resolvConf === null ? {} : { resolver: { resolvConf: spec.run.resolvConf } }),
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
  try {
    cell.findings = await findingsAtTheEnd(room, room.run, { ...cell, green }, room.signal);
  } catch (error) {
    if (error instanceof CancelledError || room.signal.aborted) throw error;
    // The cell is what it is, explained or not; who looks at it asks the rules again.
    process.emitWarning(`cell ${room.run}/${spec.number} could not be explained: ${errorText(error)}`);
  }
}

/**
 * What was read of the image's files stands above what its recipe promises. That is all there is where they can't be read, and of a cell that was never to be
 * started: a failed build does not wait for its run image.
 */
async function imageFacts({ runImage, looked }: Gathered, judged: boolean): Promise<NonNullable<FactsInput['image']> | null> {
  if (runImage === null) return null;
  const named = { ref: runImage.image, platform: runImage.platform };
  const read = judged && looked !== null ? await looked.image.catch(() => null) : null; // why not stands in the judgement
  return read !== null ? { ...read.facts, ...named } : { ...named, libc: runImage.libc };
}
