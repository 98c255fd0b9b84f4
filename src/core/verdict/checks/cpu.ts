// The CPU level that the program was built for against the host's. Facts: Go's cmd/go help (GOAMD64, GOARM64), runtime start-up checks, the x86-64 psABI (levels;
// GNU_PROPERTY_X86_ISA_1_NEEDED, which glibc's loader checks).
import type { Context } from '../context.ts';
import { architectureOf, architectureOfPlatform } from '../machine.ts';
import { compareVersions, fail, notNeeded, nothingStarts, ofBuild, ofElf, ofHost, pass, unknown, warn, type Result } from '../result.ts';
import type { JudgeInput } from '../types.ts';

interface Wanted {
  /** `v3`, `v8.1`. */
  readonly level: string;
  /** Features beside the level: `lse`, `crypto`. */
  readonly features: readonly string[];
  readonly text: string;
  readonly evidence: Result['evidence'][number];
}

export function cpu({ input, subject, execution }: Context): Result {
  if (subject === null) return nothingStarts();
  const architecture = architectureOf(subject.brief);
  if (architecture !== 'amd64' && architecture !== 'arm64') return notNeeded('no levels of this machine are known');
  const wanted = subject.elf === null ? null : highest([goLevel(input, architecture), isaNeeded(input)]);
  const base = architecture === 'amd64' ? 'v1' : 'v8.0';
  if (wanted === null) return notNeeded(`nothing asks for more than ${name(architecture, base)}`);
  if (compareVersions(wanted.level, base) <= 0 && wanted.features.length === 0) return pass(`${wanted.text}: every CPU has it`, wanted.evidence);
  const { host } = input;
  if (host === null) return unknown(`${wanted.text}; the host's CPU is not known`, wanted.evidence);
  if (execution.by === 'emulator')
    return unknown(`${wanted.text}; which instructions ${execution.emulator.name} knows depends on its version`, wanted.evidence, ofHost(execution.emulator.interpreter));
  if (architectureOfPlatform(host.platform) !== architecture) return unknown(`${wanted.text}, and the host is ${host.platform}`, wanted.evidence);
  if (host.cpu === null || host.cpu.level === null) return unknown(`${wanted.text}; the level of the host's CPU is not known`, wanted.evidence);
  const has = ofHost(`${host.cpu.model}: ${name(architecture, host.cpu.level)}`);
  if (!reaches(host.cpu.level, wanted.level)) {
    // Go's start-up looks at the level itself on x86-64; on arm64 it meets the first instruction that is missing.
    return fail('cpu-baseline', `${wanted.text}, the host's CPU has ${name(architecture, host.cpu.level)}`, wanted.evidence, has);
  }
  const lacking = wanted.features.filter((feature) => !hasFeature(host.cpu?.flags ?? [], feature));
  if (lacking.length > 0) return warn('cpu-baseline', `${wanted.text}; the host's CPU has no ${lacking.join(', ')}`, wanted.evidence, has);
  return pass(`${wanted.text}, the host's CPU has ${name(architecture, host.cpu.level)}`, wanted.evidence, has);
}

const name = (architecture: string, level: string): string => (architecture === 'amd64' ? `x86-64-${level}` : `Armv${level.slice(1)}`);

/** Armv9.n is Armv8.(n+5) with the scalable vectors; other levels are a plain row. */
function reaches(has: string, wanted: string): boolean {
  const nine = (level: string): boolean => level.startsWith('v9');
  const eight = (level: string): string => (nine(level) ? `8.${Number(level.slice(3) || 0) + 5}` : level);
  return (nine(has) || !nine(wanted)) && compareVersions(eight(has), eight(wanted)) >= 0;
}

/** Names of /proc/cpuinfo on arm64. */
const FEATURE_FLAGS: Readonly<Record<string, readonly string[]>> = { lse: ['atomics'], crypto: ['aes', 'pmull', 'sha1', 'sha2'] };
const hasFeature = (flags: readonly string[], feature: string): boolean => (FEATURE_FLAGS[feature] ?? [feature]).every((flag) => flags.includes(flag));

const highest = (all: readonly (Wanted | null)[]): Wanted | null =>
  all.reduce((best, each) => (best === null || (each !== null && compareVersions(each.level, best.level) > 0) ? each : best), null);

/** `GOAMD64=v3`, `GOARM64=v8.1,lse`. */
function goLevel({ elf, go }: JudgeInput, architecture: string): Wanted | null {
  const variable = architecture === 'amd64' ? 'GOAMD64' : 'GOARM64';
  const said = elf.go?.settings[variable] ?? (go?.level?.variable === variable ? go.level.value : undefined);
  if (said === undefined) return null;
  const [level = '', ...features] = said.split(',');
  if (!/^v\d+(?:\.\d+)?$/.test(level)) return null;
  return { level, features, text: `built with ${variable}=${said}`, evidence: ofBuild(`build info: ${variable}=${said}`) };
}

const ISA_NEEDED = 0xc0008002;
const ISA_BITS = ['v1', 'v2', 'v3', 'v4'];

/** The property note of the program: type, size, value, padded to the word. */
function isaNeeded(input: JudgeInput): Wanted | null {
  const { elf } = input;
  const word = elf.class === 64 ? 8 : 4;
  for (const { name: owner, type, desc } of elf.notes) {
    if (owner !== 'GNU' || type !== 5) continue;
    const u32 = (at: number): number => Number.parseInt((desc.slice(at * 2, at * 2 + 8).match(/../g) ?? []).reverse().join('') || '0', 16);
    for (let at = 0; at + 12 <= desc.length / 2;) {
      const size = u32(at + 4);
      if (u32(at) === ISA_NEEDED && size === 4) {
        const bits = u32(at + 8);
        const level = ISA_BITS.filter((_, bit) => (bits & (1 << bit)) !== 0).at(-1);
        if (level !== undefined) return { level, features: [], text: `says that it needs x86-64-${level}`, evidence: ofElf(input, `GNU property: x86 ISA needed ${level}`) };
      }
      at += 8 + Math.ceil(size / word) * word;
    }
  }
  return null;
}
