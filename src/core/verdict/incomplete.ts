// An image of which a part could not be read: what was not found may be there, and what was found may have been replaced.
import { incomplete } from '../image/incomplete.ts';
import type { ImageIndex } from '../image/types.ts';
import type { Result } from './result.ts';

/** A failure that stands on what the image holds is no failure where layers are missing. */
export const doubted = (result: Result, { warnings }: ImageIndex): Result =>
  result.status === 'fail' && incomplete(warnings) && result.evidence.some(({ source }) => source === 'image')
    ? { ...result, status: 'unknown', cause: null, text: `${result.text}; but a part of the image's layers could not be read` }
    : result;
