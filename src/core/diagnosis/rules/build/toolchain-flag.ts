// A flag that Go, #cgo or the user passes, and that Go's own check, the compiler or the linker refuses.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { flagOf, namesMachine, ofDriver, rejectedFlag } from './driver-flags.ts';
import { goarchOfCompiler, lines, some, heard } from './seen.ts';
import { groupOf } from './signals.ts';

/** Go's list of allowed flags (since 1.9.4): `invalid flag in #cgo LDFLAGS: -Wl,…`, `invalid flag in pkg-config --libs: …`, `malformed #cgo argument: …`. Groups: variable, flag. */
const invalidFlag: Signal = {
  id: 'build-invalid-cgo-flag',
  keywords: ['invalid flag in', 'malformed #cgo', 'invalid #cgo', 'malformed go:cgo_ldflag', 'invalid pkg-config'],
  pattern:
    /(?:invalid flag in (#cgo|pkg-config|go:cgo_ldflag)(?: (\w{1,20}FLAGS|--\w{1,20}))?: (.{1,300})|malformed #cgo (?:argument|line): (.{1,300})|invalid #cgo (?:line|verb): (.{1,300})|malformed go:cgo_ldflag: (.{1,300}))/,
};
/** Words that are no flag to the driver: `-static-pie` with `-shared`, an unknown sanitizer. */
const refused: Signal = {
  id: 'build-refused-combination',
  keywords: ['may not be used together', 'cannot be used with', 'not allowed with', 'not supported for this target', 'is not valid for'],
  pattern:
    /(?:gcc|g\+\+|cc1(?:plus)?|clang|clang\+\+|zig|ld(?:\.\w+)?)(?:-[\d.]+)?: (?:(?:fatal )?error: |-\S{1,60} and ).{0,200}(?:may not be used together|cannot be used with|not allowed with|not supported for this target|is not valid for)/,
};

export const toolchainFlag: Rule = {
  id: 'toolchain-flag',
  cause: 'toolchain-flag',
  needs: 'the flag that was refused, and by what',
  contradictedBy: 'a flag that names a machine (-m64, -marm, -mabi=…): then the compiler is for another one (toolchain-wrong-target)',
  signals: [invalidFlag, refused, rejectedFlag],
  find: (seen) => [byGo(seen), byDriver(seen)].filter((draft) => draft !== null),
};

const see = ['docs/causes.md#toolchain-flag', 'https://go.dev/wiki/InvalidFlag'];

function byGo(seen: Case): Draft | null {
  const hits = heard(seen, invalidFlag.id);
  const first = hits[0];
  if (first === undefined) return null;
  const variable = /^\w+FLAGS$/.test(first.match[2] ?? '') ? (first.match[2] ?? '') : first.match[2] === '--cflags' ? 'CFLAGS' : 'LDFLAGS';
  const flag = (first.match[3] ?? first.match[4] ?? first.match[5] ?? first.match[6] ?? '').trim();
  const allow = `CGO_${variable}_ALLOW`;
  const malformed = /malformed|invalid #cgo/.test(first.line.text);
  return {
    title: malformed ? `Go can't read a #cgo line: ${flag}` : `Go does not let a package pass ${flag} to the ${variable === 'LDFLAGS' ? 'linker' : 'compiler'} by #cgo ${variable}`,
    confidence: 0.96,
    evidence: lines(hits),
    fixes: [
      ...(malformed
        ? []
        : [
            fixes.change('allow-flag', `Allow the flag: ${allow}`, { env: { [allow]: escaped(flag) } }, [
              'the list guards against packages that run code while they are compiled: allow what you know, not .*',
            ]),
          ]),
      fixes.byHand('change-cgo-line', 'Write the flag in a form that Go lets pass', [
        '-Wl,-rpath,DIR with a comma, ${SRCDIR} instead of a path relative to nothing, libraries as -lNAME; or set CGO_LDFLAGS in the environment, which is not checked',
      ]),
      fixes.cgoOff(),
    ],
    see,
  };
}

/** As the regular expression that CGO_…_ALLOW is. */
const escaped = (flag: string): string => flag.slice(0, 200).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function byDriver(seen: Case): Draft | null {
  const rejected = heard(seen, rejectedFlag.id).filter((hit) => ofDriver(hit) && !/\bld: unknown options?: (?:--build-id|-z|--hash-style)/.test(hit.line.text));
  const machine = rejected.filter((hit) => namesMachine(hit));
  // The compiler is named for the target: then even a flag of a machine is only a flag that it does not know.
  const agrees = seen.facts.build?.goarch !== undefined && goarchOfCompiler(seen) === seen.facts.build.goarch;
  const hits = [...(agrees ? rejected : rejected.filter((hit) => !machine.includes(hit))), ...heard(seen, refused.id)];
  const first = hits[0];
  if (first === undefined) return null;
  const names = hits.map((hit) => (hit.signal === refused.id ? '' : flagOf(hit))).filter((name) => name !== '');
  const flag = some(names) || groupOf(first.match);
  const byLinker = /\b(?:ld|gold|lld|mold|collect2)\b/.test(first.line.text.split(':')[0] ?? '') || /ld(?:\.\w+)?:/.test(first.line.text);
  const ofGo = names.some((name) =>
    /^-{1,2}(?:export-dynamic-symbol|compress-debug-sections|ffile-prefix-map|fdebug-prefix-map|gno-record-gcc-switches|fno-caret-diagnostics|Qunused-arguments|build-id|no-gc-sections|ffat-lto)/.test(
      name,
    ),
  );
  const simd = names.some((name) => /^-m(?:sse|avx|aes|fma|bmi|f16c|popcnt|pclmul|neon|fpu|crc|adx|sha|rdrnd|native|tune|arch=native)/.test(name));
  return {
    title: `The ${byLinker ? 'linker' : 'C compiler'} does not know ${flag === '' ? 'a flag' : flag}${ofGo ? ', which this version of Go passes' : simd ? ': a flag for another machine, or for a newer compiler' : ''}`,
    confidence: 0.88,
    evidence: [...lines(hits), ...fact(seen, 'build', 'cc')],
    fixes: [
      ...(ofGo
        ? [
            fixes.byHand('newer-binutils', 'Build with a newer compiler and linker', [
              'binutils 2.35 knows --export-dynamic-symbol, gcc 8 -ffile-prefix-map; or an older Go, or -ldflags=-linkmode=internal where there is no C of your own',
            ]),
          ]
        : []),
      fixes.change('default-flags', 'Build without flags of your own for the C compiler', { env: { CGO_CFLAGS: null, CGO_CXXFLAGS: null, CGO_LDFLAGS: null, CGO_CPPFLAGS: null } }),
      fixes.byHand('guard-flag', 'Pass the flag only where the compiler knows it', [
        `// #cgo amd64 CFLAGS: ${names[0] ?? '-mFLAG'} holds for one machine; CC and CXX name another compiler (gcc for flags of gcc, clang for flags of clang)`,
      ]),
      fixes.withLdflags(null),
      fixes.cgoOff(),
    ],
    see,
    next: 'Who passes it: `go build -x` shows the command line; `go env CGO_CFLAGS CGO_LDFLAGS`, and the #cgo lines of the package',
  };
}
