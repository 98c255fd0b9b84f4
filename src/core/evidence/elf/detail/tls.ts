// The part `tls`: thread-local storage, the models that the file uses, and what says so.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../../shared/domain/elf.ts';
import { tlsModelOf } from '../relocations.ts';
import { relocationName } from '../relocation-names.ts';
import { eachRelocation, relocationTables } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { MAPPING } from './address-symbols.ts';
import { firstSegment } from './where.ts';

type Tls = NonNullable<ElfDetail['tls']>;

const STT_TLS = 6;
const MAX_SYMBOLS = 500;

/** `linkage` and `tls` are those of elf@1. */
export function describeTls(elf: ElfSkeleton, { linkage, tls }: Pick<Elf, 'linkage' | 'tls'>): Tls {
  const found = firstSegment(elf, 'PT_TLS');
  const symbols = namesOfVariables(elf);
  const models = modelsOf(elf);
  if (tls.staticFlag) evidenceOf(models, 'initial-exec').evidence.push('DF_STATIC_TLS: the file asks for room in the static block of its threads');
  // What a linker resolves leaves nothing behind: offsets from the thread pointer stand in the code.
  if (models.size === 0 && tls.models.includes('local-exec'))
    evidenceOf(models, 'local-exec').evidence.push(
      `PT_TLS, and no relocation about it in ${linkage === 'static' || linkage === 'static-pie' ? 'a static program' : 'a program'}: the offsets are in the code (local-exec, or relaxed to it)`,
    );
  return {
    segment: found && {
      fileBytes: found.segment.filesz,
      memoryBytes: String(found.segment.memsz),
      align: String(found.segment.align),
      place: { offset: found.segment.offset, length: found.segment.filesz },
    },
    staticFlag: tls.staticFlag,
    models: [...models.values()],
    symbols,
  };
}

function evidenceOf(models: Map<string, Tls['models'][number]>, model: string): Tls['models'][number] {
  let entry = models.get(model);
  if (!entry) {
    entry = { model, count: null, evidence: [] };
    models.set(model, entry);
  }
  return entry;
}

/** Relocations by model: each type with its count, and how many of them name no symbol (a variable of the file itself). */
function modelsOf({ input, header, sections, dynamic }: ElfSkeleton): Map<string, Tls['models'][number]> {
  const types = new Map<number, { count: number; local: number }>();
  const silent = new Set<number>();
  for (const table of relocationTables(input, header, sections, dynamic))
    eachRelocation(input, header, table, (relocation) => {
      const type = relocation.type;
      if (silent.has(type)) return;
      let counts = types.get(type);
      if (!counts) {
        if (tlsModelOf(relocationName(header.machine, type)) === null) {
          silent.add(type);
          return;
        }
        counts = { count: 0, local: 0 };
        types.set(type, counts);
      }
      counts.count++;
      if (relocation.symbol === 0) counts.local++;
    });
  const models = new Map<string, Tls['models'][number]>();
  for (const [type, { count, local }] of [...types].sort(([a], [b]) => a - b)) {
    const name = relocationName(header.machine, type);
    const model = tlsModelOf(name);
    if (model === null) continue;
    const entry = evidenceOf(models, model);
    entry.count = (entry.count ?? 0) + count;
    entry.evidence.push(
      `${name}: ${count}${local > 0 ? `, ${local} of them of variables of this file${/DTPMOD/.test(name) ? ' (local-dynamic, or general-dynamic of a local variable)' : ''}` : ''}`,
    );
  }
  return models;
}

function namesOfVariables(elf: ElfSkeleton): string[] {
  const names = new Set<string>();
  for (const kind of ['dynamic', 'static'] as const)
    elf.eachSymbol(kind, (symbol) => {
      if (symbol.type !== STT_TLS || symbol.nameAt === 0 || names.size >= MAX_SYMBOLS) return;
      const name = symbol.name;
      if (name !== '' && !MAPPING.test(name)) names.add(name);
    });
  return [...names];
}
