// Looks at one path as a loader that opens it would, and keeps account: what was tried, and how often, has an end.
import { mismatch } from '../machine.ts';
import type { ElfBrief, ImageIndex } from '../../image/types.ts';
import { MAX_LOOKS, MAX_TRIED, type Program } from './types.ts';

export type Look =
  | { readonly ok: true; readonly real: string; readonly brief: ElfBrief }
  /** `there`: something can be opened at the path, and does not serve. */
  | { readonly ok: false; readonly there: false | 'class' | 'machine' | 'abi' | 'data' | 'no-elf' | 'directory'; readonly why: string };

export class Looks {
  readonly #image: ImageIndex;
  readonly #program: ElfBrief;
  #left = MAX_LOOKS;

  /** The program's folder where the image has none: it comes with the program, so `..` of it is the folder above. */
  readonly #comes: string | null;

  constructor({ image, brief, path }: Pick<Program, 'image' | 'brief' | 'path'>) {
    this.#image = image;
    this.#program = brief;
    const folder = dirname(path);
    this.#comes = image.resolve(folder).found ? null : folder;
  }

  get exhausted(): boolean {
    return this.#left <= 0;
  }

  at(path: string): Look {
    this.#left -= 1;
    const found = this.#image.resolve(this.#comes !== null && path.startsWith(`${this.#comes}/`) ? normal(path) : path);
    if (!found.found)
      return { ok: false, there: false, why: found.why === 'loop' ? `a loop of links at ${found.at}` : found.at === path ? 'not there' : `not there: ${found.at} is missing` };
    if (found.entry.kind === 'directory') return { ok: false, there: 'directory', why: 'a folder' };
    if (found.entry.kind !== 'file') return { ok: false, there: 'no-elf', why: 'no regular file' };
    const brief = this.#image.elf(found.path);
    if (brief === null || brief.class === null) return { ok: false, there: 'no-elf', why: 'no ELF file' };
    const wrong = mismatch(brief, this.#program);
    if (wrong !== null) return { ok: false, there: wrong.what, why: wrong.text };
    return { ok: true, real: found.path, brief };
  }
}

export type Tried = { path: string; why: string }[];

export function note(tried: Tried, path: string, why: string): void {
  if (tried.length < MAX_TRIED) tried.push({ path, why });
}

/** Without `.`, `..` and doubled slashes where they don't matter to a reader; links are the index's business. */
export const join = (folder: string, name: string): string => `${folder === '/' ? '' : folder.replace(/\/+$/, '')}/${name}`;

/** `..` taken off as text: right only where no folder on the way is a link. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const dirname = (path: string): string => {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
};

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A path as the kernel takes it from the working folder. */
export const absolute = (path: string, workdir: string): string => (path.startsWith('/') ? path : join(workdir === '' ? '/' : workdir, path));
