// What a check hands back, in short words; and where a fact of the binary stands in its bytes.
import type { CheckResult, VerdictEvidence } from '../../shared/domain/verdict.ts';
import type { JudgeInput } from './types.ts';

export type Result = Omit<CheckResult, 'id'>;

/** Lists in sentences end here. */
const SHOWN = 8;

export const pass = (text: string, ...evidence: VerdictEvidence[]): Result => ({ status: 'pass', text, cause: null, evidence });
export const notNeeded = (text: string, ...evidence: VerdictEvidence[]): Result => ({ status: 'not-needed', text, cause: null, evidence });
export const unknown = (text: string, ...evidence: VerdictEvidence[]): Result => ({ status: 'unknown', text, cause: null, evidence });
export const fail = (cause: string | null, text: string, ...evidence: VerdictEvidence[]): Result => ({ status: 'fail', text, cause, evidence });
export const warn = (cause: string | null, text: string, ...evidence: VerdictEvidence[]): Result => ({ status: 'warn', text, cause, evidence });

export const ofImage = (text: string, path: string | null = null): VerdictEvidence => ({ source: 'image', text, path, byteOffset: null, length: null });
export const ofHost = (text: string): VerdictEvidence => ({ source: 'host', text, path: null, byteOffset: null, length: null });
export const ofBuild = (text: string): VerdictEvidence => ({ source: 'build', text, path: null, byteOffset: null, length: null });

/** `fact`: the path of the fact in `elf@1`. The bytes are those that were read for it, or those that the header tells. */
export function ofElf(input: JudgeInput, text: string, fact?: string): VerdictEvidence {
  const place = fact === undefined ? null : (input.places?.find((each) => each.fact === fact) ?? computed(input, fact));
  return { source: 'elf', text, path: input.elf.path, byteOffset: place?.offset ?? null, length: place?.length ?? null };
}

/** Places that follow from the ELF header and the program headers alone. */
function computed({ elf }: JudgeInput, fact: string): { offset: number; length: number } | null {
  const wide = elf.class === 64 ? 8 : 4;
  switch (fact) {
    case 'magic':
      return { offset: 0, length: Math.min(4, elf.size) };
    case 'class':
      return { offset: 4, length: 1 };
    case 'data':
      return { offset: 5, length: 1 };
    case 'osabi':
      return { offset: 7, length: 1 };
    case 'type':
      return { offset: 16, length: 2 };
    case 'machine':
      return { offset: 18, length: 2 };
    case 'flags':
      return elf.class === null ? null : { offset: 24 + 3 * wide, length: 4 };
    case 'interp': {
      const segment = elf.segments.find(({ type }) => type === 'PT_INTERP');
      return segment === undefined ? null : { offset: segment.offset, length: segment.filesz };
    }
    default:
      return computedDynamic(elf, fact);
  }
}

function computedDynamic(elf: JudgeInput['elf'], fact: string): { offset: number; length: number } | null {
  const match = /^(needed|rpath|runpath)(?:\[(\d+)\])?$/.exec(fact);
  const table = elf.segments.find(({ type }) => type === 'PT_DYNAMIC');
  if (match === null || table === undefined) return null;
  const tag = `DT_${(match[1] ?? '').toUpperCase()}`;
  const entry = elf.class === 64 ? 16 : 8;
  let left = tag === 'DT_NEEDED' ? Number(match[2] ?? 0) : 0;
  const index = elf.dynamic.findIndex((each) => each.tag === tag && left-- === 0);
  return index < 0 ? null : { offset: table.offset + index * entry, length: entry };
}

/** `a, b and 3 more`. */
export function some(names: readonly string[], most = SHOWN): string {
  if (names.length <= most) return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** -1, 0, 1 by the numbers in them: `2.9` before `2.34`; kernels with their suffixes (`6.1.0-18-amd64`) too. */
export function compareVersions(a: string, b: string): number {
  const numbers = (text: string): number[] => (/\d+(?:\.\d+)*/.exec(text)?.[0] ?? '0').split('.').slice(0, 8).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** The answer of every check behind the format, where execve takes nothing. */
export const nothingStarts = (): Result => notNeeded('nothing to check: it does not get that far');
