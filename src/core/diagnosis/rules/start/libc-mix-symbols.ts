// A loader was found, and it is not that of the binary's libc (gcompat, a symlink, a mix of two glibcs): symbols of the other libc are missing at the start.
import { buildFor, byHand, cgoOff, linkStatic, runOn } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, programOf, ran, said, see } from './known.ts';
import { LIBRARY_MISSING, LOOKUP_FAILED, RELOCATING, VERSION_MISSING } from './signals.ts';

/** What glibc's files are called; musl has one file for all of them. */
export const GLIBC_LIBRARY = /^(?:ld-linux[\w.-]*|libc\.so\.6|lib(?:m|dl|rt|util|pthread|resolv|nsl|anl|mvec|crypt|BrokenLocale|thread_db)\.so\.\d+)$/;
export const MUSL_LIBRARY = /^(?:libc\.musl-[\w.-]+|ld-musl-[\w.-]+|libc\.so)$/;
/** Symbols that one libc has and the other has not. */
const GLIBC_SYMBOL =
  /^(?:__\w+_chk|__res_\w+|__isoc\d+_\w+|gnu_get_libc_\w+|__strtok_r|__strdup|__memcpy_chk|mallinfo2?|malloc_trim|mallopt|malloc_usable_size|backtrace\w*|__libc_\w+|__rawmemchr|__finite|__cxa_thread_atexit_impl|pthread_\w+_np|__fdelt_chk|__[lfx]*stat64|__fxstatat64|(?:f?open|creat|openat|l?f?stat|fstatat|lseek|mmap|p?read|p?write|readdir|readdir64_r|scandir|glob|ftruncate|truncate|fseeko|ftello|sendfile|statfs|fstatfs|statvfs|mkstemp|posix_fallocate|fallocate|fcntl|getrlimit|setrlimit)64|__ctype_\w+|_IO_\w+|__errno_location|getcontext|makecontext|setcontext|swapcontext|strtof\w*_l|fts_\w+|argp_\w+|obstack_\w+|dlmopen|dlinfo|qsort_r|__register_atfork|__sched_cpu\w+|secure_getenv|parse_printf_format|initstate_r|random_r|getaddrinfo_a)$/;

export const libcMixSymbols: Rule = {
  id: 'libc-mix-symbols',
  cause: 'libc-mix-symbols',
  needs: 'the names of the symbols or libraries that lack, and the libc of the file beside that of the image',
  contradictedBy: 'file and image of the same libc; a symbol of a library that is no libc',
  signals: [RELOCATING, LOOKUP_FAILED, LIBRARY_MISSING, VERSION_MISSING],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'libc-mix-symbols');
    const musl = said(seen, RELOCATING);
    const base = { see: see('libc-mix-symbols', 'https://wiki.musl-libc.org/functional-differences-from-glibc.html'), fixes: fixesFor(seen, musl.length > 0) };
    const sides = [...fact(seen, 'elf', 'libc'), ...fact(seen, 'elf', 'interp'), ...fact(seen, 'image', 'libc')];
    const lookups = said(seen, LOOKUP_FAILED).filter(({ match }) => !/^GLIBC_\d/.test(match[3] ?? match[6] ?? ''));
    const libraries = said(seen, LIBRARY_MISSING).filter(({ text, match }) => {
      const name = (match[1] ?? match[3] ?? '').split('/').at(-1) ?? '';
      return /error loading shared library/i.test(text) ? GLIBC_LIBRARY.test(name) : MUSL_LIBRARY.test(name);
    });
    if (verdict !== null)
      return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: [...linesOf(musl), ...linesOf(lookups), ...linesOf(libraries), ...verdict.evidence] });
    if (libraries.length > 0) {
      const underMusl = /error loading shared library/i.test(libraries[0]?.text ?? '');
      const draft: Draft = {
        ...base,
        title: `The program was linked against ${underMusl ? "glibc, and musl's loader loads it" : "musl, and glibc's loader loads it"}: ${libraries[0]?.match[1] ?? libraries[0]?.match[3] ?? 'its libc'} is not there`,
        confidence: 0.93,
        evidence: [...linesOf(libraries), ...linesOf(musl), ...sides],
      };
      return drafted(draft);
    }
    if (musl.length > 0) {
      const glibc = musl.filter(({ match }) => GLIBC_SYMBOL.test(match[2] ?? ''));
      // A C++ library or any other that musl's loader did not find leaves the same words behind.
      const lacks = said(seen, LIBRARY_MISSING).length > 0;
      const built = programOf(seen).interp?.includes('ld-musl') === true || seen.facts.elf?.libc === 'musl';
      return drafted({
        ...base,
        title: `${musl[0]?.match[1] ?? 'The program'} needs ${(glibc[0] ?? musl[0])?.match[2] ?? 'symbols'}, which musl does not have`,
        confidence: glibc.length > 0 ? 0.95 : lacks ? 0.35 : built ? 0.5 : 0.78,
        evidence: [...linesOf(glibc.length > 0 ? glibc : musl), ...(built ? [] : sides)],
        against: built ? sides : [],
        next: glibc.length > 0 ? null : 'Which libc the file was linked against: cgoscope elf FILE (interp, needed)',
      });
    }
    const mixed = lookups.filter(
      ({ match }) =>
        (match[3] ?? match[6]) === 'GLIBC_PRIVATE' || GLIBC_SYMBOL.test(match[2] ?? match[5] ?? '') || /(?:^|\/)(?:libc|ld|libpthread)[-.]/.test(match[1] ?? match[4] ?? ''),
    );
    const versions = said(seen, VERSION_MISSING).filter(({ match }) => match[1]?.toUpperCase() === 'GLIBC_PRIVATE');
    if (mixed.length === 0 && versions.length === 0) return null;
    return drafted({
      ...base,
      title: `Two builds of libc are mixed: ${mixed[0]?.match[2] ?? mixed[0]?.match[5] ?? 'GLIBC_PRIVATE'} is of the one, and the other is loaded`,
      confidence: 0.8,
      evidence: [...linesOf(mixed), ...linesOf(versions)],
      fixes: [
        byHand('one-libc', 'Load only one libc', [
          'LD_LIBRARY_PATH and copied libc.so.6 or libpthread.so.0 files bring a second one: remove them',
          'ldd FILE shows from where each is taken',
        ]),
        ...base.fixes,
      ],
    });
  },
};

const fixesFor = (seen: Case, underMusl: boolean): DraftFix[] => {
  const image = seen.facts.image?.libc ?? null;
  const musl = underMusl || image?.startsWith('musl') === true;
  return [...(musl ? [runOn('glibc'), buildFor('musl', 'musl')] : [buildFor('glibc', 'glibc')]), cgoOff(), linkStatic('musl')];
};
