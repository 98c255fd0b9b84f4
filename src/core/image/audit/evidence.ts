// Where a fact about an image stands, as the documents cite it.
import type { ImageEvidence } from '../../../shared/domain/image.ts';
import type { ImageIndex } from '../types.ts';

/** Texts of strangers stand here raw (shells escape what they show), and capped. */
export const capped = (text: string, most = 300): string => (text.length > most ? `${text.slice(0, most)}…` : text);

export const fromConfig = (text: string): ImageEvidence => ({ source: 'config', path: null, text: capped(text), layer: null });

export const fromFile = (index: ImageIndex, path: string, text: string): ImageEvidence => ({ source: 'file', path, text: capped(text), layer: index.get(path)?.layer ?? null });

export const fromElf = (index: ImageIndex, path: string, text: string): ImageEvidence => ({ source: 'elf', path, text: capped(text), layer: index.get(path)?.layer ?? null });

export const fromLayer = (layer: number | null, text: string, path: string | null = null): ImageEvidence => ({ source: 'layer', path, text: capped(text), layer });
