// Wordings of C compilers and linkers that several rules of this folder wait for: gcc 4 to 15, clang, zig cc, tcc; GNU ld, gold, lld, mold, Apple's ld64; Go's own
// linker 1.5 to 1.27. Each pattern is linear: no repetition inside a repetition, and long gaps are bounded.
import type { Signal } from '../../types.ts';

/** Any quote that tools put around a name. */
const Q = '[`\'"‘’“”]';

const signal = (id: string, keywords: string[], pattern: RegExp): Signal => ({ id, keywords, pattern });

// ---- undefined symbols; the name is group 1

/** GNU ld and gold: ``undefined reference to `x'``, `more undefined references to 'x' follow`. Not `undefined reference to symbol 'x'`, which is {@link dsoMissing}. */
export const undefinedReference = signal(
  'build-undefined-reference',
  ['undefined reference'],
  new RegExp(
    `(?:undefined references? to (?:symbol )?${Q}([^\`'"‘’“”]{1,300})${Q}|: undefined references? to (?:symbol )?([A-Za-z_][\\w@.]{1,200})$|undefined reference(?: due to --no-allow-shlib-undefined)?: ([\\w@.]{1,200})$)`,
    'i',
  ),
);
/** lld and mold, and zig with lld. The loader at run time says `symbol lookup error: …: undefined symbol: x`: that is no link. */
export const undefinedSymbol = signal(
  'build-undefined-symbol',
  ['undefined symbol:', 'undefined hidden symbol:', 'undefined protected symbol:', 'undefined internal symbol:'],
  /^(?!.{0,200}symbol lookup error)(?:.{0,200}\b(?:error|fatal):|\S{0,200}ld(?:\.\w+)?:|.{0,200}mold:) ?undefined (?:hidden |protected |internal )?symbol: (\S{1,300})/,
);
/** Go's own linker: `main(.text): relocation target x not defined`; before 1.10 `x: undefined: "y"` and `main.main: undefined: y`. */
export const relocationTarget = signal('build-relocation-target', ['relocation target'], /relocation target (\S{1,200}) not defined(?! for ABI)/);
export const goUndefined = signal('build-go-undefined', [': undefined: '], /^[\w./-]{1,200}(?:\(\.\w{1,20}\))?: undefined: "?(\w{1,200})"?$/);
/** ld64 and the new linker of Apple: `"_x", referenced from:`. */
export const appleUndefined = signal('build-apple-undefined', ['referenced from:'], /^\s{0,40}"?_?([\w.$ :()<>,*&~-]{1,300}?)"?, referenced from:/);
/** link.exe of Microsoft: `error LNK2019: unresolved external symbol x referenced in function y`. */
export const unresolvedExternal = signal('build-unresolved-external', ['unresolved external symbol'], /unresolved external symbol "?(?:__imp_)?([\w?@$]{1,300})/);
/** A library that is only pulled in by another library. */
export const dsoMissing = signal('build-dso-missing', ['dso missing from command line'], /(?<!\S)(\S{0,300}): error adding symbols: DSO missing from command line/i);

// ---- libraries and objects

/** Group 1 is the library: GNU ld, gold, lld, mold, ld64, zig. */
export const libraryNotFound = signal(
  'build-library-not-found',
  [
    'cannot find -l',
    'could not find -l',
    'cannot find library',
    'framework',
    'cannot find or open library',
    'unable to find library',
    'library not found',
    'ld: library ',
    'system library ',
  ],
  new RegExp(
    `(?:(?:cannot|could not) find (?:library )?(?:for )?-l:?([\\w.+-]{1,100})|ld: framework (?:not found )?${Q}?([\\w.+-]{1,100}?)${Q}?(?: not found)?$|Cannot find or open library file: -l ?([\\w.+-]{1,100})|unable to find library -l:?([\\w.+-]{1,100})|(?:ld|mold|clang)\\S{0,20}: (?:error: |fatal: )?library not found(?: for)?:? (?:-l)?${Q}?([\\w.+-]{1,100})|ld: library ${Q}?-?l?([\\w.+-]{1,100}?)${Q}? not found|unable to find (?:dynamic|static) system library ${Q}?([\\w.+-]{1,100}))`,
    'i',
  ),
);
/** The start files and the compiler's own libraries that a linker could not open: crt1.o first of all. Group 1. */
export const objectNotFound = signal(
  'build-object-not-found',
  ['crt1.o', 'crti.o', 'crtn.o', 'crtbegin', 'crtend', 'libc_nonshared.a', 'libgcc.a', 'libgcc_s.so'],
  /(?:ld(?:\.\w+)?|mold|collect2|clang|gcc|error): (?:error: |fatal: )?(?:cannot (?:find|open) )?((?:[\w./+-]{0,200}\/)?(?:[Sgr]?crt[1in]\.o|crt(?:begin|end)[ST]?\.o|libc_nonshared\.a|libgcc\.a|libgcc_s\.so\S{0,10}))(?::|\s|$)/,
);
/** `skipping incompatible ./libx.a when searching for -lx`: group 1 the file, group 2 the library. Printed by links that end well, too. */
export const skippingIncompatible = signal('build-skipping-incompatible', ['skipping incompatible'], /skipping incompatible (\S{1,300}) when searching for (?:-l)?(\S{1,100})/i);

// ---- headers; group 1

export const missingHeader = signal(
  'build-missing-header',
  ['no such file or directory', 'file not found', 'include file', 'cannot open source file', 'no include path'],
  new RegExp(
    `(?:(?:fatal error|error|catastrophic error): (?:${Q}([\\w./+-]{1,200})${Q} file not found|([\\w./+-]{1,200}\\.(?:h|hh|hpp|hxx|H|inc|inl|tcc)): No such file or directory|include file ${Q}([\\w./+-]{1,200})${Q} not found|cannot open source file ${Q}([\\w./+-]{1,200})|no include path in which to search for ([\\w./+-]{1,200}))|fatal error: ([a-z_]{2,30}): No such file or directory)`,
    'i',
  ),
);

// ---- what only wraps

/** A link or a build that failed, for reasons that stand elsewhere. Never evidence. */
export const failedWrapper = signal(
  'build-failed-wrapper',
  ['exit status', 'linker command failed', 'ld returned', 'exit code'],
  /(?:running \S+ failed: exit status|linker command failed with exit code|ld returned \d+ exit status|did not complete successfully|exit status [12]$)/,
);

export const groupOf = (match: RegExpMatchArray): string => match.slice(1).find((group) => group !== undefined) ?? '';
