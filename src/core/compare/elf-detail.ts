// Two binaries in depth: the document elf-diff@0. Facts of elf@1 and of the parts of elf-detail@0 that both sides have, then where the bytes went.
import type { Difference, ElfDiff } from '../../shared/domain/documents.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import type { ElfDetail, GoDetail } from '../../shared/domain/elf-detail.ts';
import { list, NOISE, ordered, scalar, type DiffOptions } from './difference.ts';
import { diffElf } from './elf.ts';
import { sizeChanges } from './size-changes.ts';

export interface DetailedElf {
  elf: Elf;
  detail: ElfDetail;
}

/** What a change of hardening weighs: the lower, the more it is a matter of the toolchain than of a choice. */
const HARDENING: Record<string, number> = { nx: 49, pie: 47, relro: 46, 'no-rwx': 46, 'no-textrel': 45, canary: 44, fortify: 43, 'no-rpath': 42, stripped: 15 };
const HARDENING_REST = 28;

/**
 * Weightiest first; without noise (sizes, build ids, counts) unless `all` is asked for. A part that one side was not read for is not compared. Reads the
 * parts `versions`, `symbols`, `go`, `hardening` and `sizes`.
 */
export function diffElfDetail(a: DetailedElf, b: DetailedElf, options: DiffOptions = { all: false }): ElfDiff {
  const differences: (Difference | null)[] = [
    ...diffElf(a.elf, b.elf, options),
    ...symbols(a.detail, b.detail),
    ...versionsDefined(a.detail, b.detail),
    ...hardening(a.detail, b.detail),
    ...(a.detail.go && b.detail.go ? goFacts(a.detail.go, b.detail.go, a.elf, b.elf) : []),
  ];
  return {
    schema: 'cgoscope/elf-diff@0',
    a: { path: a.elf.path, size: a.elf.size },
    b: { path: b.elf.path, size: b.elf.size },
    differences: ordered(differences, options),
    sizes: a.detail.sizes && b.detail.sizes ? sizeChanges(a.detail.sizes, b.detail.sizes) : [],
  };
}

/** Dynamic symbols: what it asks of others, and what others can ask of it. */
function symbols(a: ElfDetail, b: ElfDetail): (Difference | null)[] {
  if (!a.symbols || !b.symbols) return [];
  const namesOf = ({ symbols: part }: ElfDetail, exported: boolean): string[] =>
    (part?.list ?? [])
      .filter(
        ({ table, section, bind, visibility, name, version }) =>
          table === 'dynamic' &&
          name !== '' &&
          (section === 'SHN_UNDEF') !== exported &&
          (!exported || (bind !== 'STB_LOCAL' && visibility !== 'STV_HIDDEN' && visibility !== 'STV_INTERNAL' && !(section === 'SHN_ABS' && version === name))),
      )
      .map(({ name, version }) => (version === null ? name : `${name}@${version}`));
  // Where a list was cut, an item that is missing may be among what was left out.
  const cut = [a, b].some(({ symbols: part }) => part !== null && part.list.filter(({ table }) => table === 'dynamic').length < part.dynamic - 1);
  const note = cut ? ' (of those listed)' : '';
  return [
    list('elf.symbols.needs', `symbols needed${note}`, 62, namesOf(a, false), namesOf(b, false)),
    list('elf.symbols.exports', `symbols exported${note}`, 50, namesOf(a, true), namesOf(b, true)),
  ];
}

function versionsDefined(a: ElfDetail, b: ElfDetail): (Difference | null)[] {
  const names = (detail: ElfDetail) => detail.versions?.defined.filter(({ base }) => !base).map(({ name }) => name);
  const [left, right] = [names(a), names(b)];
  return left && right ? [list('elf.versionsDefined', 'versions defined', 44, left, right)] : [];
}

function hardening(a: ElfDetail, b: ElfDetail): Difference[] {
  const right = new Map((b.hardening ?? []).map(({ id, value }) => [id, value]));
  return (a.hardening ?? []).flatMap(({ id, value }) => {
    const other = right.get(id);
    return other === undefined || other === value ? [] : [scalar(`elf.hardening.${id}`, `hardening ${id}`, HARDENING[id] ?? HARDENING_REST, value, other)];
  });
}

function goFacts(a: GoDetail, b: GoDetail, elfA: Elf, elfB: Elf): (Difference | null)[] {
  const found: (Difference | null)[] = [];
  const add = (fact: string, label: string, weight: number, left: unknown, right: unknown) => {
    if (left !== right) found.push(scalar(`elf.go.${fact}`, label, weight, left, right));
  };
  add('linkMode', 'linked by', 53, linker(a), linker(b));
  add('race', 'race or memory sanitizer', 50, a.race, b.race);
  for (const { package: name, present } of a.has) {
    const other = b.has.find((each) => each.package === name);
    if (other) add(`has.${name}`, `package ${name}`, name === 'runtime/cgo' ? 56 : 37, present, other.present);
  }
  // What build info says on both sides stands among its settings already.
  const said = (elf: Elf, level: GoDetail['level']) => level !== null && elf.go?.settings[level.variable] !== undefined;
  if (!said(elfA, a.level) || !said(elfB, b.level)) add('level', 'CPU level', 55, levelText(a.level), levelText(b.level));
  add('pclntab.version', 'version of the pclntab', 14, a.pclntab?.version ?? null, b.pclntab?.version ?? null);
  add('pclntab.functions', 'Go functions', NOISE, a.pclntab?.functions ?? null, b.pclntab?.functions ?? null);
  add('buildInfoFormat', 'format of the build info', 13, a.buildInfoFormat, b.buildInfoFormat);
  const paths = (detail: GoDetail, std: boolean) => detail.packages.filter((each) => each.std === std).map(({ path }) => path);
  found.push(list('elf.go.packages', 'packages', 23, paths(a, false), paths(b, false)), list('elf.go.std', 'packages of the standard library', 21, paths(a, true), paths(b, true)));
  const cgoFunctions = (detail: GoDetail) => detail.cgoSymbols.filter(({ kind }) => kind === '_Cfunc_' || kind === '_cgoexp_').flatMap(({ names }) => names.map(withoutHash));
  found.push(list('elf.go.cgoFunctions', 'calls between Go and C', 39, cgoFunctions(a), cgoFunctions(b)));
  return found;
}

const linker = ({ linkMode: { mode } }: GoDetail): string => (mode === 'internal' ? "Go's linker" : mode === 'external' ? 'an external linker' : 'unknown');
const levelText = (level: GoDetail['level']): string | null => level && `${level.variable}=${level.value}${level.assumed ? ' (assumed)' : ''}`;
/** `_cgoexp_3c1cec0c9a4e_goBack`: the hash is of the package's source. */
const withoutHash = (name: string): string => name.replace(/(_cgoexp_)[0-9a-f]{12}_/, '$1…_');
