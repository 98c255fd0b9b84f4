// The C compiler, or an object it is to link, is for another machine or operating system than the build.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Hit, Rule, Signal } from '../../types.ts';
import { flagOf, namesMachine, ofDriver, rejectedFlag } from './driver-flags.ts';
import { kindOfHeader } from './headers.ts';
import { goarchOfCompiler, lines, some, heard } from './seen.ts';
import { groupOf, libraryNotFound, missingHeader, skippingIncompatible } from './signals.ts';

/** An assembler that reads runtime/cgo's source for another machine. Group 1 is the machine of the source. */
const assembler: Signal = {
  id: 'build-foreign-assembly',
  keywords: ['gcc_arm', 'gcc_amd64', 'gcc_386', 'gcc_ppc64', 'gcc_riscv64', 'gcc_s390x', 'gcc_mips', 'gcc_loong64', 'gcc_linux_', 'gcc_darwin_', 'gcc_windows_', 'gcc_freebsd_'],
  pattern:
    /(?:^|[\s/\\])(gcc_(?:\w{1,20}_)?(?:arm64|arm|amd64|386|ppc64x|riscv64|s390x|mipsx|mips64x|loong64)|gcc_linux_\w{1,20}|gcc_(?:darwin|windows|freebsd)_\w{1,20})\.(?:S|c|s):\d{1,6}(?::\d{1,6})?: (?:fatal )?error: /i,
};
/** Any other assembly: `no such instruction`, `bad instruction`, `unknown mnemonic`, `invalid instruction mnemonic`. */
const mnemonic: Signal = {
  id: 'build-unknown-mnemonic',
  keywords: [
    'no such instruction',
    'bad instruction',
    'unknown mnemonic',
    'unrecognized instruction',
    'invalid instruction mnemonic',
    'unrecognized opcode',
    'unknown token in expression',
    'too many memory references',
    'bad register name',
  ],
  pattern:
    /[Ee]rror: (?:no such instruction|bad instruction|unknown mnemonic|unrecognized instruction mnemonic|invalid instruction mnemonic|unrecognized opcode|unrecognized instruction|unknown token in expression|too many memory references|bad register name)/,
};
/** The object is of another machine or format. Group 1 the file where it is named. */
const wrongFormat: Signal = {
  id: 'build-wrong-format',
  keywords: [
    'file in wrong format',
    'file format not recognized',
    'is incompatible with',
    'relocations in generic elf',
    'incompatible target',
    'but attempting to link with file built for',
    'but linking in',
    'required architecture',
    'incompatible file type',
    'unknown architecture of input file',
    'not the same architecture',
    'unrecognised emulation mode',
    'unrecognized emulation mode',
    'unknown emulation',
    'loadelf:',
    'loadpe:',
    'loadmacho:',
    'building for ',
    'file built for',
    'which is not the architecture being linked',
    'unexpected e_machine',
    'is not compatible with',
    'incompatible machine',
  ],
  pattern:
    /(?:(?<!\S)(\S{1,300}):? (?:error adding symbols: )?file in wrong format|(?<!\S)(\S{1,300}): (?:file not recognized|error adding symbols): file format not recognized|(?<!\S)(\S{1,300}):? is incompatible with \S{1,40}(?: output)?|architecture of input file [`'](\S{1,300})' is incompatible|(?<!\S)(\S{1,300}): Relocations in generic ELF \(EM: \d{1,5}\)|Relocations in generic ELF \(EM: \d{1,5}\)|(?:\bld\b|linker|symbol\(s\)).{0,100}building for \S{1,30},? but (?:attempting to link with|linking in) |found architecture '[^']{1,60}', required architecture|which is not the architecture being linked|(?:mold|ld)\S{0,20}: (?:error: |fatal: )?(\S{1,300}): incompatible (?:file type|machine|target)|unrecogni[sz]ed emulation mode: (\S{1,60})|unknown emulation: (\S{1,60})|(?<!\S)load(?:elf|pe|macho): (\S{1,300}): (?:elf object but not|(?:not|wrong) (?:an? )?(?:elf|object|architecture)|.{0,60}unrecognized))/i,
};
/** Apple's ld given the options of a linker for ELF, and clang of macOS compiling Go's file for Linux. */
const otherSystem: Signal = {
  id: 'build-other-system',
  keywords: ['linux_syscall.c', 'unknown option', 'setresgid', 'setresuid'],
  pattern:
    /(?:linux_syscall\.c:\d{1,5}:\d{1,5}: error: |\bld: unknown options?: (?:--build-id|-z|--hash-style|--no-as-needed|-rdynamic|--compress-debug-sections|--export-dynamic-symbol|-Bsymbolic|--dynamic-list|--as-needed|-znow|-zrelro|-znoexecstack)|implicit declaration of function '?setres[gu]id|call to undeclared function '?setres[gu]id)/,
};
/** A file of runtime/cgo, whose name tells GOOS, and a system's own names that the compiler does not know in it. Groups: the file's system, the name. */
const foreignRuntime: Signal = {
  id: 'build-foreign-runtime',
  keywords: ['gcc_linux', 'gcc_windows', 'gcc_darwin', 'gcc_freebsd', 'gcc_netbsd', 'gcc_openbsd', 'gcc_sigaction.c', 'gcc_libinit'],
  pattern:
    /\bgcc_(linux|windows|darwin|freebsd|netbsd|openbsd|sigaction|libinit)\w{0,20}\.c:(?:\d{1,6}:\d{1,6}: (?:fatal )?error: .{0,80}['"](sigset_t|_?sigset\w*|sigfillset|sigemptyset|sig(?:action|altstack)|siginfo_t|stack_t|ucontext_t|pthread_\w{1,40}|nanosleep|mmap|setenv|unsetenv|HANDLE|DWORD|LPVOID|WINAPI|_beginthread\w*|CreateThread|SwitchToThread|CRITICAL_SECTION|INIT_ONCE|mach_\w{1,40})['"]| In function)/,
};
/** The machine or the compiler is of Windows: a prompt, a CC of MinGW. */
const ofWindows: Signal = {
  id: 'build-on-windows',
  keywords: ['> set ', '>set ', '> go b', '> go i', '> go t', '> go r', '>go b', '>go i', '>go t', '>go r', '> $env:', '>$env:', 'mingw', 'msys64'],
  pattern: /^(?:PS )?[A-Z]:\\[^>\n]{0,200}> ?(?:set |go [birt]|\$env:)|\bmingw(?:32|64)?\b|[\\/]msys64[\\/]/i,
};
const targetSet: Signal = { id: 'build-goos-set', keywords: ['goos='], pattern: /\bGOOS=["']?(linux|windows|darwin|freebsd|netbsd|openbsd)\b/ };
/** A compiler that was built without a machine: `sorry, unimplemented: 64-bit mode not compiled in`. */
const notCompiledIn: Signal = {
  id: 'build-machine-not-compiled-in',
  keywords: ['mode not compiled in', 'does not support x86-64', 'cpu you selected does not support', 'cannot specify -arch', 'unsupported target', 'no available targets'],
  pattern:
    /(?:\d\d-bit mode not compiled in|CPU you selected does not support x86-64|error: unable to create target: 'No available targets|No available targets are compatible with triple)/,
};

export const toolchainWrongTarget: Rule = {
  id: 'toolchain-wrong-target',
  cause: 'toolchain-wrong-target',
  needs: "an assembler or a driver that does not know the target's instructions or flags, or objects of another machine; GOARCH and the compiler's own target",
  contradictedBy: 'a compiler whose name says the target: then a flag of the project is wrong (toolchain-flag)',
  signals: [foreignRuntime, ofWindows, targetSet, assembler, mnemonic, wrongFormat, otherSystem, notCompiledIn, rejectedFlag, skippingIncompatible, libraryNotFound, missingHeader],
  find(seen) {
    return [source(seen), runtimeOf(seen), flags(seen), system(seen), objects(seen)].filter((draft) => draft !== null);
  },
};

const see = ['docs/causes.md#toolchain-wrong-target'];

function about(seen: Case): { words: string; evidence: ReturnType<typeof fact>; agrees: boolean } {
  const target = seen.facts.build?.goarch ?? seen.cell?.axes.platform?.split('/')[1] ?? null;
  const compiler = goarchOfCompiler(seen);
  const cc = seen.facts.build?.cc;
  return {
    words: target === null ? '' : `; the target is ${target}${cc ? `, CC is ${cc}` : ''}`,
    evidence: [...fact(seen, 'build', 'goarch'), ...fact(seen, 'build', 'gohostarch'), ...fact(seen, 'build', 'cc')],
    agrees: target !== null && compiler === target,
  };
}

const crossFixes = (seen: Case) => {
  const { gohostos, gohostarch = seen.facts.host?.arch } = seen.facts.build ?? {};
  const arch = seen.facts.build?.goarch;
  const triple =
    arch === 'arm64'
      ? 'aarch64-linux-gnu'
      : arch === 'arm'
        ? 'arm-linux-gnueabihf'
        : arch === 'amd64'
          ? 'x86_64-linux-gnu'
          : arch === 'riscv64'
            ? 'riscv64-linux-gnu'
            : arch === '386'
              ? 'i686-linux-gnu'
              : 'TARGET';
  return [
    fixes.change('toolchain-cc', 'Build with the C compiler of the toolchain for the target: no CC of your own', { env: { CC: null, CXX: null, AR: null } }),
    fixes.byHand('cross-cc', 'Name a C compiler for the target in CC', [
      `CC=${triple}-gcc CXX=${triple}-g++ CGO_ENABLED=1 go build … (Debian: apt-get install gcc-${triple}) · or CC="zig cc -target ${triple.replace('TARGET', 'aarch64-linux-gnu')}"`,
    ]),
    ...((gohostos ?? 'linux') === 'linux' && gohostarch !== undefined && gohostarch !== arch ? [fixes.forPlatform(`linux/${gohostarch}`)] : []),
    fixes.cgoOff(),
  ];
};

function source(seen: Case): Draft | null {
  const own = seen
    .hits(assembler.id)
    .filter(({ line }) => /instruction|mnemonic|opcode|memory references|register|token|operand|junk|pseudo-op|expected|expression|directive|relocation/i.test(line.text));
  const other = heard(seen, mnemonic.id);
  const hits = own.length > 0 ? own : other;
  if (hits.length === 0) return null;
  const { words, evidence, agrees } = about(seen);
  const file = own[0]?.match[1];
  return {
    title:
      file === undefined
        ? `The assembler does not know the instructions of this source: it is for another machine${words}`
        : `The C compiler is for another machine: it reads ${file} and does not know its instructions${words}`,
    confidence: own.length > 0 ? (agrees ? 0.8 : 0.96) : agrees ? 0.35 : /\.s\b/i.test(hits[0]?.line.text ?? '') ? 0.75 : 0.6,
    evidence: [...lines(hits), ...evidence],
    fixes: crossFixes(seen),
    see: [...see, 'https://github.com/golang/go/issues/28966'],
  };
}

/** Those files compile wherever the compiler is of their system, so no name in them is the program's fault. A heading alone needs to know what compiles. */
function runtimeOf(seen: Case): Draft | null {
  const hits = heard(seen, foreignRuntime.id);
  const named = hits.filter(({ match }) => match[2] !== undefined);
  const windows = heard(seen, ofWindows.id);
  const target = heard(seen, targetSet.id).filter(({ match }) => match[1] === hits[0]?.match[1]);
  const file = hits[0]?.match[1];
  const other = windows.length > 0 && file !== 'windows';
  if (hits.length === 0 || (named.length === 0 && !(other && target.length > 0))) return null;
  const { words, evidence } = about(seen);
  return {
    title: `The C compiler is for another operating system: it reads gcc_${file}…, and does not know ${named.length === 0 ? 'that system' : some(named.map(({ match }) => match[2] ?? ''))}${words}`,
    confidence: named.length === 0 ? 0.68 : other ? 0.94 : 0.86,
    evidence: [...lines(named.length > 0 ? named : hits, 3), ...lines(other ? windows : [], 1), ...lines(target, 1), ...evidence],
    fixes: crossFixes(seen),
    see: [...see],
    next: named.length === 0 || !other ? 'What the compiler is for: `$(go env CC) -dumpmachine` beside `go env GOOS GOARCH`' : null,
  };
}

function flags(seen: Case): Draft | null {
  const hits = [
    ...heard(seen, rejectedFlag.id).filter((hit) => ofDriver(hit) && namesMachine(hit) && !/^-{1,2}(?:z|build-id)/.test(flagOf(hit))),
    ...heard(seen, notCompiledIn.id),
  ];
  if (hits.length === 0) return null;
  const { words, evidence, agrees } = about(seen);
  const flag = some(hits.map((hit) => flagOf(hit)).filter((one) => one.startsWith('-')));
  return {
    title: `The C compiler is for another machine or system: it does not know ${flag || 'the target'}, with which Go asks for the target${words}`,
    confidence: agrees ? 0.6 : 0.93,
    evidence: [...lines(hits), ...evidence],
    fixes: crossFixes(seen),
    see: [...see, 'https://github.com/golang/go/issues/16801'],
    next: evidence.length > 0 ? null : 'What is built, and with what: `go env GOOS GOARCH CC`, and `$(go env CC) -dumpmachine`',
  };
}

function system(seen: Case): Draft | null {
  const header = heard(seen, missingHeader.id).filter(({ match }) => kindOfHeader(groupOf(match)).kind === 'other-os');
  const hits: Hit[] = [...heard(seen, otherSystem.id), ...header];
  if (hits.length === 0) return null;
  const names = some(header.map(({ match }) => groupOf(match)));
  const ofRuntime = hits.some(({ line }) => /linux_syscall\.c|gcc_(?:lib|windows|darwin|linux|util)/.test(line.text) || line.text.includes('ld: unknown option'));
  const { words, evidence } = about(seen);
  return {
    title: names === '' ? `The C compiler is for another operating system${words}` : `${names} is a header of another operating system than the compiler's${words}`,
    confidence: ofRuntime ? 0.93 : 0.8,
    evidence: [...lines(hits), ...fact(seen, 'build', 'goos'), ...fact(seen, 'build', 'gohostos'), ...evidence],
    fixes: [
      fixes.byHand('cross-cc-os', 'Build with a C compiler for the target system', [
        'macOS to Linux: CC=x86_64-linux-musl-gcc (brew install filosottile/musl-cross/musl-cross), CC="zig cc -target x86_64-linux-gnu", or build in a Linux container · Linux to Windows: CC=x86_64-w64-mingw32-gcc · to macOS: osxcross',
      ]),
      fixes.cgoOff(),
    ],
    see,
  };
}

function objects(seen: Case): Draft | null {
  // A skipped library is blamed only where no other of its name was found: the warning stands in good links, too.
  const lost = new Set(heard(seen, libraryNotFound.id).map(({ match }) => groupOf(match)));
  const skipped = heard(seen, skippingIncompatible.id).filter(({ match }) => lost.has(match[2] ?? ''));
  const hits = [...heard(seen, wrongFormat.id), ...skipped];
  if (hits.length === 0) return null;
  const [first] = hits;
  if (first === undefined) return null;
  const file = skipped[0]?.match[1] ?? groupOf(first.match).replace(/:$/, '');
  const { words, evidence } = about(seen);
  const unknownFormat = hits.every(({ line }) => /file format not recognized/i.test(line.text));
  const emulation = hits.some(({ line }) => /emulation/i.test(line.text));
  return {
    title: emulation
      ? `The linker does not know the target's machine${words}`
      : `${file === '' ? 'An object or library' : file} is for another machine or system than the link${words}`,
    confidence: unknownFormat ? 0.75 : 0.92,
    evidence: [...lines([...hits, ...heard(seen, libraryNotFound.id).filter(({ match }) => skipped.some((one) => one.match[2] === groupOf(match)))]), ...evidence],
    fixes: [
      fixes.byHand('library-for-target', 'Link the library in its build for the target', [
        `file LIB.so, or ar x LIB.a && file *.o, says its machine; get or build it for the target (Debian: apt-get install libNAME-dev:arm64 after dpkg --add-architecture), and keep .syso and .a files of several machines apart by _GOOS_GOARCH in their names`,
      ]),
      ...crossFixes(seen),
    ],
    see,
    next: unknownFormat ? `What the file is: \`file ${file}\` (cut short, a Git LFS pointer, Mach-O, or of another machine)` : null,
  };
}
