// A trace as addresses, titles and command lines name it: a file, the trace of a cell, or a recording. Pure.
import type { TraceSource } from '../../../shared/api/contract.ts';
import { baseName } from '../binary/which.ts';

/** From the values of an address; null where they name nothing. */
export function sourceOf(value: (name: string) => string | null): TraceSource | null {
  const [file, run, cell, recording] = ['file', 'run', 'cell', 'recording'].map(value);
  if (recording) return { kind: 'recording', id: recording };
  if (run && cell && /^\d{1,9}$/.test(cell)) return { kind: 'cell', run, cell: Number(cell) };
  if (file) return { kind: 'file', path: file };
  return null;
}

/** One word for a comparison's address: `file:/tmp/x.strace`, `cell:RUN/3`, `recording:ID`. */
export function traceName(source: TraceSource): string {
  switch (source.kind) {
    case 'file':
      return `file:${source.path}`;
    case 'cell':
      return `cell:${source.run}/${source.cell}`;
    case 'recording':
      return `recording:${source.id}`;
  }
}

/** The way back from {@link traceName}; null for a word that it never gives. */
export function traceNamed(name: string): TraceSource | null {
  if (name.startsWith('file:') && name.length > 5) return { kind: 'file', path: name.slice(5) };
  if (name.startsWith('recording:') && name.length > 10) return { kind: 'recording', id: name.slice(10) };
  const cell = /^cell:(.+)\/(\d{1,9})$/s.exec(name);
  return cell?.[1] === undefined ? null : { kind: 'cell', run: cell[1], cell: Number(cell[2]) };
}

/** What it is called where there is little room. Not yet fit to be shown. */
export function shortTraceName(source: TraceSource): string {
  switch (source.kind) {
    case 'file':
      return baseName(source.path);
    case 'cell':
      return `${source.run.slice(-6)}/${source.cell}`;
    case 'recording':
      return source.id.slice(-6);
  }
}

/** Where it is, whole. Not yet fit to be shown. */
export const tracePlace = (source: TraceSource): string => (source.kind === 'file' ? source.path : source.kind === 'cell' ? `${source.run}/${source.cell}` : source.id);
