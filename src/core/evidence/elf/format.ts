// What a file is by its first bytes. Called before anything is read as ELF, and by rules that meet a file that can't be executed.
import type { Elf } from '../../../shared/domain/elf.ts';

export type Format = Elf['format'];

/** Bytes of the head that {@link formatOf} looks at. */
export const HEAD_BYTES = 4096;

const startsWith = (head: Uint8Array, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (head[i] !== text.charCodeAt(i)) return false;
  return true;
};

/** The format by magic numbers: elf.h, Mach-O's loader.h, PE/COFF, `ar(5)`, RFC 1952; text is UTF-8 without control bytes. `head`: the first bytes, at most {@link HEAD_BYTES}. */
export function formatOf(head: Uint8Array, size: number): Format {
  if (size === 0 || head.length === 0) return 'empty';
  if (startsWith(head, '\x7fELF')) return 'elf';
  if (isMachO(head)) return 'mach-o';
  if (startsWith(head, 'MZ') && isPortableExecutable(head)) return 'pe';
  if (startsWith(head, '#!')) return 'script';
  if (startsWith(head, '!<arch>\n') || startsWith(head, '!<thin>\n')) return 'ar';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return isText(head, size > head.length) ? 'text' : 'unknown';
}

function isMachO(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const magic = view.getUint32(0, false);
  if (magic === 0xfeedface || magic === 0xfeedfacf || magic === 0xcefaedfe || magic === 0xcffaedfe) return true;
  // A fat file counts its architectures where a Java class, which has the same magic, has its version (45 and more).
  return (magic === 0xcafebabe || magic === 0xcafebabf) && view.getUint32(4, false) < 40;
}

/** MZ alone is DOS; PE says where its own header stands. A header further away than the head is taken on trust. */
function isPortableExecutable(head: Uint8Array): boolean {
  if (head.length < 64) return false;
  const at = new DataView(head.buffer, head.byteOffset, head.length).getUint32(0x3c, true);
  if (at + 4 > head.length) return true;
  return head[at] === 0x50 && head[at + 1] === 0x45 && head[at + 2] === 0 && head[at + 3] === 0;
}

function isText(head: Uint8Array, cut: boolean): boolean {
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: cut });
    return true;
  } catch {
    return false; // not UTF-8: that is the answer, not a failure
  }
}
