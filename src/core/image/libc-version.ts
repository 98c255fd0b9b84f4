// The version that a C library states in its own text: what it prints when it is started as a program. Read while the file's bytes are at hand (brief.ts).
import type { ByteSource } from '../evidence/index.ts';

/** musl 1.2 has 0.8 MB, glibc 2.41 2.2 MB; nothing of that name is larger. */
const MOST = 16 * 1024 * 1024;

/** glibc, csu/version.c: `GNU C Library (Debian GLIBC 2.41-12) stable release version 2.41.` */
const GLIBC = /GNU C Library [^\0\n]{0,200}? version (\d+\.\d+(?:\.\d+)*)/;
/** musl, ldso/dynlink.c prints `musl libc (x86_64)` and `Version %s`; the version is a string of its own (src/internal/version.c). */
const MUSL = 'musl libc (';
const MUSL_VERSION = /\0([01]\.\d{1,2}\.\d{1,2})(?:-git-[0-9a-z-]{1,60})?\0/;

/** `2.41`, `1.2.5`; null where it says none. `soname` and `name` keep everything but C libraries from being searched. */
export function libcVersionOf(source: ByteSource, soname: string | null, name: string): string | null {
  if (source.size > MOST) return null;
  if (soname === 'libc.so.6') return GLIBC.exec(text(source))?.[1] ?? null;
  if (!/^(libc\.so|libc\.musl-.*|ld-musl-.*)$/.test(soname ?? name)) return null;
  const all = text(source);
  return all.includes(MUSL) ? (MUSL_VERSION.exec(all)?.[1] ?? null) : null;
}

const text = (source: ByteSource): string => {
  const bytes = source.read(0, source.size);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
};
