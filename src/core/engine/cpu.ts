// The CPU of a machine from its /proc/cpuinfo, and the level that its flags make. Facts: the x86-64 psABI's table of micro-architecture levels with the kernel's
// names of the flags; for arm64 the features that each version of the architecture makes mandatory, with the kernel's names (Documentation/arch/arm64/elf_hwcaps).
import type { HostFacts } from '../../shared/domain/verdict.ts';

const X86_LEVELS: readonly (readonly [string, readonly string[]])[] = [
  ['v1', ['cmov', 'cx8', 'fpu', 'fxsr', 'mmx', 'sse', 'sse2']],
  ['v2', ['cx16', 'lahf_lm', 'popcnt', 'pni', 'sse4_1', 'sse4_2', 'ssse3']],
  ['v3', ['abm', 'avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'movbe', 'xsave']],
  ['v4', ['avx512bw', 'avx512cd', 'avx512dq', 'avx512f', 'avx512vl']],
];

/** Only what /proc/cpuinfo tells: a version whose mandatory features have no flag can't be told from the one before. */
const ARM_LEVELS: readonly (readonly [string, readonly string[]])[] = [
  ['v8.0', ['fp', 'asimd']],
  ['v8.1', ['atomics', 'asimdrdm', 'crc32']],
  ['v8.2', ['dcpop']],
  ['v8.3', ['fcma', 'jscvt', 'lrcpc']],
  ['v8.4', ['asimddp', 'flagm', 'dit', 'ilrcpc', 'uscat']],
  ['v8.5', ['flagm2', 'frint', 'sb', 'dcpodp']],
  ['v9.0', ['sve2']],
  ['v9.1', ['i8mm', 'bf16']],
];

/** Of the first processor. Null where the text names none. */
export function parseCpuinfo(text: string): HostFacts['cpu'] {
  const values = new Map<string, string>();
  for (const line of text.slice(0, 64 * 1024).split('\n')) {
    const at = line.indexOf(':');
    if (at < 0) {
      if (line.trim() === '' && (values.has('flags') || values.has('Features'))) break;
      continue;
    }
    const name = line.slice(0, at).trim();
    if (!values.has(name)) values.set(name, line.slice(at + 1).trim());
  }
  const flags = (values.get('flags') ?? values.get('Features') ?? values.get('isa') ?? '').split(/\s+/).filter((each) => each !== '');
  const arm = values.get('CPU part');
  const model =
    values.get('model name') ??
    values.get('Model') ??
    values.get('cpu model') ??
    values.get('uarch') ??
    (arm === undefined ? '' : `implementer ${values.get('CPU implementer') ?? '?'}, part ${arm}`);
  if (flags.length === 0 && model === '') return null;
  const levels = values.has('flags') ? (flags.includes('lm') ? X86_LEVELS : []) : values.has('Features') && flags.includes('asimd') ? ARM_LEVELS : [];
  return { model: model === '' ? 'unknown' : model, flags, level: levelOf(levels, new Set(flags)) };
}

/** The highest level that has all of its own flags and all of those below it. */
function levelOf(levels: readonly (readonly [string, readonly string[]])[], flags: ReadonlySet<string>): string | null {
  let level: string | null = null;
  for (const [name, needs] of levels) {
    if (!needs.every((flag) => flags.has(flag))) break;
    level = name;
  }
  return level;
}
