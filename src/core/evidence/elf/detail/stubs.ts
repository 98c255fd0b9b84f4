// Finds the stubs of a procedure linkage table by decoding their instructions: which slot of the GOT does each jump through. Sources: the psABI documents of
// x86-64, i386, AArch64, ARM and RISC-V, and the tables that GNU ld, gold, lld and mold write. What is not understood has no stub: nothing is guessed.
import type { Section } from '../header.ts';
import type { ElfSkeleton } from '../skeleton.ts';

/** All stubs together that are looked at, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024;
const EF_ARM_BE8 = 0x00800000;

/** Calls `found` with the address of a slot and of the stub that jumps through it. */
type Decoder = (bytes: Uint8Array, section: Pick<Section, 'addr' | 'entsize'>, elf: ElfSkeleton, found: (slot: number, stub: number) => void) => void;

const isPlt = ({ name, type }: Section): boolean => type === 'SHT_PROGBITS' && /^\.(i?plt)(\.|$)/.test(name);

const X = 1;

/**
 * Without section headers all code is looked through: an instruction that jumps through a slot of the PLT can only be a stub, as compilers never see these
 * slots. (Callers ask for slots that are bound late; a slot of GLOB_DAT may be used by any code.)
 */
const codeOf = ({ segments }: ElfSkeleton): Pick<Section, 'addr' | 'offset' | 'size' | 'entsize'>[] =>
  segments
    .filter(({ type, flags, filesz }) => type === 'PT_LOAD' && (flags & X) !== 0 && filesz > 0)
    .map(({ vaddr, offset, filesz }) => ({ addr: vaddr, offset, size: filesz, entsize: 16 }));

/** The stubs by the address of their slot; the second stub of a slot (`.plt` beside `.plt.sec`) is left out. */
export function stubsBySlot(elf: ElfSkeleton): Map<number, number> {
  const stubs = new Map<number, number>();
  const decode = DECODERS[elf.header.machine];
  if (!decode) return stubs;
  let left = MAX_BYTES;
  // `.plt.sec` first: with IBT that is what calls go to.
  const tables = elf.sections.length === 0 ? codeOf(elf) : elf.sections.filter(isPlt).sort((a, b) => Number(b.name === '.plt.sec') - Number(a.name === '.plt.sec'));
  for (const section of tables.slice(0, 64)) {
    if (section.size > left || section.addr > BigInt(Number.MAX_SAFE_INTEGER)) break;
    left -= section.size;
    decode(elf.input.bytes(section.offset, section.size), section, elf, (slot, stub) => {
      if (!stubs.has(slot)) stubs.set(slot, stub);
    });
  }
  return stubs;
}

const u32 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
const i32 = (bytes: Uint8Array, at: number): number => u32(bytes, at) | 0;
const bigEndian = (bytes: Uint8Array, at: number): number => (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;

/** Entries of 16 bytes, or of 8: only a jump and two bytes of padding (`.plt.got`, and the `.plt` of static programs). Not every linker writes sh_entsize. */
function strideOf(bytes: Uint8Array, { entsize }: Pick<Section, 'entsize'>): number {
  if (entsize === 8 || entsize === 16 || entsize === 32) return entsize;
  return bytes[0] === 0xff && bytes[6] === 0x66 && bytes[7] === 0x90 ? 8 : 16;
}

/** Where the indirect jump stands in an entry: behind `endbr`, behind a `bnd` prefix, behind mold's `mov $index, %r11d`. */
const JUMPS = [0, 4, 1, 5, 10, 6];

function x86(slotOf: (bytes: Uint8Array, at: number, address: number) => number | null): Decoder {
  return (bytes, section, _elf, found) => {
    const base = Number(section.addr);
    const stride = strideOf(bytes, section);
    for (let entry = 0; entry + 6 <= bytes.length; entry += stride)
      for (const into of JUMPS) {
        const at = entry + into;
        if (at + 6 > Math.min(bytes.length, entry + stride) || bytes[at] !== 0xff) continue;
        if (!beforeJump(bytes, entry, into)) continue;
        const slot = slotOf(bytes, at, base + at);
        if (slot === null) continue;
        found(slot, base + entry);
        break;
      }
  };
}

/** What may stand before the jump in an entry: endbr64, endbr32, `bnd`, `mov $n, %r11d`. */
function beforeJump(bytes: Uint8Array, entry: number, into: number): boolean {
  let at = entry;
  if (into >= 4 && bytes[at] === 0xf3 && bytes[at + 1] === 0x0f && bytes[at + 2] === 0x1e && (bytes[at + 3] === 0xfa || bytes[at + 3] === 0xfb)) at += 4;
  if (into - (at - entry) === 6 && bytes[at] === 0x41 && bytes[at + 1] === 0xbb) at += 6;
  if (into - (at - entry) === 1 && bytes[at] === 0xf2) at += 1;
  return at - entry === into;
}

const x86_64 = x86((bytes, at, address) => (bytes[at + 1] === 0x25 ? address + 6 + i32(bytes, at + 2) : null));

const i386: Decoder = (bytes, section, elf, found) => {
  // Code that is independent of its position finds the slot relative to the GOT's base, which %ebx holds.
  const named = elf.sections.find(({ name }) => name === '.got.plt') ?? elf.sections.find(({ name }) => name === '.got');
  const base = Number(elf.dynamic?.get('DT_PLTGOT') ?? named?.addr ?? 0n);
  x86((code, at) => (code[at + 1] === 0x25 ? u32(code, at + 2) : code[at + 1] === 0xa3 && base > 0 ? (base + i32(code, at + 2)) >>> 0 : null))(bytes, section, elf, found);
};

/** `adrp x16, page; ldr x17, [x16, #offset]`, with `bti c` before it where the file asks for that. Instructions are little-endian in every file. */
const aarch64: Decoder = (bytes, section, elf, found) => {
  const base = Number(section.addr);
  for (let at = 0; at + 8 <= bytes.length; at += 4) {
    const adrp = u32(bytes, at);
    if ((adrp & 0x9f00001f) >>> 0 !== 0x90000010) continue;
    const load = u32(bytes, at + 4);
    const wide = (load & 0xffc003ff) >>> 0 === 0xf9400211;
    if (!wide && (load & 0xffc003ff) >>> 0 !== 0xb9400211) continue;
    const pages = (((adrp << 8) >> 13) << 2) | ((adrp >>> 29) & 3);
    const address = base + at;
    const slot = address - (address % 4096) + pages * 4096 + ((load >>> 10) & 0xfff) * (wide ? 8 : 4);
    // The first entry saves two registers before it and jumps to the loader; its slot belongs to no symbol.
    const begin = at >= 4 && u32(bytes, at - 4) === 0xd503245f ? at - 4 : at;
    found(slot, base + begin);
  }
};

/** `add ip, pc, #…; add ip, ip, #…; ldr pc, [ip, #…]!` with one or two adds in the middle, and lld's long form that loads the distance. */
const arm: Decoder = (bytes, section, elf, found) => {
  const base = Number(section.addr);
  const little = elf.input.little || (elf.header.flags & EF_ARM_BE8) !== 0;
  const word = (at: number): number => (little ? u32(bytes, at) : bigEndian(bytes, at));
  const rotated = (instruction: number): number => {
    const turn = ((instruction >>> 8) & 15) * 2;
    const value = instruction & 0xff;
    return turn === 0 ? value : ((value >>> turn) | (value << (32 - turn))) >>> 0;
  };
  // `bx pc; nop` before an entry is its door for Thumb code, and the address that symbols of it have.
  const begin = (at: number): number => (at >= 4 && (word(at - 4) === 0x46c04778 || word(at - 4) === 0xe7fd4778) ? at - 4 : at);
  for (let at = 0; at + 12 <= bytes.length; at += 4) {
    const first = word(at);
    const address = base + at;
    if ((first & 0xfffff000) >>> 0 === 0xe28fc000) {
      let ip = (address + 8 + rotated(first)) >>> 0;
      let next = at + 4;
      while (next + 4 <= bytes.length && next <= at + 8 && (word(next) & 0xfffff000) >>> 0 === 0xe28cc000) {
        ip = (ip + rotated(word(next))) >>> 0;
        next += 4;
      }
      if (next + 4 <= bytes.length && (word(next) & 0xfffff000) >>> 0 === 0xe5bcf000) found((ip + (word(next) & 0xfff)) >>> 0, base + begin(at));
    } else if (at + 16 <= bytes.length && first === 0xe59fc004 && word(at + 4) === 0xe08cc00f && word(at + 8) === 0xe59cf000) {
      // ldr ip, [pc, #4]; add ip, ip, pc; ldr pc, [ip]; .word distance
      found((address + 12 + word(at + 12)) >>> 0, base + begin(at));
    } else thumb(at, address);
  }

  /** `movw ip; movt ip; add ip, pc; ldr.w pc, [ip]`: for processors without ARM code. */
  function thumb(at: number, address: number): void {
    const half = (offset: number): number => (little ? (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8) : ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0));
    if (at + 14 > bytes.length || half(at + 8) !== 0x44fc || half(at + 10) !== 0xf8dc || (half(at + 12) & 0xf000) !== 0xf000) return;
    const immediate = (high: number, low: number): number => ((high & 15) << 12) | (((high >>> 10) & 1) << 11) | (((low >>> 12) & 7) << 8) | (low & 0xff);
    if ((half(at) & 0xfbf0) !== 0xf240 || (half(at + 2) & 0x8f00) !== 0x0c00 || (half(at + 4) & 0xfbf0) !== 0xf2c0 || (half(at + 6) & 0x8f00) !== 0x0c00) return;
    const distance = immediate(half(at), half(at + 2)) + immediate(half(at + 4), half(at + 6)) * 65536;
    // In Thumb code the program counter is four bytes ahead of the add.
    found((address + 12 + distance + (half(at + 12) & 0xfff)) >>> 0, base + at);
  }
};

/** `auipc t3, high; l[dw] t3, low(t3)`, with a landing pad before it where the file asks for that. */
const riscv: Decoder = (bytes, section, elf, found) => {
  const base = Number(section.addr);
  const load = elf.input.is64 ? 0x000e3e03 : 0x000e2e03;
  for (let at = 0; at + 8 <= bytes.length; at += 4) {
    const auipc = u32(bytes, at);
    const low = u32(bytes, at + 4);
    if ((auipc & 0xfff) !== 0xe17 || (low & 0x000fffff) !== load) continue;
    const begin = at >= 4 && (u32(bytes, at - 4) & 0xfff) === 0x017 ? at - 4 : at;
    found(base + at + (auipc & ~0xfff) + (low >> 20), base + begin);
  }
};

const DECODERS: Record<string, Decoder> = { EM_X86_64: x86_64, EM_386: i386, EM_AARCH64: aarch64, EM_ARM: arm, EM_RISCV: riscv };
