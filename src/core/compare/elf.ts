// Two binaries: the facts that differ, and what only the whole elf@1 documents hold.
import type { Difference } from '../../shared/domain/documents.ts';
import type { Elf } from '../../shared/domain/elf.ts';
import { factsOf } from '../evidence/index.ts';
import { list, NOISE, ordered, scalar, type DiffOptions } from './difference.ts';
import { diffFacts } from './facts.ts';
import { modulesDiffer } from './modules.ts';

/** Weightiest first; without noise (size, build ids, counts) unless `all` is asked for. */
export function diffElf(a: Elf, b: Elf, options: DiffOptions = { all: false }): Difference[] {
  const differences: (Difference | null)[] = diffFacts(factsOf({ elf: a }), factsOf({ elf: b }), options);
  const add = (fact: string, label: string, weight: number, left: unknown, right: unknown) => {
    if (left !== right) differences.push(scalar(fact, label, weight, left, right));
  };
  add('elf.data', 'byte order', 96, a.data, b.data);
  add('elf.osabi', 'OS ABI', 50, a.osabi, b.osabi);
  add('elf.soname', 'soname', 60, a.soname, b.soname);
  add('elf.cgo.enabled', 'cgo', 57, a.cgo.enabled, b.cgo.enabled);
  add('elf.go.path', 'main package', 22, a.go?.path ?? null, b.go?.path ?? null);
  add('elf.go.main', 'main module', 19, moduleText(a), moduleText(b));
  add('elf.headerFlags', 'header flags', 40, a.flags, b.flags);
  add('elf.initArray', 'constructors', 30, a.initArray, b.initArray);
  add('elf.symbols.dynamic', 'dynamic symbols', NOISE, a.symbols.dynamic, b.symbols.dynamic);
  add('elf.symbols.static', 'symbols', NOISE, a.symbols.static, b.symbols.static);
  add('elf.relocations.count', 'relocations', NOISE, a.relocations.count, b.relocations.count);
  add('elf.entry', 'entry', NOISE, a.entry, b.entry);
  const versions = (elf: Elf) => elf.versionsNeeded.map(({ file, version }) => `${version} of ${file}`);
  differences.push(
    list('elf.versionsNeeded', 'versions needed', 64, versions(a), versions(b)),
    list('elf.rpath', 'rpath', 48, a.rpath, b.rpath),
    list('elf.runpath', 'runpath', 48, a.runpath, b.runpath),
    list('elf.tls.models', 'TLS models', 34, a.tls.models, b.tls.models),
    list('elf.relocations.byType', 'types of relocations', 16, Object.keys(a.relocations.byType), Object.keys(b.relocations.byType)),
    list(
      'elf.sections',
      'sections',
      12,
      a.sections.map(({ name }) => name),
      b.sections.map(({ name }) => name),
    ),
    modulesDiffer(a.go, b.go),
  );
  return ordered(differences, options);
}

const moduleText = ({ go }: Elf): string | null => (go?.main ? `${go.main.path}@${go.main.version}` : null);
