// No C compiler, a part of it that is missing, or no headers.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { kindOfHeader } from './headers.ts';
import { libcOf, lines, some, heard } from './seen.ts';
import { groupOf, libraryNotFound, missingHeader, objectNotFound } from './signals.ts';
import { isLibcLibrary } from './symbols.ts';
import { listed, SESSION, sessionOf } from '../start/session.ts';

const COMPILER =
  '(?:[\\w./+-]{0,200}[/\\\\])?(?:[\\w.+]{1,40}-){0,5}(?:gcc|g\\+\\+|cc|c\\+\\+|cpp|clang|clang\\+\\+|clang-cl|zig|tcc|gccgo|musl-gcc|gfortran|ld|as|ar|strip|viceroycc|o64-clang|xcrun|pkg-config|pkgconf|swig)(?:-[\\d.]{1,8})?(?:\\.exe)?';

/** Go's ways to say it since 1.4: `cgo: C compiler "x" not found: …`, `cgo: exec gcc: …`, `exec: "gcc": executable file not found in $PATH` (or `%PATH%`). Group 1 or 2. */
const compilerNotFound: Signal = {
  id: 'build-compiler-not-found',
  keywords: [
    'c compiler "',
    'executable file not found in',
    'cgo: exec ',
    'missing-cc',
    'cannot invoke c compiler',
    'no acceptable c compiler',
    'cmake_c_compiler could be found',
    'cmake_cxx_compiler could be found',
    'c compiler cannot create executables',
    'linker `',
  ],
  pattern: new RegExp(
    `(?:C compiler "?([^"]{1,200})"? not found(?=:|\\s|$)|exec: "(${COMPILER})(?: [^"]{0,200})?": (?:executable file not found in|stat |file does not exist|no such file)|cgo: exec (\\S{1,200}): |cannot invoke C compiler (?:"|\\[")?([^"\\]]{1,200})|error: (no acceptable C compiler) found|No (CMAKE_C(?:XX)?_COMPILER) could be found|error: (C compiler) cannot create executables|error: linker [\`'"]([\\w+./-]{1,100})[\`'"] not found)`,
    'i',
  ),
};
/** Shells and make. Group 1. */
const commandNotFound: Signal = {
  id: 'build-command-not-found',
  keywords: ['not found', 'no such file or directory', 'is not recognized as'],
  pattern: new RegExp(
    `(?:(?:sh|bash|ash|dash|zsh|make|gmake|env|xargs)\\S{0,10}: (?:\\d{1,6}: |line \\d{1,6}: )?["'\`]?(${COMPILER})["'\`]?: (?:command )?(?:not found|No such file or directory)|zsh: command not found: (${COMPILER})$|^["']?(${COMPILER})["']? is not recognized as an internal|env: [‘'\`](${COMPILER})['’]: No such file)`,
    'i',
  ),
};
/** A driver without its compiler, assembler or linker. Group 1 is the part. */
const partMissing: Signal = {
  id: 'build-compiler-part-missing',
  keywords: [
    'cannot execute',
    'error trying to exec',
    "cannot find 'ld",
    "cannot find 'gold",
    'cannot find `ld',
    'unable to execute command',
    'invalid linker name',
    'external linker must be gold',
    'gold linker',
    'installation problem',
  ],
  pattern:
    /(?:cannot execute [`'"]([\w./+-]{1,100})[`'"]: (?:execvp|posix_spawnp?|CreateProcess|spawn)|error trying to exec [`'"]([\w./+-]{1,100})[`'"]|(?:collect2|gcc|clang)(?:: fatal error|: error)?: cannot find [`'"]((?:ld|gold|mold)[\w.-]{0,20})[`'"]|unable to execute command: Executable "([\w./+-]{1,100})" doesn't exist|invalid linker name in (?:argument )?[`'"]-fuse-ld=([\w.+-]{1,60})|external linker must be (gold))/i,
};
/** The go command starts a program without a name: gccgo, which it found nowhere, or a CC of nothing. */
const nameless: Signal = {
  id: 'build-nameless-program',
  keywords: ['fork/exec : ', 'exec: no command'],
  pattern: /^(?:go |# |.{0,200}: )?.{0,200}(?:fork\/exec : no such file or directory|exec: no command$)/,
};
const gccgo: Signal = { id: 'build-with-gccgo', keywords: ['gccgo'], pattern: /-compiler[= ]["']?gccgo|-gccgoflags\b/ };
/** Apple's command line tools. */
const appleTools: Signal = {
  id: 'build-apple-tools-missing',
  keywords: ['xcrun: error', 'xcode-select:', 'xcode license', 'no developer tools', 'missing xcrun'],
  pattern:
    /(?:missing xcrun at|xcrun: error: (?:invalid active developer path|unable to find utility|cannot be used|SDK|active developer path)|xcode-select: (?:note: no developer tools|error: tool|error: unable)|(?:have not agreed to|agree to) the Xcode(?:\/iOS)? license)/i,
};

export const toolchainMissing: Rule = {
  id: 'toolchain-missing',
  cause: 'toolchain-missing',
  needs: 'the name of a compiler, a part of it, a start file or a header that was not found',
  contradictedBy: 'a header that only glibc has (libc-mix-compile), or only another system (toolchain-wrong-target)',
  signals: [SESSION, nameless, gccgo, compilerNotFound, commandNotFound, partMissing, appleTools, missingHeader, objectNotFound, libraryNotFound],
  find: (seen) => [compiler(seen), withoutName(seen), part(seen), apple(seen), headers(seen), startFiles(seen)].filter((draft) => draft !== null),
};

/** A container that was to start a compiler is another failure: the text is runc's. */
const OF_CONTAINER = /OCI runtime|runc|crun|container process|to start container|containerd|docker: Error/i;

function compiler(seen: Case): Draft | null {
  // A compiler that the same session lists is there: its loader is not.
  const session = sessionOf(seen);
  const hits = [...heard(seen, compilerNotFound.id), ...heard(seen, commandNotFound.id)].filter(
    ({ line, match }) => !OF_CONTAINER.test(line.text) && !(groupOf(match).includes('/') && listed(session, groupOf(match)) !== null),
  );
  const first = hits[0];
  if (first === undefined) return null;
  const name = groupOf(first.match);
  const pkgConfig = /pkg-?conf/.test(name);
  return {
    title: pkgConfig ? 'pkg-config is not installed where the build runs, and #cgo pkg-config asks for it' : `The C compiler ${name} is not there where the build runs`,
    confidence: pkgConfig ? 0.85 : 0.95,
    evidence: [...lines(hits), ...fact(seen, 'build', 'cc')],
    fixes: [
      ...(pkgConfig ? [fixes.withPackages(['pkg-config'])] : []),
      installCompiler(name),
      fixes.change('default-cc', 'Build with the compiler of the toolchain: no CC of your own', { env: { CC: null, CXX: null } }),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#toolchain-missing'],
  };
}

function withoutName(seen: Case): Draft | null {
  const hits = heard(seen, nameless.id);
  const asked = heard(seen, gccgo.id);
  if (hits.length === 0 || asked.length === 0) return null;
  return {
    title: 'gccgo is not there where the build runs, and -compiler gccgo asks for it',
    confidence: 0.92,
    evidence: [...lines(hits, 2), ...lines(asked, 1)],
    fixes: [
      fixes.withPackages(['gccgo']),
      fixes.byHand('gc-compiler', "Build with Go's own compiler", ['go build without -compiler gccgo, and GOFLAGS without it; -ldflags in place of -gccgoflags']),
    ],
    see: ['docs/causes.md#toolchain-missing'],
  };
}

const installCompiler = (name: string) =>
  fixes.byHand('install-compiler', `Install ${name === '' ? 'a C compiler' : name} where the build runs`, [
    'Alpine: apk add build-base (gcc and musl-dev) · Debian: apt-get install gcc libc6-dev · Fedora: dnf install gcc · Windows: MSYS2 mingw-w64 gcc, on PATH · macOS: xcode-select --install',
    'for another machine: gcc-aarch64-linux-gnu, gcc-arm-linux-gnueabihf …, or CC="zig cc -target aarch64-linux-gnu"',
  ]);

function part(seen: Case): Draft | null {
  const hits = heard(seen, partMissing.id);
  if (hits.length === 0) return null;
  const name = hits[0] === undefined ? '' : groupOf(hits[0].match);
  return {
    title: `The C compiler is there, and a part of it is not: ${name}`,
    confidence: 0.9,
    evidence: lines(hits),
    fixes: [
      /gold/.test(name)
        ? fixes.byHand('install-gold', 'Install the gold linker, or a Go that does not ask for it', [
            'Debian: apt-get install binutils-gold (trixie and later) · Alpine: apk add binutils-gold · Go 1.24 and later do without it',
          ])
        : fixes.byHand('install-part', 'Install the whole compiler', [
            'Alpine: apk add build-base · Debian: apt-get install build-essential (g++ for cc1plus, binutils for as and ld) · Fedora: dnf install gcc gcc-c++ binutils',
          ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#toolchain-missing'],
  };
}

function apple(seen: Case): Draft | null {
  const hits = heard(seen, appleTools.id);
  if (hits.length === 0) return null;
  return {
    title: "Apple's command line tools are not installed, or not chosen: there is no C compiler",
    confidence: 0.93,
    evidence: lines(hits),
    fixes: [
      fixes.byHand('install-xcode-tools', "Install Apple's command line tools", ['xcode-select --install · sudo xcode-select --reset · sudo xcodebuild -license accept']),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#toolchain-missing'],
  };
}

function headers(seen: Case): Draft | null {
  const kinds = heard(seen, missingHeader.id).map((hit) => ({ hit, header: groupOf(hit.match), kind: kindOfHeader(groupOf(hit.match)) }));
  const half = kinds.filter(({ kind, hit }) => kind.kind === 'glibc' && [hit.line, ...hit.before].some(({ text }) => /include\/features\.h/.test(text)));
  const onMusl =
    libcOf(
      seen,
      kinds.map(({ hit }) => hit),
    )?.libc === 'musl';
  const libc = kinds.filter(({ kind }) => kind.kind === 'libc' || (kind.kind === 'glibc-part' && !onMusl));
  const own = [...libc, ...half];
  const evidence = (of: typeof kinds) => lines(of.map(({ hit }) => hit));
  const see = ['docs/causes.md#toolchain-missing'];
  const names = (of: typeof kinds) => some(of.map(({ header }) => header));
  if (own.length > 0) {
    const partOf = own.some(({ kind }) => kind.kind !== 'libc');
    const musl =
      libcOf(
        seen,
        own.map(({ hit }) => hit),
      )?.libc === 'musl';
    return {
      title: partOf ? `The compiler has no headers of its libc for the machine it builds for: ${names(own)}` : `The C compiler has no headers of its libc: ${names(own)}`,
      confidence: 0.92,
      evidence: evidence(own),
      fixes: [
        fixes.byHand('install-libc-headers', 'Install the headers of the libc', [
          `${musl ? 'Alpine: apk add musl-dev (or build-base)' : 'Alpine: apk add musl-dev · Debian: apt-get install libc6-dev · Fedora: dnf install glibc-devel'} · for another machine: libc6-dev-ARCH-cross, gcc-multilib for -m32`,
        ]),
        fixes.cgoOff(),
      ],
      see,
    };
  }
  const kernel = kinds.filter(({ kind }) => kind.kind === 'kernel');
  if (kernel.length > 0)
    return {
      title: `Headers of the Linux kernel are not installed: ${names(kernel)}`,
      confidence: 0.86,
      evidence: evidence(kernel),
      fixes: [
        fixes.withPackages(['linux-libc-dev']),
        fixes.byHand('install-kernel-headers', 'Install the kernel headers for programs', [
          'Alpine: apk add linux-headers · Debian: apt-get install linux-libc-dev (gcc-multilib for asm/… with -m32)',
        ]),
        fixes.cgoOff(),
      ],
      see,
    };
  const library = kinds.filter(({ kind }) => kind.kind === 'library');
  if (library.length > 0) {
    const debian = [...new Set(library.map(({ kind }) => (kind.kind === 'library' ? kind.debian : null)).filter((one) => one !== null))];
    const lib = some(library.map(({ kind }) => (kind.kind === 'library' ? kind.library : '')));
    return {
      title: `The headers of the C library ${lib} are not installed: ${names(library)}`,
      confidence: 0.85,
      evidence: evidence(library),
      fixes: [
        ...(debian.length > 0 ? [fixes.withPackages(debian)] : []),
        fixes.byHand('install-dev-package', `Install the development package of ${lib}`, [
          `Debian: apt-get install ${debian.join(' ') || 'libNAME-dev'} · Alpine: apk add NAME-dev · Fedora: dnf install NAME-devel · or CGO_CFLAGS=-I with its folder`,
        ]),
        fixes.cgoOff(),
      ],
      see,
    };
  }
  const unknown = kinds.filter(({ kind }) => kind.kind === 'unknown');
  if (unknown.length === 0) return null;
  return {
    title: `A header was not found: ${names(unknown)}; its package is not installed, or its folder is not named with -I`,
    confidence: 0.55,
    evidence: evidence(unknown),
    fixes: [
      fixes.byHand('find-header', 'Install what holds the header, or name its folder', [
        `apt-file search ${unknown[0]?.header ?? ''} · apk search -x … · CGO_CFLAGS=-I/folder, or // #cgo CFLAGS: -I\${SRCDIR}/folder`,
      ]),
      fixes.cgoOff(),
    ],
    next: `Whether ${unknown[0]?.header ?? 'it'} belongs to the project (then it was not sent, vendored or generated) or to a package: \`find . -name ${unknown[0]?.header.split('/').at(-1) ?? ''}\``,
    see,
  };
}

function startFiles(seen: Case): Draft | null {
  const start = heard(seen, objectNotFound.id);
  if (start.length === 0) return null;
  const libraries = heard(seen, libraryNotFound.id).filter(({ match }) => isLibcLibrary(groupOf(match)));
  return {
    title: `The linker has no libc to link with: ${some(start.map(({ match }) => (match[1] ?? '').split('/').at(-1) ?? ''))} not found`,
    confidence: 0.9,
    evidence: lines([...start, ...libraries]),
    fixes: [
      fixes.byHand('install-libc-dev', 'Install the development files of the libc', [
        'Alpine: apk add musl-dev · Debian: apt-get install libc6-dev, libc6-dev-ARCH-cross for another machine · Fedora: dnf install glibc-devel, glibc-static',
      ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#toolchain-missing'],
  };
}
