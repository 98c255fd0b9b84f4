// A library that the link needs is not there, stands too early on the command line, or has no static archive.
import * as fixes from '../../fixes.ts';
import type { Case, Draft, DraftFix, Hit, Rule, Signal } from '../../types.ts';
import { buildFlags, flagsEvidence, libcOf, lines, some, heard } from './seen.ts';
import { dsoMissing, groupOf, libraryNotFound, objectNotFound, skippingIncompatible } from './signals.ts';
import { debianPackageOf, isLibcLibrary, isLibcName, muslLibraryOf } from './symbols.ts';
import { ofKind, UNDEFINED_SIGNALS, undefinedSymbols, type Undefined } from './undefined.ts';

/** `Package foo was not found in the pkg-config search path.` (pkg-config and pkgconf), `No package 'foo' found`, `Package 'foo', required by 'virtual:world', not found`. */
const pkgConfig: Signal = {
  id: 'build-pkg-config-missing',
  keywords: ['pkg-config search path', 'no package ', ', not found', 'was not found'],
  pattern:
    /(?:Package [`'"]?([\w.+-]{1,100})[`'"]? was not found in the pkg-config search path|No package [`'"]([\w.+-]{1,100})[`'"] found|Package [`'"]([\w.+-]{1,100})[`'"], required by [`'"][\w.:+-]{1,100}[`'"], not found)/i,
};
/** GNU ld says so below `cannot find -lz` where a static link was asked for. */
const staticHint: Signal = {
  id: 'build-static-version-hint',
  keywords: ['installed the static version'],
  pattern: /have you installed the static version of the (\S{1,100}) library/,
};
/** `attempted static link of dynamic object`: lld and GNU ld, where -static meets a .so. */
const staticOfDynamic: Signal = {
  id: 'build-static-of-dynamic',
  keywords: ['attempted static link'],
  pattern: /attempted static link of dynamic object [`']?([\w./+-]{1,200})/,
};

/** A library that is named as a file: gcc, clang, lld, mold, ld64, link.exe. Group: the file. */
const fileNotFound: Signal = {
  id: 'build-library-file-not-found',
  keywords: ['no such file or directory', 'file not found', 'cannot open', "can't open"],
  pattern:
    /(?:(?:gcc|g\+\+|clang|clang\+\+|cc|zig|collect2|ld(?:\.\w{1,8})?|mold)(?:-[\d.]{1,8})?(?:\.exe)?: (?:error: |fatal error: |fatal: )?(?:no such file or directory: |cannot (?:find|open) |file not found: )?['"]?([\w./\\$+-]{1,250}\.(?:a|so(?:\.\d+)*|dylib|lib|o|syso|tbd))['"]?(?:: No such file or directory|$)|cannot open input file '([\w./\\+-]{1,250}\.lib)')/i,
};
/** A library that is there, and too old for the package. */
const tooOld: Signal = {
  id: 'build-pkg-config-version',
  keywords: ['could not be satisfied', 'but version of '],
  pattern: /(?:Package dependency requirement '([\w.+-]{1,100}) [<>=]{1,2} [\w.]{1,40}' could not be satisfied|Requested '([\w.+-]{1,100}) [<>=]{1,2} [\w.]{1,40}' but version of)/,
};

export const linkLibMissing: Rule = {
  id: 'link-lib-missing',
  cause: 'link-lib-missing',
  needs: 'the name of a library that was not found, or undefined symbols that a known library holds',
  contradictedBy: 'a library of that name that was skipped as incompatible (toolchain-wrong-target); start files missing as well (toolchain-missing)',
  signals: [libraryNotFound, pkgConfig, fileNotFound, tooOld, staticHint, staticOfDynamic, dsoMissing, objectNotFound, skippingIncompatible, ...UNDEFINED_SIGNALS],
  find(seen) {
    const drafts = [notFound(seen), packages(seen), files(seen), oldLibrary(seen), dynamicOnly(seen), symbols(seen)].filter((draft) => draft !== null);
    return drafts.length === 0 ? null : drafts;
  },
};

const isStatic = (seen: Case): boolean =>
  heard(seen, staticHint.id).length > 0 ||
  heard(seen, staticOfDynamic.id).length > 0 ||
  (seen.cell?.axes.link ?? '').startsWith('static') ||
  /extldflags[= ]\S{0,3}-static|(?:^|\s)-static(?:\s|$)/.test(buildFlags(seen));

function notFound(seen: Case): Draft | null {
  const skipped = new Set(heard(seen, skippingIncompatible.id).map(({ match }) => match[2] ?? ''));
  const hits = heard(seen, libraryNotFound.id).filter(({ match }) => !skipped.has(groupOf(match)));
  if (hits.length === 0) return null;
  const libraries = [...new Set(hits.map(({ match }) => groupOf(match)))];
  const own = libraries.filter(isLibcLibrary);
  // No start file and no libc: the compiler has nothing to link with, which is another cause.
  const start = heard(seen, objectNotFound.id).length > 0;
  if (start && own.length === libraries.length) return null;
  const asStatic = isStatic(seen) || (own.length > 0 && !start);
  const names = some(libraries.map((name) => `-l${name}`));
  return {
    title: asStatic ? `No static archive of ${names}: the link asks for lib${libraries[0] ?? ''}.a` : `The linker does not find ${names}`,
    confidence: own.length === libraries.length ? 0.82 : 0.93,
    evidence: [...lines([...hits, ...heard(seen, staticHint.id)]), ...(asStatic ? flagsEvidence(seen) : [])],
    fixes: libraryFixes(libraries, asStatic),
    see: ['docs/causes.md#link-lib-missing'],
    next: isStatic(seen) ? null : `Whether the library is there, as .so or only without .a: \`find / -name 'lib${libraries[0] ?? 'x'}.*'\` in the image that builds`,
  };
}

function packages(seen: Case): Draft | null {
  const hits = heard(seen, pkgConfig.id);
  if (hits.length === 0) return null;
  const names = [...new Set(hits.map(({ match }) => groupOf(match)))];
  const debian = names.map((name) => debianPackageOf(name.replace(/^lib/, '')) ?? debianPackageOf(name)).filter((name) => name !== null);
  return {
    title: `The C library ${some(names)} is not installed for building: pkg-config knows no ${names[0] ?? 'such'}.pc`,
    confidence: 0.92,
    evidence: lines(hits),
    fixes: [
      ...(debian.length > 0 ? [fixes.withPackages([...new Set(debian)])] : []),
      fixes.byHand('install-dev-package', `Install the development package of ${some(names)}`, [
        `Debian: apt-get install lib${(names[0] ?? 'x').replace(/^lib/, '')}-dev · Alpine: apk add ${names[0] ?? 'x'}-dev · or set PKG_CONFIG_PATH to the folder with ${names[0] ?? 'x'}.pc`,
      ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#link-lib-missing'],
  };
}

function files(seen: Case): Draft | null {
  const hits = heard(seen, fileNotFound.id).filter(({ match }) => !/(?:^|[/\\\\])(?:[Sgr]?crt[1in]\\.o|crt(?:begin|end)|libc_nonshared|libgcc)/.test(groupOf(match)));
  const first = hits[0];
  if (first === undefined) return null;
  const file = groupOf(first.match);
  return {
    title: `${file} is not there: a library that the link names as a file`,
    confidence: 0.88,
    evidence: lines(hits),
    fixes: [
      fixes.byHand('send-library', 'Put the library where the link looks for it', [
        `build or download ${file} before go build; look whether .gitignore, .dockerignore, Git LFS or go mod vendor leaves it out; name it relative to the package with \${SRCDIR}`,
      ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#link-lib-missing'],
  };
}

function oldLibrary(seen: Case): Draft | null {
  const hits = heard(seen, tooOld.id);
  const first = hits[0];
  if (first === undefined) return null;
  return {
    title: `The C library ${groupOf(first.match)} is installed in a version that the package does not take`,
    confidence: 0.78,
    evidence: lines(hits),
    fixes: [
      fixes.byHand('newer-library', `Install ${groupOf(first.match)} in the version asked for`, [
        'a newer distribution as the image that builds, the library from source, or an older version of the Go module',
      ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#link-lib-missing'],
  };
}

function dynamicOnly(seen: Case): Draft | null {
  const hits = heard(seen, staticOfDynamic.id);
  if (hits.length === 0) return null;
  return {
    title: `${some(hits.map(({ match }) => match[1] ?? ''))} is a shared library, and the link is static`,
    confidence: 0.9,
    evidence: [...lines(hits), ...flagsEvidence(seen)],
    fixes: [fixes.linkAs('dynamic'), ...libraryFixes([], true)],
    see: ['docs/causes.md#link-lib-missing'],
  };
}

function symbols(seen: Case): Draft | null {
  const all = undefinedSymbols(seen);
  const dso = heard(seen, dsoMissing.id);
  const missingLibrary = heard(seen, libraryNotFound.id).length > 0;
  if (all.length === 0 && dso.length === 0) return null;
  const apart = ofMuslLibraries(seen, all);
  if (apart !== null) return apart;
  if (ofKind(all, 'glibc', 'lfs64', 'runtime-cgo').length > 0) return null;
  const whole = all.filter(({ name }) => isLibcName(name));
  const known = ofKind(all, 'library');
  const unknown = ofKind(all, 'unknown').filter(({ name }) => !isLibcName(name));
  const hit = (found: readonly Undefined[]): Hit[] => found.map((one) => one.hit);
  if (dso.length > 0) {
    const file = dso[0]?.match[1]?.split('/').at(-1) ?? 'a library';
    return {
      title: `${some(all.map(({ name }) => name)) || 'A symbol'} is in ${file}, which only another library pulls in: it is missing on the command line`,
      confidence: 0.9,
      evidence: lines([...hit(all), ...dso]),
      fixes: libraryFixes([/lib([\w+-]+)\.so/.exec(file)?.[1] ?? file], false),
      see: ['docs/causes.md#link-lib-missing'],
    };
  }
  // Nothing of libc is found at all: the driver was told to leave it out, or Go's linker did not see it.
  if (whole.length >= 3 && whole.length >= known.length + unknown.length)
    return {
      title: `No libc is in the link: ${some(whole.map(({ name }) => name))} and the like are undefined`,
      confidence: 0.6,
      evidence: lines(hit(whole)),
      fixes: [fixes.withLdflags(null), ...libraryFixes(['c'], false)],
      next: 'What is linked: `go build -ldflags=-v -x`, the "host link:" line; look for -nostdlib, -nodefaultlibs, and for a CC without libc',
      see: ['docs/causes.md#link-lib-missing'],
    };
  if (known.length > 0) {
    const libraries = [...new Set(known.map(({ kind }) => (kind.kind === 'library' ? kind.library : '')))];
    const builtin = libraries.every(isLibcLibrary);
    const libc = libcOf(seen, hit(known));
    return {
      title: `${some(known.map(({ name }) => name))} ${known.length === 1 ? 'is' : 'are'} in ${some(libraries.map((name) => `lib${name}`))}, which is not in the link, or stands before what needs it`,
      confidence: builtin ? 0.85 : 0.8,
      evidence: [...lines(hit(known)), ...(libc?.evidence ?? [])],
      fixes: [
        ...libraries.filter(isLibcLibrary).slice(0, 2).map(linkWith),
        libraryFlag(libraries),
        ...libraryFixes(libraries, isStatic(seen)).filter(({ id }) => id !== 'cgo-off'),
        fixes.cgoOff(),
      ],
      next: missingLibrary
        ? null
        : `Whether -l${libraries[0] ?? ''} is on the command line, and after the objects that use it: \`go build -x\`, and \`pkg-config --libs --static\` of what is linked statically`,
      see: ['docs/causes.md#link-lib-missing'],
    };
  }
  if (unknown.length > 0 && !missingLibrary) {
    // Called from an archive: one archive needs another. Called from the program's own C: a library, or a function that nobody wrote.
    const fromArchive =
      unknown.some(({ hit: { line } }) => /\.a\(|\.a:|\.so(?:\.\d+)*:/.test(line.text)) ||
      unknown.some(({ hit: { before } }) => before.some(({ text }) => /\.a\(\S+\): in function/i.test(text)));
    return {
      title: `${some(unknown.map(({ name }) => name))}: undefined in everything that is linked; a library is missing or out of order, or nobody defines it`,
      confidence: fromArchive ? 0.65 : unknown.length > 2 ? 0.55 : 0.45,
      evidence: lines(hit(unknown)),
      fixes: [libraryFlag([]), ...libraryFixes([], false)],
      next: `Which library holds it: \`nm -A --defined-only /usr/lib/*/*.a 2>/dev/null | grep ${unknown[0]?.name.replace(/[^\w.:]/g, '') ?? 'NAME'}\`; if none does, the program's own C lacks it`,
      see: ['docs/causes.md#link-lib-missing'],
    };
  }
  return null;
}

/** What glibc holds itself, compiled here against musl, where a package of its own brings it: the header was found, and the library is not named. */
function ofMuslLibraries(seen: Case, all: readonly Undefined[]): Draft | null {
  const found = all.filter(({ name }) => muslLibraryOf(name) !== null);
  const hits = found.map(({ hit }) => hit);
  if (found.length === 0 || libcOf(seen, hits)?.libc !== 'musl' || hits.some(({ line }) => /\.a\(|\.so\b|\.a:/.test(line.text))) return null;
  if (ofKind(all, 'glibc', 'lfs64', 'glibc-version').some(({ name }) => muslLibraryOf(name) === null)) return null;
  const libraries = [...new Set(found.map(({ name }) => muslLibraryOf(name) ?? ''))];
  return {
    title: `${some(found.map(({ name }) => name))}: musl keeps ${found.length === 1 ? 'it' : 'them'} in ${some(libraries.map((name) => `lib${name}`))}, which is not in the link`,
    confidence: 0.84,
    evidence: lines(hits),
    fixes: [
      libraryFlag(libraries),
      fixes.byHand('install-musl-library', 'Install the library for musl', [
        'Alpine: apk add musl-fts-dev, argp-standalone, musl-obstack-dev, libexecinfo-dev (to 3.16), gettext-dev',
      ]),
      fixes.cgoOff(),
    ],
    next: 'Whether the object that asks was compiled here, or came ready from a system of glibc: then it has to be rebuilt (libc-mix-link)',
    see: ['docs/causes.md#link-lib-missing'],
  };
}

/** A library that comes with the compiler: naming it is all it takes. */
const linkWith = (library: string): DraftFix =>
  fixes.change(`link-${library}`, `Link with -l${library}: CGO_LDFLAGS`, { env: { CGO_LDFLAGS: `-O2 -g -l${library}` } }, [
    'better named in the #cgo LDFLAGS of the package that needs it',
  ]);

const libraryFlag = (libraries: readonly string[]): DraftFix =>
  fixes.byHand(
    'add-ldflags',
    libraries.length === 0 ? 'Name the library in #cgo LDFLAGS' : `Name ${libraries.map((name) => `-l${name}`).join(' ')} in #cgo LDFLAGS, after what needs it`,
    [
      `in the Go file with import "C": // #cgo LDFLAGS: … ${libraries.map((name) => `-l${name}`).join(' ') || '-lNAME'}; libraries stand after their users, and once more at the end where they need each other`,
    ],
  );

function libraryFixes(libraries: readonly string[], asStatic: boolean): DraftFix[] {
  const debian = [...new Set(libraries.map(debianPackageOf).filter((name) => name !== null))];
  const name = libraries[0] ?? 'NAME';
  return [
    ...(debian.length > 0 ? [fixes.withPackages(debian)] : []),
    ...(asStatic ? [fixes.linkAs('dynamic')] : []),
    fixes.byHand(
      'install-library',
      asStatic ? 'Install the static archive of the library' : 'Install the library with its development files',
      isLibcLibrary(name)
        ? ['Debian: libc6-dev has the archives · Fedora: glibc-static, libstdc++-static · Alpine: apk add musl-dev, and NAME-static for others']
        : [
            `Debian: lib${name}-dev (the .a is in it, where Debian has one) · Fedora: ${name}-devel, ${name}-static · Alpine: apk add ${name}-dev ${name}-static · or -L with the folder of lib${name}`,
          ],
    ),
    fixes.cgoOff(),
  ];
}
