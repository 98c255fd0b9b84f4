// Flags that a compiler driver or a linker refuses. A flag that names a machine or a system means a compiler for another one; any other flag is just not known.
import type { Hit, Signal } from '../../types.ts';

const Q = '[`\'"‘’]';
const F = '-{1,2}[^\\s`\'"‘’;]{1,200}';

/** gcc, its parts (cc1, as), clang and zig; the flag is the first group that is set. Lines that only warn or note are no hits. */
export const rejectedFlag: Signal = {
  id: 'build-rejected-flag',
  keywords: [
    'unrecognized command line option',
    'unrecognized command-line option',
    'unrecognised command',
    'unrecognized argument in option',
    'unrecognized option',
    'unrecognised option',
    'unknown argument',
    'unsupported option',
    'unsupported argument',
    'unsupported linker arg',
    'unknown option',
    'unknown command line option',
    'unknown clang option',
    'invalid argument ',
    'bad value (',
    'unknown target cpu',
    'unknown target triple',
    'is not supported by this configuration',
    'unsupported clang option',
    'unrecognized parameter',
    'not recognized as a linker option',
    'unrecognized switch',
    'unknown flag',
    'unknown warning option',
    'argument unused during compilation',
    'invalid value ',
    'compiler does not support',
    'unrecognized debug output level',
  ],
  pattern: new RegExp(
    `^(?!.{0,200}(?:warning|note): )(?!go: |go build|flag provided).{0,300}?(?:unrecogni[sz]ed (?:command[ -]line )?(?:option|switch):? ${Q}?(${F})|unrecogni[sz]ed argument in option ${Q}(${F})|(?:unknown warning option|argument unused during compilation|unknown argument|unknown flag|unknown command line option|unknown Clang option|unsupported Clang option)(?: ignored)?:? ${Q}?(${F})|unknown options?:? ${Q}?(${F})|unsupported (?:option|linker arg):? ${Q}?(${F})|unsupported argument ${Q}[^\`'"‘’]{1,80}${Q} to option ${Q}(${F})|invalid argument ${Q}(${F})${Q} (?:not allowed|only allowed)|(?:ld[\\w.]{0,20}|mold): (${F}): unknown option|bad value \\(?${Q}[^\`'"‘’]{1,80}${Q}\\)? for ${Q}(${F})|error: invalid value ${Q}[^\`'"‘’]{1,80}${Q} in ${Q}(${F})|compiler does not support ${Q}(${F})|error: unknown target (CPU|triple) ${Q}|${Q}(${F})${Q} is not supported by this configuration)`,
    'i',
  ),
};

export const flagOf = (hit: Hit): string => (hit.match.slice(1).find((group) => group !== undefined) ?? '').replace(/[.,:]+$/, '');

/** Flags with which Go and cross compilers name a machine, an ABI or a system: gccArchArgs of cmd/go, and -arch, -mthreads, -mwindows. */
/** The flag names a machine or a system, or a value of one that the compiler is not for. */
export const namesMachine = (hit: Hit): boolean =>
  isMachineFlag(flagOf(hit)) ||
  (/^-m(?:arch|cpu|tune)=?/.test(flagOf(hit)) && /bad value \(?.?(?:arm|aarch|z\d|arch\d|rv\d|power|cortex|mips|loong|generic-rv)/.test(hit.line.text));

export const isMachineFlag = (flag: string): boolean =>
  /^-{1,2}(?:64$|32$|x32$)|^-(?:m(?:64|32|31|x32|arm|thumb|abi(?:=.*)?|threads|windows|console|float-abi(?:=.*)?|esa|zarch|linux|big-endian|little-endian|cmodel(?:=.*)?|iphoneos-version-min=.*|macosx-version-min=.*|ios-simulator-version-min=.*)|arch|target|march=(?:z\d+|armv\d.*|rv\d+.*|mips.*|loongarch.*|arch\d+)|mcpu=(?:power\d.*|cortex.*|arm.*|generic-rv.*)|EL|EB)$/.test(
    flag,
  ) ||
  flag === 'CPU' ||
  flag === 'triple';
