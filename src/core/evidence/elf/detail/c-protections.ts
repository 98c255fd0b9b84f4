// Canary and fortify: protections that a compiler of C puts in, known by the functions that they call.
import type { HardeningFact } from '../../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { isFortifiable, isFortified } from './fortified.ts';
import { fact, isPureGo, type Known } from './known.ts';

const CANARY = new Set(['__stack_chk_fail', '__stack_chk_fail_local', '__stack_chk_guard', '__stack_smash_handler', '__intel_security_cookie']);
const SHOWN = 5;

interface Called {
  canary: string | null;
  /** The library that provides it for others: its own export proves nothing about its own code. */
  exported: boolean;
  fortified: Set<string>;
  plain: Set<string>;
  /** Whether anything could be looked up: names of the dynamic table, or of the static one in a file without. */
  known: boolean;
}

export function cProtections(elf: ElfSkeleton, known: Known): HardeningFact[] {
  if (isPureGo(elf, known)) {
    const why = 'pure Go: there is no C code in it that could be protected so';
    return [fact('canary', ['not-applicable', why]), fact('fortify', ['not-applicable', why])];
  }
  const isStatic = known.linkage === 'static' || known.linkage === 'static-pie' || known.linkage === 'relocatable';
  const called = isStatic ? fromStatic(elf) : fromDynamic(elf);
  return [fact('canary', canary(called, known, isStatic)), fact('fortify', fortify(called, known, isStatic))];
}

const nothing = (): Called => ({ canary: null, exported: false, fortified: new Set(), plain: new Set(), known: false });

function fromDynamic(elf: ElfSkeleton): Called {
  const called = nothing();
  elf.eachSymbol('dynamic', (symbol) => {
    if (symbol.index === 0 || symbol.nameAt === 0) return;
    called.known = true;
    const name = symbol.name;
    if (symbol.shndx !== 0) {
      if (CANARY.has(name)) called.exported = true;
    } else if (CANARY.has(name)) called.canary ??= name;
    else if (isFortified(name)) called.fortified.add(name);
    else if (isFortifiable(name)) called.plain.add(name);
  });
  // What was linked in statically (libssp_nonshared, a hidden twin on i386) shows in the static table only.
  if (called.canary === null && !called.exported)
    elf.eachSymbol('static', (symbol) => {
      if (
        symbol.nameAt !== 0 &&
        (symbol.type === 2 || symbol.type === 1 || symbol.type === 0) &&
        startsWithUnderscores(symbol.table.names.bytes(), symbol.nameAt) &&
        CANARY.has(symbol.name)
      )
        called.canary ??= symbol.name;
      return called.canary === null;
    });
  return called;
}

function fromStatic(elf: ElfSkeleton): Called {
  const called = nothing();
  elf.eachSymbol('static', (symbol) => {
    if (symbol.nameAt === 0 || symbol.type === 3 || symbol.type === 4) return;
    called.known = true;
    // The undefined ones of an object are its calls; in a linked file all are defined.
    if (!startsWithUnderscores(symbol.table.names.bytes(), symbol.nameAt)) {
      if (elf.header.type === 'ET_REL' && symbol.shndx === 0 && isFortifiable(symbol.name)) called.plain.add(symbol.name);
      return;
    }
    const name = symbol.name;
    if (CANARY.has(name)) called.canary ??= name;
    else if (isFortified(name)) called.fortified.add(name);
  });
  return called;
}

/** Every name looked for begins with two underscores: most need not be decoded. */
const startsWithUnderscores = (names: Uint8Array, at: number): boolean => names.length === 0 || (names[at] === 0x5f && names[at + 1] === 0x5f);

function canary(called: Called, { linkage }: Known, isStatic: boolean): [HardeningFact['value'], string] {
  if (called.canary !== null)
    return [
      'yes',
      isStatic && linkage !== 'relocatable' ? `${called.canary} is linked in (functions of the C library may be the only ones that call it)` : `it calls ${called.canary}`,
    ];
  if (called.exported) return ['unknown', 'it provides __stack_chk_fail for others; whether its own functions are protected is not written in its symbols'];
  if (!called.known) return ['unknown', isStatic ? 'static and without a symbol table: nothing in it says so' : 'it has no symbols: nothing in it says so'];
  return ['no', 'none of the functions that a stack protector calls is among its symbols'];
}

function fortify(called: Called, { libc, linkage }: Known, isStatic: boolean): [HardeningFact['value'], string] {
  const some = (names: Set<string>): string => {
    const sorted = [...names].sort();
    return sorted.slice(0, SHOWN).join(', ') + (sorted.length > SHOWN ? ` and ${sorted.length - SHOWN} more` : '');
  };
  if (!called.known) return ['unknown', isStatic ? 'static and without a symbol table: nothing in it says so' : 'it has no symbols: nothing in it says so'];
  if (called.fortified.size === 0 && libc === 'musl') return ['unknown', 'musl has no __*_chk functions; headers that check in place (fortify-headers) leave no symbol'];
  if (isStatic && linkage !== 'relocatable')
    return called.fortified.size === 0
      ? ['no', 'no __*_chk function is linked in']
      : ['partial', `${some(called.fortified)} linked in; the C library is in the file, so who calls them is not written in it`];
  if (called.fortified.size === 0)
    return called.plain.size === 0 ? ['not-applicable', 'it calls no function that could be fortified'] : ['no', `none is fortified of ${some(called.plain)}`];
  if (called.plain.size === 0) return ['yes', `it calls ${some(called.fortified)}, and no plain function that has a checked twin`];
  return ['partial', `fortified: ${some(called.fortified)}; plain, by need or because the compiler saw that they fit: ${some(called.plain)}`];
}
