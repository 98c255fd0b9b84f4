// Which version the C library has, with what says so, and the highest version nodes that programs may ask of this image.
import type { ImageEvidence, ImageFacts } from '../../../../shared/domain/image.ts';
import { compareVersions } from '../../../compare/index.ts';
import { fromElf, fromFile } from '../evidence.ts';
import { nameOf, type FoundElf, type Survey } from '../survey.ts';
import { packageVersion, upstream } from './packages.ts';

export interface LibcVersion {
  readonly version: string | null;
  readonly evidence: ImageEvidence[];
}

/** Libraries of glibc itself: its version nodes are spread over them (2.31 has a GLIBC_2.31 in libpthread only). */
const GLIBC_FAMILY = ['libc.so.6', 'libm.so.6', 'libpthread.so.0', 'librt.so.1', 'libdl.so.2', 'libresolv.so.2'];

export function libcVersionOf(survey: Survey, libc: ImageFacts['libc'], loaders: ImageFacts['loaders']): LibcVersion {
  switch (libc) {
    case 'glibc':
    case 'both': // what dynamic programs of distributions use; musl stands beside it for what asks for it
      return glibcVersion(survey);
    case 'musl':
      return muslVersion(survey, loaders);
    case 'none':
    case 'unknown':
      return { version: null, evidence: [] };
  }
}

/**
 * Surest first: the file's own name (`libc-2.31.so`, glibc before 2.34), the package, the highest node. A package of another upstream version than a node that is
 * newer than it was overwritten by hand: then the node tells more.
 */
function glibcVersion(survey: Survey): LibcVersion {
  const { index } = survey;
  const evidence: ImageEvidence[] = [];
  const [library] = survey.libraries.get('libc.so.6') ?? [];
  const named = library === undefined ? null : (/^libc-(\d+\.\d+)\.so$/.exec(nameOf(library.path))?.[1] ?? null);
  if (library !== undefined && named !== null) evidence.push(fromFile(index, library.path, nameOf(library.path)));
  const said = library === undefined ? null : (index.elf(library.path)?.libcVersion ?? null);
  if (library !== undefined && said !== null) evidence.push(fromElf(index, library.path, `says that it is glibc ${said}`));
  const packaged = packageVersion(index, ['libc6', 'glibc', 'libc6-udeb']);
  if (packaged !== null) evidence.push(fromFile(index, packaged.path, `${packaged.name} ${packaged.version}`));
  const highest = highestNode(
    GLIBC_FAMILY.flatMap((name) => (survey.libraries.get(name) ?? []).slice(0, 1)),
    'GLIBC',
  );
  if (highest !== null) evidence.push(fromElf(index, highest.path, `defines ${highest.node} as its highest version`));
  const node = highest === null ? null : versionOf(highest.node);
  const fromPackage = packaged === null ? null : upstream(packaged.version);
  const trusted = fromPackage !== null && (node === null || (compareVersions(fromPackage, node) ?? -1) >= 0) ? fromPackage : null;
  return { version: said ?? named ?? trusted ?? node, evidence };
}

/** musl defines no version nodes: its own text, or the package. */
function muslVersion(survey: Survey, loaders: ImageFacts['loaders']): LibcVersion {
  const { index } = survey;
  const evidence: ImageEvidence[] = [];
  const loader = loaders.find(({ libc, real }) => libc === 'musl' && real !== null);
  const said = loader === undefined ? null : (index.elf(loader.path)?.libcVersion ?? null);
  if (loader !== undefined && loader.real !== null) {
    if (said !== null) evidence.push(fromElf(index, loader.real, `says that it is musl ${said}`));
    if (loader.real !== loader.path) evidence.push(fromFile(index, loader.path, `leads to ${loader.real}`));
  }
  const packaged = packageVersion(index, ['musl']);
  if (packaged !== null) evidence.push(fromFile(index, packaged.path, `${packaged.name} ${packaged.version}`));
  return { version: said ?? (packaged === null ? null : upstream(packaged.version)), evidence };
}

/** `GLIBC_2.41`, `GLIBCXX_3.4.33`, `CXXABI_1.3.15`, `GCC_14.0.0`: the highest of each that its own libraries define. */
export function providesOf({ libraries }: Survey): string[] {
  const of = (names: readonly string[], prefix: string): string[] => {
    const found = highestNode(
      names.flatMap((name) => (libraries.get(name) ?? []).slice(0, 1)),
      prefix,
    );
    return found === null ? [] : [found.node];
  };
  return [...of(GLIBC_FAMILY, 'GLIBC'), ...of(['libstdc++.so.6'], 'GLIBCXX'), ...of(['libstdc++.so.6'], 'CXXABI'), ...of(['libgcc_s.so.1'], 'GCC')];
}

const versionOf = (node: string): string => node.slice(node.indexOf('_') + 1);

function highestNode(libraries: readonly FoundElf[], prefix: string): { node: string; path: string } | null {
  let best: { node: string; path: string } | null = null;
  for (const { path, elf } of libraries)
    for (const node of elf.versionsDefined) {
      if (!node.startsWith(`${prefix}_`) || !/^\d+(\.\d+)*$/.test(versionOf(node))) continue; // GLIBC_PRIVATE, CXXABI_TM_1
      if (best === null || (compareVersions(versionOf(node), versionOf(best.node)) ?? 0) > 0) best = { node, path };
    }
  return best;
}
