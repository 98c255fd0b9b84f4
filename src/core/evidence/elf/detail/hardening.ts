// The part `hardening`: what makes an attack on the program harder, each with the fact that decides it. Right for Go: where no C is in a program there is
// nothing for the protections of C to protect.
import type { HardeningFact } from '../../../../shared/domain/elf-detail.ts';
import type { Segment } from '../header.ts';
import { eachRelocation, relocationTables } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { cProtections } from './c-protections.ts';
import { fact, isGo, type Known, type Verdict } from './known.ts';
import { readProperties } from './properties.ts';
import { dynamicPlace, firstSegment, sectionPlace, segmentPlace } from './where.ts';

const X = 1;
const W = 2;
const DF_TEXTREL = 4n;
const DF_BIND_NOW = 8n;
const DF_1_NOW = 1n;

const IDS: readonly HardeningFact['id'][] = ['nx', 'pie', 'relro', 'canary', 'fortify', 'no-rwx', 'no-textrel', 'no-rpath', 'ibt', 'shstk', 'bti', 'pac', 'stripped'];

export function describeHardening(elf: ElfSkeleton, known: Known): HardeningFact[] {
  const { header, sections } = elf;
  if (header.type !== 'ET_EXEC' && header.type !== 'ET_DYN' && header.type !== 'ET_REL')
    return IDS.map((id) => fact(id, ['not-applicable', `${header.type} is neither a program nor a library`]));
  if (sections.some(({ name, type }) => name === '.text' && type === 'SHT_NOBITS'))
    return IDS.map((id) =>
      fact(id, id === 'stripped' ? stripped(elf, known) : ['unknown', 'the file holds debug information only: its code and its dynamic table are in another file']),
    );
  return [
    fact('nx', nx(elf)),
    fact('pie', pie(elf, known)),
    fact('relro', relro(elf, known)),
    ...cProtections(elf, known),
    fact('no-rwx', noRwx(elf)),
    fact('no-textrel', noTextrel(elf)),
    fact('no-rpath', noRpath(elf, known)),
    ...branchProtections(elf, known),
    fact('stripped', stripped(elf, known)),
  ];
}

/** Machines on which a missing PT_GNU_STACK leaves the stack without execution: glibc's stackinfo.h, and Linux' arch code for x86-64 since 5.8. */
const NX_BY_DEFAULT = new Set(['EM_AARCH64', 'EM_RISCV', 'EM_LOONGARCH', 'EM_PPC64', 'EM_ARC', 'EM_ARC_COMPACT', 'EM_ARCV2', 'EM_CSKY', 'EM_ALTERA_NIOS2', 'EM_OPENRISC']);

function nx(elf: ElfSkeleton): Verdict {
  if (elf.header.type === 'ET_REL') {
    const index = elf.sections.findIndex(({ name }) => name === '.note.GNU-stack');
    const section = elf.sections[index];
    if (!section) return ['unknown', 'the object has no .note.GNU-stack: what it is linked with decides'];
    return (section.flags & 4n) !== 0n
      ? ['no', '.note.GNU-stack asks for an executable stack', sectionPlace(elf, index)]
      : ['yes', '.note.GNU-stack asks for no executable stack', sectionPlace(elf, index)];
  }
  const stack = firstSegment(elf, 'PT_GNU_STACK');
  if (stack)
    return (stack.segment.flags & X) !== 0
      ? ['no', 'PT_GNU_STACK asks for an executable stack', stack.place]
      : ['yes', 'PT_GNU_STACK asks for a stack without execution', stack.place];
  const machine = elf.header.machine;
  if (NX_BY_DEFAULT.has(machine)) return ['yes', `no PT_GNU_STACK; on ${machine} the stack is not executable without one`];
  if (machine === 'EM_X86_64') return ['no', 'no PT_GNU_STACK: glibc takes that for an executable stack, Linux before 5.8 too'];
  return ['no', `no PT_GNU_STACK; on ${machine} the stack is executable without one`];
}

function pie({ header }: ElfSkeleton, { linkage, interp, needed }: Known): Verdict {
  switch (linkage) {
    case 'pie':
      return [
        'yes',
        interp !== null && needed.length === 0 ? 'ET_DYN with a loader, and nothing that it needs: linked by Go itself' : 'ET_DYN, and a program: it is loaded at a random address',
        { offset: 16, length: 2 },
      ];
    case 'static-pie':
      return ['yes', 'ET_DYN without a loader: it relocates itself', { offset: 16, length: 2 }];
    case 'shared':
      return ['not-applicable', 'a library can be loaded at any address', { offset: 16, length: 2 }];
    case 'relocatable':
      return ['not-applicable', 'an object is not linked yet', { offset: 16, length: 2 }];
    default:
      return ['no', `${header.type}: it is loaded at a fixed address`, { offset: 16, length: 2 }];
  }
}

function relro(elf: ElfSkeleton, known: Known): Verdict {
  if (elf.header.type === 'ET_REL') return ['not-applicable', 'an object is not linked yet'];
  const found = firstSegment(elf, 'PT_GNU_RELRO');
  if (!found) {
    if (known.relocations.count === 0 && elf.dynamic === null)
      return ['not-applicable', 'no relocation is done when it starts: there is no table that could be protected afterwards'];
    return ['no', 'no PT_GNU_RELRO'];
  }
  const now = bindNow(elf);
  if (now) return ['yes', `PT_GNU_RELRO and ${now.text}: all slots are bound and protected before main`, found.place];
  const open = slotsOutside(elf, found.segment);
  if (open === 0) return ['yes', 'PT_GNU_RELRO, and no slot of the PLT outside of it', found.place];
  return ['partial', `PT_GNU_RELRO without BIND_NOW: ${open} ${open === 1 ? 'slot' : 'slots'} of the PLT stay writable`, found.place];
}

/** Slots of the PLT that the segment does not cover; static programs have some too, filled at their start. */
function slotsOutside({ input, header, sections, dynamic }: ElfSkeleton, { vaddr, memsz }: Segment): number {
  let outside = 0;
  for (const table of relocationTables(input, header, sections, dynamic))
    if (table.plt)
      eachRelocation(input, header, table, ({ target }) => {
        if (target < vaddr || target >= vaddr + memsz) outside++;
      });
  return outside;
}

function bindNow({ dynamic }: ElfSkeleton): { text: string } | null {
  if (!dynamic) return null;
  if (dynamic.get('DT_BIND_NOW') !== null) return { text: 'DT_BIND_NOW' };
  if (((dynamic.get('DT_FLAGS') ?? 0n) & DF_BIND_NOW) !== 0n) return { text: 'DF_BIND_NOW' };
  return ((dynamic.get('DT_FLAGS_1') ?? 0n) & DF_1_NOW) !== 0n ? { text: 'DF_1_NOW' } : null;
}

function noRwx(elf: ElfSkeleton): Verdict {
  if (elf.header.type === 'ET_REL') return ['not-applicable', 'an object is not linked yet'];
  const index = elf.segments.findIndex(({ type, flags }) => type === 'PT_LOAD' && (flags & (X | W)) === (X | W));
  if (index >= 0) return ['no', `segment ${index} is mapped writable and executable`, segmentPlace(elf, index)];
  return elf.segments.some(({ type }) => type === 'PT_LOAD') ? ['yes', 'no segment is mapped writable and executable'] : ['unknown', 'the file has no segment to load'];
}

function noTextrel(elf: ElfSkeleton): Verdict {
  if (elf.header.type === 'ET_REL') return ['not-applicable', 'an object is not linked yet'];
  const { dynamic } = elf;
  if (!dynamic) return ['yes', 'no dynamic table: code is never relocated'];
  if (dynamic.get('DT_TEXTREL') !== null) return ['no', 'DT_TEXTREL: the loader writes into the code', dynamicPlace(elf, 'DT_TEXTREL')];
  if (((dynamic.get('DT_FLAGS') ?? 0n) & DF_TEXTREL) !== 0n) return ['no', 'DF_TEXTREL: the loader writes into the code', dynamicPlace(elf, 'DT_FLAGS')];
  return ['yes', 'neither DT_TEXTREL nor DF_TEXTREL'];
}

const SHOWN = 200;

function noRpath(elf: ElfSkeleton, { rpath, runpath }: Known): Verdict {
  if (elf.header.type === 'ET_REL') return ['not-applicable', 'an object is not linked yet'];
  if (rpath.length > 0) return ['no', `DT_RPATH: ${rpath.join(':').slice(0, SHOWN)}`, dynamicPlace(elf, 'DT_RPATH')];
  if (runpath.length > 0) return ['no', `DT_RUNPATH: ${runpath.join(':').slice(0, SHOWN)}`, dynamicPlace(elf, 'DT_RUNPATH')];
  return ['yes', 'neither DT_RPATH nor DT_RUNPATH'];
}

/** Control-flow protections of the processor: the GNU property holds only if every object of the file had it. */
function branchProtections(elf: ElfSkeleton, known: Known): HardeningFact[] {
  const { machine } = elf.header;
  const features = readProperties(elf).filter(({ name }) => name === 'x86 feature' || name === 'AArch64 feature');
  const ask = (id: HardeningFact['id'], word: string, machines: string[]): HardeningFact => {
    if (!machines.includes(machine)) return fact(id, ['not-applicable', `${word} is a feature of ${machines.map((name) => name.replace('EM_', '')).join(' and ')}`]);
    const found = features.find(({ value }) => value.split(', ').includes(word));
    if (found) return fact(id, ['yes', `GNU property: ${found.name} ${found.value}`, found.place]);
    return fact(id, [
      'no',
      isGo(elf, known) ? `no GNU property with ${word}: Go's compiler does not write code for it` : `no GNU property with ${word}: an object without it was linked in`,
    ]);
  };
  const x86 = ['EM_X86_64', 'EM_386'];
  const arm = ['EM_AARCH64'];
  return [ask('ibt', 'IBT', x86), ask('shstk', 'SHSTK', x86), ask('bti', 'BTI', arm), ask('pac', 'PAC', arm)];
}

function stripped(elf: ElfSkeleton, known: Known): Verdict {
  const index = elf.sections.findIndex(({ type, size }) => type === 'SHT_SYMTAB' && size > 0);
  const debug = elf.sections.some(({ name }) => name === '.debug_info' || name === '.zdebug_info');
  const names = isGo(elf, known) ? '; the names of Go functions stay in its pclntab' : '';
  if (index >= 0) return ['no', debug ? 'it has .symtab and debug information' : 'it has .symtab', sectionPlace(elf, index)];
  if (debug) return ['partial', 'no .symtab, but debug information'];
  return ['yes', `${elf.sections.length === 0 ? 'no section headers' : 'no .symtab and no debug information'}${names}`];
}
