// From what a shell names (a file, a cell, a recording) to a log that a thread can read. The one place where a source of a trace is resolved.
import path from 'node:path';
import type { TraceSource } from '../../shared/api/contract.ts';
import { assertNever, InputError } from '../../shared/domain/errors.ts';
import { findCell } from '../store/procedures.ts';
import type { Store } from '../store/types.ts';
import type { TraceFile } from './types.ts';

export interface SourceRoom {
  store: Pick<Store, 'getRun' | 'getEvidence' | 'blobFile' | 'recordings'>;
  /** Folder of kept indexes; null: none are kept. */
  kept: string | null;
}

/** Throws InputError where there is no such trace; a file itself is opened later, by who reads it. */
export function findTrace(source: TraceSource, { store, kept }: SourceRoom): TraceFile {
  switch (source.kind) {
    case 'file':
      if (!path.isAbsolute(source.path)) throw new InputError(`${source.path} is not an absolute path`, { input: source.path, expected: 'an absolute path' });
      return { kind: 'file', path: source.path, name: source.path, kept };
    case 'cell': {
      const run = store.getRun(source.run, { brief: true });
      const cell = findCell(run, String(source.cell));
      const name = `${run.id}/${cell.number}`;
      const ref = store.getEvidence(run.id, cell.number, 'trace-log');
      const over = run.state !== 'running' && run.state !== 'planned';
      if (ref === null)
        throw new InputError(`cell ${name} has no trace${over ? ': it was not started under the tracer' : ' yet'}`, { input: name, expected: 'a cell that was traced' });
      return stored(ref.sha256, name);
    }
    case 'recording': {
      const id = store.recordings.resolve(source.id);
      const sha256 = store.recordings.logOf(id);
      if (sha256 === null)
        throw new InputError(`recording ${id} has no log${store.recordings.get(id).state === 'running' ? ' yet' : ''}`, { input: id, expected: 'a recording that is done' });
      return stored(sha256, id);
    }
    default:
      return assertNever(source);
  }

  function stored(sha256: string, name: string): TraceFile {
    const file = store.blobFile(sha256);
    if (file === null)
      throw new InputError(`the log of ${name} is not here: it was cleaned away, or its bundle came without it`, { input: name, expected: 'a log that is still stored' });
    return { kind: 'blob', file, sha256, name, kept };
  }
}
