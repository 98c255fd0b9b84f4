// From what a shell names (a file, a cell's artefact, a path in an image) to bytes that a worker can read.
import path from 'node:path';
import type { Binary } from '../../shared/api/contract.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Store } from '../store/types.ts';
import type { BinarySource } from './types.ts';

export interface FoundBinary {
  source: BinarySource;
  /** What documents call it: the file's path, `RUN/CELL`, `IMAGE:/path`. */
  name: string;
}

export interface FindOptions {
  store: Pick<Store, 'getRun' | 'getEvidence' | 'blobFile'>;
  /** One file out of an image. Rejects with InputError where there is no such image or path. */
  fileInImage: (image: string, path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Throws InputError where there is no such binary; a file itself is opened later, by who reads it. */
export async function findBinary(binary: Binary, { store, fileInImage }: FindOptions): Promise<FoundBinary> {
  switch (binary.kind) {
    case 'file':
      if (!path.isAbsolute(binary.path)) throw new InputError(`${binary.path} is not an absolute path`, { input: binary.path, expected: 'an absolute path' });
      return { source: { kind: 'file', path: binary.path, name: binary.path }, name: binary.path };
    case 'cell': {
      const run = store.getRun(binary.run);
      const name = `${run.id}/${binary.cell}`;
      const ref = store.getEvidence(run.id, binary.cell, 'artifact');
      if (ref === null) throw new InputError(`${name} left no artefact`, { input: name, expected: 'a cell that was built' });
      const file = store.blobFile(ref.sha256);
      // A bundle is exported without programs unless they are asked for.
      if (file === null)
        throw new InputError(`the artefact of ${name} is not here: its bundle came without programs, or it was cleaned away`, { input: name, expected: 'a stored artefact' });
      return { source: { kind: 'blob', file }, name };
    }
    case 'image': {
      const bytes = await fileInImage(binary.image, binary.path);
      return { source: { kind: 'bytes', bytes }, name: `${binary.image}:${binary.path}` };
    }
  }
}
