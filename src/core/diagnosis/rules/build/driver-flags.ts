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

/** Words that only compilers and linkers have for it. */
const DRIVERS_WORDS =
  /command[ -]line (?:option|switch)|clang option|warning option|linker arg|argument in option|unused during compilation|unknown target|by this configuration|bad value \(|does not support|debug output level|linker option|unrecognized parameter|to option |(?:not|only) allowed|unknown options:/i;
const DRIVER =
  /(?:^|[\s/"'`(\]-])(?:gcc|[gc]\+\+|cc|cc1(?:plus|obj)?|clang(?:\+\+)?|collect2|ld(?:64)?(?:\.\w{1,8})?|lld|gold|mold|as|zig|tcc|icx|icc|lto1|lto-wrapper|linker)(?:-[\d.]{1,8})?(?:\.exe)?(?::|\s|$)/i;
/** Another program that speaks: `tar: …`; `error: …` names none. */
const NAMES_PROGRAM = /(?:^|[\s/])(?!(?:fatal )?(?:error|fatal|warning|err|info|note)!?:)[\w.+-]{1,60}: (?:(?:fatal )?error: |ERR! )?$/i;
const COMPILERS_FLAG = /^-(?:f[a-z]{2}|m[a-z\d]|W[a-z]|std=|static|shared|pthread|rdynamic|[ILDU][\w/.]{2})/;
const COMPILES = /^# [\w./~@-]+$|\b(?:gcc|g\+\+|clang|collect2|cgo|musl-gcc|zig cc|cc1)\b|compilation terminated|ld returned \d/;

/** Said by a compiler or a linker. Every program has options that it does not know (`Error: unknown flag: --foo`): without a driver near, nothing is said of one. */
export function ofDriver(hit: Hit): boolean {
  const { text, log } = hit.line;
  if (DRIVERS_WORDS.test(hit.match[0])) return true;
  const said = /unrecogni[sz]ed|unknown|unsupported|invalid|not recognized/i.exec(text)?.index ?? 0;
  const head = text.slice(Math.max(0, said - 300), said);
  if (DRIVER.test(head)) return true;
  if (NAMES_PROGRAM.test(head)) return false;
  return log === 'build' || COMPILERS_FLAG.test(flagOf(hit)) || [...hit.before, ...hit.after].some((line) => COMPILES.test(line.text));
}

/** Flags with which Go and cross compilers name a machine, an ABI or a system: gccArchArgs of cmd/go, and -arch, -mthreads, -mwindows. */
/** The flag names a machine or a system, or a value of one that the compiler is not for. */
export const namesMachine = (hit: Hit): boolean =>
  (isMachineFlag(flagOf(hit)) && !targetHasIt(hit)) ||
  (/^-m(?:arch|cpu|tune)=?/.test(flagOf(hit)) && /bad value \(?.?(?:arm|aarch|z\d|arch\d|rv\d|power|cortex|mips|loong|generic-rv)/.test(hit.line.text));

/** clang says what it compiles for: `unsupported option '-mthreads' for target 'x86_64-pc-windows-msvc'`. There the system is the right one, and its environment is not. */
function targetHasIt(hit: Hit): boolean {
  const triple = /for target ['"]?([\w.-]{3,80})/.exec(hit.line.text)?.[1] ?? '';
  return /^-m(?:threads|windows|console)$/.test(flagOf(hit)) && /windows|mingw|cygwin|win32/.test(triple);
}

const isMachineFlag = (flag: string): boolean =>
  /^-{1,2}(?:64$|32$|x32$)|^-(?:m(?:64|32|31|x32|arm|thumb|abi(?:=.*)?|threads|windows|console|float-abi(?:=.*)?|esa|zarch|linux|big-endian|little-endian|cmodel(?:=.*)?|iphoneos-version-min=.*|macosx-version-min=.*|ios-simulator-version-min=.*)|arch|target|march=(?:z\d+|armv\d.*|rv\d+.*|mips.*|loongarch.*|arch\d+)|mcpu=(?:power\d.*|cortex.*|arm.*|generic-rv.*)|EL|EB)$/.test(
    flag,
  ) ||
  flag === 'CPU' ||
  flag === 'triple';
