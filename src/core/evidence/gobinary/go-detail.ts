// The `go` part of elf-detail@0.
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { GoInfo } from '../../../shared/domain/elf.ts';
import type { ElfSkeleton } from '../elf/skeleton.ts';
import { findBuildInfo } from './build-info.ts';
import { functionName } from './functions.ts';
import { packagesThatDecide } from './has.ts';
import { levelOf } from './level.ts';
import { linkModeOf } from './link-mode.ts';
import { isStd } from './std.ts';
import { PLAIN } from './symbol-name.ts';
import { readSymbolFacts, type SymbolFacts } from './symbols.ts';
import { mayBeGo, readGoText, type GoText } from './text.ts';

/**
 * What the Go toolchain left in a binary beside its build info; null for a file that is none of Go's. Works for every GOARCH, for stripped files and for
 * files without section headers. Never throws on any bytes; damage goes to the warnings of `skeleton.input`.
 */
export function readGoDetail(skeleton: ElfSkeleton): GoDetail | null {
  if (!mayBeGo(skeleton)) return null;
  const buildInfo = findBuildInfo(skeleton);
  const text = readGoText(skeleton);
  if (!buildInfo && !text) return null;
  const go = buildInfo?.info ?? null;
  const symbols = readSymbolFacts(skeleton);
  if (text) symbols.cgo.addFunctions(text.functions);
  const std = isStd(go);
  return {
    buildInfoFormat: buildInfo?.format ?? null,
    pclntab: text && { version: text.table.version, functions: text.functions.count, files: text.table.files, place: text.table.place },
    packages: (text?.packages.sums ?? [])
      .map(({ path, functions, bytes }) => ({ path, std: std(path), functions, bytes }))
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
      .slice(0, MAX_PACKAGES),
    has: packagesThatDecide(text, symbols, plainNames(text), go),
    zonesByName: asksForZones(text),
    cgoSymbols: symbols.cgo.list(),
    level: levelOf(skeleton, go),
    linkMode: linkModeOf(skeleton, text, symbols, go),
    race: sanitized(go, text, symbols),
  };
}

/** More than any program has. */
const MAX_PACKAGES = 50_000;
/** Names without a package are few: assembly of the runtime and, linked internally, C. */
const MAX_PLAIN = 20_000;

function plainNames(text: GoText | null): Set<string> {
  const names = new Set<string>();
  for (let i = 0; text && i < text.functions.count && names.size < MAX_PLAIN; i++) if (text.packages.of[i] === PLAIN) names.add(functionName(text.functions, i));
  return names;
}

/** The runtime alone brings a few functions of package time (time.now), so the package says nothing. */
function asksForZones(text: GoText | null): boolean | null {
  if (!text || text.table.version === 'unknown') return null;
  const time = text.packages.sums.findIndex(({ path }) => path === 'time');
  for (let i = 0; time >= 0 && i < text.functions.count; i++) if (text.packages.of[i] === time && functionName(text.functions, i) === 'time.LoadLocation') return true;
  return false;
}

function sanitized(go: GoInfo | null, text: GoText | null, symbols: SymbolFacts): boolean | null {
  if (go && ['-race', '-msan', '-asan'].some((flag) => go.settings[flag] === 'true')) return true;
  // runtime/race is linked for -race only; the three begin with a call into the sanitizer's library.
  if (symbols.sanitizers.length > 0 || text?.packages.sums.some(({ path }) => /^runtime\/(race|msan|asan)$/.test(path))) return true;
  return text || (go && Object.keys(go.settings).length > 0) ? false : null;
}
