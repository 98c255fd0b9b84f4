// Whether all of an image was seen. Asked by the audit and by the verdict before they say that something is missing.
import type { ImageIndex } from './types.ts';

/** Warnings after which files may be there that nobody saw. */
const INCOMPLETE = /^(layer-(cut|unreadable|absent|damaged|too-big)|archive-cut|too-many-(entries|layers|links))$/;

/** True where a part of the layers could not be read: what was not found may be there all the same. */
export const incomplete = (warnings: ImageIndex['warnings']): boolean => warnings.some(({ code }) => INCOMPLETE.test(code));
