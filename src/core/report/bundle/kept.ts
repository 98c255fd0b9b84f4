// Documents beside runs that a bundle can hold: measurements of the DNS lab, recordings of traces. Which of them a name means, and how one is put into the store.
import { InputError } from '../../../shared/domain/errors.ts';
import { lineOf as measurementLine } from '../../dns/lab/document.ts';
import type { Store } from '../../store/types.ts';
import { lineOf as recordingLine } from '../../trace/record/line.ts';
import type { KeptKind, KeptManifest } from './format.ts';

export interface Named {
  kind: 'run' | KeptKind;
  id: string;
}

/** A run where the name is one's; else the one measurement or recording that it names. Throws InputError where it names nothing, or one of each. */
export function namedIn(store: Store, asked: string): Named {
  const tried: { kind: Named['kind']; id: string | InputError }[] = [
    { kind: 'run', id: orRefused(() => store.resolveRunId(asked)) },
    { kind: 'dns-measurement', id: orRefused(() => store.measurements.resolve(asked)) },
    { kind: 'trace-recording', id: orRefused(() => store.recordings.resolve(asked)) },
  ];
  const [run] = tried;
  const found = tried.flatMap(({ kind, id }) => (typeof id === 'string' ? [{ kind, id }] : []));
  const [first, second] = found;
  // `last` has always been the last run
  if (first?.kind === 'run') return first;
  if (run?.id instanceof InputError && asked.trim().toLowerCase() === 'last') throw run.id;
  if (first === undefined)
    throw run?.id instanceof InputError
      ? new InputError(`${run.id.message} (nor is it a measurement or a recording)`, { input: asked, expected: 'the id of a run, a measurement or a recording' })
      : new Error('a name was not looked up');
  if (second !== undefined) throw new InputError(`"${asked}" names the measurement ${first.id} and the recording ${second.id}`, { input: asked, expected: 'more of the id' });
  return first;
}

function orRefused(resolve: () => string): string | InputError {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** True where the store has it already. */
export function hasKept(store: Store, { kind, document: { id } }: KeptManifest): boolean {
  const kept = kind === 'dns-measurement' ? store.measurements : store.recordings;
  return orRefused(() => kept.resolve(id)) === id;
}

const CUT = 'it was going on when it was exported';
const OWNER = 'imported';

/** What was going on when it was written goes on nowhere: it is interrupted. `origin`: the bundle's name, which its notes tell. */
export function keepDocument(store: Store, manifest: KeptManifest, origin: string): void {
  const note = `imported from ${origin}, written by ${manifest.createdBy}`;
  if (manifest.kind === 'dns-measurement') {
    const { document } = manifest;
    const kept = { ...document, notes: [...document.notes, note], ...(document.state === 'running' ? { state: 'interrupted' as const, reason: CUT } : {}) };
    store.measurements.save(kept, measurementLine(kept), OWNER);
  } else {
    const { document } = manifest;
    const kept = { ...document, notes: [...document.notes, note], ...(document.state === 'running' ? { state: 'interrupted' as const, reason: CUT } : {}) };
    store.recordings.save(kept, recordingLine(kept), OWNER);
  }
}
