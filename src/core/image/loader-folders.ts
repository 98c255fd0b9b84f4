// The default folders that glibc's loader was built with: no file but its own bytes says them. Read while those are at hand (brief.ts).
import type { ByteSource } from '../evidence/index.ts';

/** glibc 2.41's loader has 0.2 MB, with its debug information a few; nothing of that name is larger. */
const MOST = 4 * 1024 * 1024;
/** `/lib/x86_64-linux-gnu/`, NUL, `/usr/lib/x86_64-linux-gnu/`, NUL …: `system_dirs` of elf/dl-load.c. */
const ROW = /(?:\/(?:[^\0/\n ]{1,128}\/){1,16}\0){1,16}/g;

/** Without their closing slash, in the loader's order; null where the file is no loader of glibc, or names none. */
export function loaderFoldersOf(source: ByteSource, soname: string | null): string[] | null {
  if (soname === null || !/^ld(?:-linux|64)?[^/]*\.so\.\d+$/.test(soname) || source.size > MOST) return null;
  const bytes = source.read(0, source.size);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  let best: string[] = [];
  for (const [row] of text.matchAll(ROW)) {
    const folders = row.split('\0').filter((each) => each !== '');
    if (folders.length > best.length && folders.every((each) => /\/lib/.test(each))) best = folders;
  }
  return best.length === 0 ? null : best.map((each) => each.replace(/\/+$/, ''));
}
