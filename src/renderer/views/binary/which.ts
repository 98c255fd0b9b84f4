// A binary as addresses, titles and command lines name it: a file, the artefact of a cell, or a file in an image. Pure.
import type { Binary } from '../../../shared/api/contract.ts';

/** The last name of a path; the path itself where it has none. */
export const baseName = (path: string): string => path.split('/').findLast((part) => part !== '') ?? path;

/** From the values of an address; null where they name nothing. */
export function binaryOf(value: (name: string) => string | null): Binary | null {
  const [file, run, cell, image, path] = ['file', 'run', 'cell', 'image', 'path'].map(value);
  if (image && path) return { kind: 'image', image, path };
  if (run && cell && /^\d{1,9}$/.test(cell)) return { kind: 'cell', run, cell: Number(cell) };
  if (file) return { kind: 'file', path: file };
  return null;
}

/** One word for a comparison's address: `file:/bin/ls`, `cell:RUN/3`, `image:REF:/bin/ls` with the reference percent-encoded. */
export function binaryName(binary: Binary): string {
  switch (binary.kind) {
    case 'file':
      return `file:${binary.path}`;
    case 'cell':
      return `cell:${binary.run}/${binary.cell}`;
    case 'image':
      return `image:${encodeURIComponent(binary.image)}:${binary.path}`;
  }
}

/** The way back from {@link binaryName}; null for a word that it never gives. */
export function binaryNamed(name: string): Binary | null {
  if (name.startsWith('file:') && name.length > 5) return { kind: 'file', path: name.slice(5) };
  const cell = /^cell:(.+)\/(\d{1,9})$/s.exec(name);
  if (cell?.[1] !== undefined) return { kind: 'cell', run: cell[1], cell: Number(cell[2]) };
  const image = /^image:([^:]+):(.+)$/s.exec(name);
  if (image?.[1] === undefined || image[2] === undefined) return null;
  try {
    return { kind: 'image', image: decodeURIComponent(image[1]), path: image[2] };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** What it is called where there is little room. Not yet fit to be shown. */
export const shortName = (binary: Binary): string => (binary.kind === 'cell' ? `${binary.run.slice(-6)}/${binary.cell}` : baseName(binary.path));

/** Where it is, whole. Not yet fit to be shown. */
export const placeOf = (binary: Binary): string =>
  binary.kind === 'file' ? binary.path : binary.kind === 'cell' ? `${binary.run}/${binary.cell}` : `${binary.image} ${binary.path}`;
