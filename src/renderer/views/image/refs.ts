// How a local image is asked for and named. Pure.
import type { LocalImage } from '../../../shared/domain/image.ts';
import { exactText } from '../../ui/when-text.ts';

/** By its first tag, else by its id. */
export const imageRef = ({ tags, id }: Pick<LocalImage, 'tags' | 'id'>): string => tags[0] ?? id;

/** What is typed is the path of a tar of an image on the machine of the workbench, not a part of a name. */
export const isArchive = (typed: string): boolean => /^\/.+\.(tar|tgz|gz)$/.test(typed.trim());

/** `1f015bbebe5e` of `sha256:1f01…`; anything else is said as it is. */
export const shortId = (id: string): string => (/^sha256:[0-9a-f]{64}$/.test(id) ? id.slice(7, 19) : id);

/** `2026-11-23 04:12`; null where it says nothing: reproducible builds set the start of 1970. */
export function createdText(iso: string): string | null {
  const at = Date.parse(iso);
  return Number.isNaN(at) || at < 86_400_000 ? null : exactText(iso).slice(0, 16);
}
