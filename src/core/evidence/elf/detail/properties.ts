// The part `properties`: what `.note.gnu.property` promises of the whole file. Sources: "Linux Extensions to gABI", the psABI documents of x86-64, AArch64, RISC-V.
import type { ByteRange } from '../../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { hex } from '../input.ts';
import { readNotePlaces, type NotePlace } from '../notes.ts';

export interface Property {
  name: string;
  value: string;
  place: ByteRange;
}

const NT_GNU_PROPERTY_TYPE_0 = 5;
const MAX_PROPERTIES = 1000;
const MAX_RAW = 64;

interface Meaning {
  name: string;
  /** Names of the bits from the lowest on; '' for a bit without a name. Without them the value is a number. */
  bits?: readonly string[];
}

const GENERIC: Record<number, Meaning> = {
  1: { name: 'stack size' },
  2: { name: 'no copy on protected' },
  3: { name: 'memory seal' },
  0xb0008000: { name: '1_NEEDED', bits: ['indirect external access'] },
};
const ISA = ['x86-64-baseline', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4'];
const X86_FEATURES_2 = ['x86', 'x87', 'MMX', 'XMM', 'YMM', 'ZMM', 'FXSR', 'XSAVE', 'XSAVEOPT', 'XSAVEC', 'TMM', 'MASK'];
const X86: Record<number, Meaning> = {
  0xc0000002: { name: 'x86 feature', bits: ['IBT', 'SHSTK', 'LAM_U48', 'LAM_U57'] },
  0xc0008001: { name: 'x86 feature needed', bits: X86_FEATURES_2 },
  0xc0010001: { name: 'x86 feature used', bits: X86_FEATURES_2 },
  0xc0008002: { name: 'x86 ISA needed', bits: ISA },
  0xc0010002: { name: 'x86 ISA used', bits: ISA },
};
const BY_MACHINE: Record<string, Record<number, Meaning>> = {
  EM_X86_64: X86,
  EM_386: X86,
  EM_IAMCU: X86,
  EM_AARCH64: { 0xc0000000: { name: 'AArch64 feature', bits: ['BTI', 'PAC', 'GCS'] }, 0xc0000001: { name: 'AArch64 PAuth ABI' } },
  EM_RISCV: { 0xc0000000: { name: 'RISC-V feature', bits: ['CFI_LP_UNLABELED', 'CFI_SS', 'CFI_LP_FUNC_SIG'] } },
};

/** Every property, in the order of the file. The value is the names of its bits, `IBT, SHSTK` (`none` where none is set), or a number. */
export function readProperties(elf: ElfSkeleton): Property[] {
  const { input, header } = elf;
  const found: Property[] = [];
  const step = input.is64 ? 8 : 4;
  for (const note of propertyNotes(elf)) {
    const { offset, length } = note.desc;
    for (let at = 0; at + 8 <= length && found.length < MAX_PROPERTIES;) {
      const head = input.view(offset + at, 8);
      if (!head) break;
      const type = input.u32(head, 0);
      const size = input.u32(head, 4);
      if (at + 8 + size > length) {
        input.warn('property-outside', `a GNU property claims ${size} bytes, more than its note holds`, offset + at);
        break;
      }
      const meaning = BY_MACHINE[header.machine]?.[type] ?? GENERIC[type];
      found.push({
        name: meaning?.name ?? `property 0x${type.toString(16)}`,
        value: valueOf(elf, meaning, offset + at + 8, size),
        place: { offset: offset + at, length: 8 + size },
      });
      at += 8 + Math.ceil(size / step) * step;
    }
  }
  return found;
}

const isProperty = ({ name, type }: NotePlace): boolean => name === 'GNU' && type === NT_GNU_PROPERTY_TYPE_0;

/** A segment of their own points at them where neither sections nor PT_NOTE do. */
function propertyNotes(elf: ElfSkeleton): NotePlace[] {
  const notes = readNotePlaces(elf).filter(isProperty);
  if (notes.length > 0) return notes;
  const own = elf.segments.filter(({ type }) => type === 'PT_GNU_PROPERTY').map((segment) => ({ ...segment, type: 'PT_NOTE' }));
  return own.length === 0 ? [] : readNotePlaces({ input: elf.input, sections: [], segments: own }).filter(isProperty);
}

function valueOf({ input }: ElfSkeleton, meaning: Meaning | undefined, at: number, size: number): string {
  if (size === 0) return 'yes';
  const view = input.view(at, size <= 8 ? size : 0);
  if (meaning?.bits && size === 4 && view) {
    const value = input.u32(view, 0);
    const words: string[] = [];
    for (let bit = 0; bit < 32; bit++) if (((value >>> bit) & 1) === 1) words.push(meaning.bits[bit] || `bit ${bit}`);
    return words.length > 0 ? words.join(', ') : 'none';
  }
  if (meaning && view && size === 4) return String(input.u32(view, 0));
  if (meaning && view && size === 8) return String(view.getBigUint64(0, input.little));
  return `0x${hex(input.bytes(at, Math.min(size, MAX_RAW)))}`;
}
