// /etc/ld.so.cache, which glibc's loader asks before its default folders. Both formats: `ld.so-1.7.0` and `glibc-ld.so.cache1.1`, and the second inside
// the first, as ldconfig of glibc 2.2 to 2.31 wrote it. Layout: glibc's sysdeps/generic/dl-cache.h and ldconfig.h. Any bytes; bounded by the file's length.

export interface CacheEntry {
  readonly name: string;
  readonly path: string;
  readonly flags: number;
  /** `x86-64-v3` of a glibc-hwcaps folder; null for the plain entry; `legacy` for what glibc 2.37 and newer skip. */
  readonly hwcaps: string | null;
}

export interface Cache {
  readonly format: 'old' | 'new';
  /** In the order of the file, by name. */
  get(name: string): readonly CacheEntry[];
  readonly size: number;
}

const OLD = 'ld.so-1.7.0';
const NEW = 'glibc-ld.so.cache1.1';
const MAX_ENTRIES = 200_000;
const MAX_TEXT = 4_096;
const HWCAPS_TAG = 1;
const EXTENSION_MAGIC = 0xeaa42174;

const startsWith = (bytes: Uint8Array, at: number, text: string): boolean => {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
};

/** Null where the bytes are no cache that a loader of this byte order would take. */
export function parseCache(bytes: Uint8Array, little: boolean): Cache | null {
  if (startsWith(bytes, 0, NEW)) return parseNew(bytes, 0, little);
  if (!startsWith(bytes, 0, OLD)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 16) return null;
  const count = view.getUint32(12, little);
  const strings = 16 + count * 12;
  if (strings > bytes.length) return null;
  // The new table begins the old one's strings, aligned to 8.
  const inner = Math.ceil(strings / 8) * 8;
  if (startsWith(bytes, inner, NEW)) return parseNew(bytes, inner, little);
  const entries: CacheEntry[] = [];
  for (let i = 0; i < Math.min(count, MAX_ENTRIES); i++) {
    const at = 16 + i * 12;
    const [name, path] = [textAt(bytes, strings + view.getUint32(at + 4, little)), textAt(bytes, strings + view.getUint32(at + 8, little))];
    if (name !== null && path !== null) entries.push({ name, path, flags: view.getUint32(at, little), hwcaps: null });
  }
  return index('old', entries);
}

function parseNew(bytes: Uint8Array, base: number, little: boolean): Cache | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (base + 48 > bytes.length) return null;
  const count = view.getUint32(base + 20, little);
  const order = view.getUint8(base + 28) & 3;
  if (order !== 0 && order !== (little ? 2 : 3)) return null; // written for the other byte order, or marked invalid: loaders take none of it
  if (base + 48 + count * 24 > bytes.length) return null;
  const hwcaps = readHwcaps(bytes, view, base, little);
  const entries: CacheEntry[] = [];
  for (let i = 0; i < Math.min(count, MAX_ENTRIES); i++) {
    const at = base + 48 + i * 24;
    const [name, path] = [textAt(bytes, base + view.getUint32(at + 4, little)), textAt(bytes, base + view.getUint32(at + 8, little))];
    if (name === null || path === null) continue;
    const low = view.getUint32(at + (little ? 16 : 20), little);
    const high = view.getUint32(at + (little ? 20 : 16), little);
    // Bit 62 says that the low half is a place in the list of glibc-hwcaps names; ten bits below it hold an ISA level.
    const named = (high & ~0x3ff) >>> 0 === 0x4000_0000;
    entries.push({ name, path, flags: view.getUint32(at, little), hwcaps: named ? (hwcaps[low] ?? 'unknown') : low === 0 && high === 0 ? null : 'legacy' });
  }
  return index('new', entries);
}

function readHwcaps(bytes: Uint8Array, view: DataView, base: number, little: boolean): string[] {
  const extension = view.getUint32(base + 32, little);
  const at = base + extension;
  if (extension === 0 || at + 8 > bytes.length || view.getUint32(at, little) !== EXTENSION_MAGIC) return [];
  const sections = Math.min(view.getUint32(at + 4, little), 64);
  for (let i = 0; i < sections; i++) {
    const section = at + 8 + i * 16;
    if (section + 16 > bytes.length) return [];
    if (view.getUint32(section, little) !== HWCAPS_TAG) continue;
    const from = base + view.getUint32(section + 8, little);
    const names: string[] = [];
    for (let place = from; place + 4 <= bytes.length && place < from + Math.min(view.getUint32(section + 12, little), 4_096); place += 4)
      names.push(textAt(bytes, base + view.getUint32(place, little)) ?? 'unknown');
    return names;
  }
  return [];
}

function textAt(bytes: Uint8Array, at: number): string | null {
  if (at >= bytes.length) return null;
  let end = at;
  while (end < bytes.length && bytes[end] !== 0 && end - at <= MAX_TEXT) end++;
  if (end >= bytes.length || bytes[end] !== 0) return null;
  let text = '';
  for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

function index(format: Cache['format'], entries: readonly CacheEntry[]): Cache {
  const byName = new Map<string, CacheEntry[]>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (known === undefined) byName.set(entry.name, [entry]);
    else known.push(entry);
  }
  return { format, get: (name) => byName.get(name) ?? [], size: entries.length };
}

const ELF_LIBC6 = 3;
/** The high bits that ldconfig writes for each architecture (ldconfig.h). */
const FLAGS: Readonly<Record<string, readonly number[]>> = {
  amd64: [0x0300],
  x32: [0x0800],
  '386': [0],
  arm64: [0x0a00],
  arm: [0x0900, 0x0b00, 0],
  riscv64: [0x1000, 0x0f00],
  ppc64le: [0x0500],
  ppc64: [0x0500],
  ppc: [0],
  s390x: [0x0400],
  sparc64: [0x0100],
  mips64: [0x0700, 0x0e00],
  mips64le: [0x0700, 0x0e00],
  mips: [0, 0x0c00],
  mipsle: [0, 0x0c00],
  loong64: [0x1200, 0x1100],
};

/** Whether a loader of this architecture looks at the entry at all. 1 is `an ELF library` of the oldest ldconfig. */
export function flagsServe(flags: number, architecture: string | null): boolean {
  if (flags === 1) return true;
  if ((flags & 0xff) !== ELF_LIBC6) return false;
  const wanted = architecture === null ? undefined : FLAGS[architecture];
  return wanted === undefined || wanted.includes(flags & 0xff00);
}
