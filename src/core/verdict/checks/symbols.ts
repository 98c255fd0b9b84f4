// Does every symbol that is asked for stand in what was loaded? Decides where one libc stands in for another, or an older musl for a newer. Facts: elf/dl-lookup.c
// (an undefined weak symbol is 0), elf/dl-reloc.c (functions may be bound at their first call), musl's do_relocs (all at the start).
import type { Context } from '../context.ts';
import { fail, notNeeded, nothingStarts, ofElf, ofImage, pass, some, unknown, warn, type Result } from '../result.ts';
import type { ElfSymbol } from '../../../shared/domain/elf-detail.ts';
import type { Loaded } from '../loader/index.ts';

export function symbols({ input, subject, loader, resolution }: Context): Result {
  if (subject === null) return nothingStarts();
  if (loader.is === 'none') return notNeeded('it asks for no loader, so nobody looks');
  if (loader.is !== 'found' || resolution === null) return unknown('without its loader nothing can be told');
  if (subject.brief.needed.length === 0) return notNeeded('it needs no library');
  const mixed = loader.kind === 'glibc' ? [] : resolution.loaded.slice(1).filter(({ brief, real }) => brief.libc === 'glibc' && real !== loader.path);
  if (subject.elf === null)
    return mixed.length > 0 ? unknown(`${some(mixed.map(({ name }) => name))}: built for glibc, and what they ask of it is not known`) : notNeeded('a program of the image itself');
  if (input.undefinedSymbols === null) return unknown('the symbols that it asks for were not read');
  const libraries = resolution.loaded.slice(1);
  const { names, complete } = exported(libraries);
  const asked = askedFor(input, input.undefinedSymbols);
  const lacking = asked.filter(({ name, bind }) => bind !== 'STB_WEAK' && !names.has(name));
  const stands = standsIn(loader.kind, subject.brief.libc);
  if (lacking.length === 0) {
    if (mixed.length > 0) return unknown(`all ${asked.length} of its own symbols are there; what ${some(mixed.map(({ name }) => name))}, built for glibc, ask of it is not known`);
    const text = `${asked.length} symbols are asked for, and all are there`;
    return stands === null ? pass(text, ...provided(libraries)) : warn('libc-mix-symbols', `${text}; but ${stands}: same names, another ABI`, ...provided(libraries));
  }
  const unread = libraries.filter(({ brief }) => brief.exports === null);
  const list = lacking.map(({ name, version }) => (version === null ? name : `${name}@${version}`));
  const evidence = [...lacking.slice(0, 20).map(({ name, version }) => ofElf(input, `undefined: ${version === null ? name : `${name}@${version}`}`)), ...provided(libraries)];
  if (!complete) return unknown(`${some(list)} may be in ${some(unread.map(({ name }) => name))}, whose symbols were not kept`, ...evidence);
  const where = some([...new Set(libraries.map(({ name }) => name))], 4);
  const text = `${lacking.length === 1 ? 'the symbol' : `${lacking.length} symbols`} ${some(list)} ${lacking.length === 1 ? 'is' : 'are'} in none of ${where}${stands === null ? '' : `: ${stands}`}`;
  const when = loader.kind !== 'glibc' || bindsNow(input) ? 'at-start' : bound(input, lacking);
  if (when === 'late') return warn('libc-mix-symbols', `${text}; it starts, and the first call ends it`, ...evidence);
  return when === 'at-start' ? fail('libc-mix-symbols', text, ...evidence) : unknown(`${text}; whether the loader stumbles at once or at the first call is not known`, ...evidence);
}

type Asked = Pick<ElfSymbol, 'name' | 'version' | 'bind' | 'type'>;

/** What is undefined, and what is defined as a copy of something in a library. */
function askedFor({ binding }: Context['input'], undefinedSymbols: readonly Asked[]): readonly Asked[] {
  const copied = (binding?.copied ?? []).map((name): Asked => ({ name, version: null, bind: 'STB_GLOBAL', type: 'STT_OBJECT' }));
  return [...undefinedSymbols.filter(({ name }) => name !== ''), ...copied];
}

/** When glibc's loader misses the first of these, without being told to bind all at once. */
function bound({ binding }: Context['input'], lacking: readonly Asked[]): 'at-start' | 'late' | 'unknown' {
  if (lacking.some(({ type }) => type !== 'STT_FUNC' && type !== 'STT_NOTYPE')) return 'at-start';
  const atStart = new Set(binding?.atStart ?? []);
  if (lacking.some(({ name }) => atStart.has(name))) return 'at-start';
  const late = new Set(binding?.late ?? []);
  return lacking.every(({ name }) => late.has(name)) ? 'late' : 'unknown';
}

function standsIn(kind: string, libc: string): string | null {
  if (kind === 'gcompat') return 'gcompat and musl stand in for glibc';
  if (kind === 'musl' && libc === 'glibc') return 'musl stands in for glibc';
  return kind === 'glibc' && libc === 'musl' ? 'glibc stands in for musl' : null;
}

/** Names without their versions: whether a version is there is a check of its own. */
function exported(libraries: readonly Loaded[]): { names: ReadonlySet<string>; complete: boolean } {
  const names = new Set<string>();
  let complete = true;
  for (const { brief } of libraries) {
    if (brief.exports === null) complete = false;
    for (const each of brief.exports ?? []) {
      const at = each.indexOf('@');
      names.add(at < 0 ? each : each.slice(0, at));
    }
  }
  return { names, complete };
}

const provided = (libraries: readonly Loaded[]): Result['evidence'] =>
  libraries.slice(0, 5).map(({ brief, real }) => ofImage(brief.exports === null ? 'its symbols were not kept' : `defines ${brief.exports.length} symbols`, real));

function bindsNow({ elf, env }: Context['input']): boolean {
  if ((env['LD_BIND_NOW'] ?? '') !== '') return true;
  return elf.dynamic.some(
    ({ tag, value }) => tag === 'DT_BIND_NOW' || (tag === 'DT_FLAGS' && (BigInt(value) & 8n) !== 0n) || (tag === 'DT_FLAGS_1' && (BigInt(value) & 1n) !== 0n),
  );
}
