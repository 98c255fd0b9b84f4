// A branch or an address that does not reach: the program is longer than one instruction can span.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Rule, Signal } from '../../types.ts';
import { lines, some, heard } from './seen.ts';

/** GNU ld, gold, lld, mold and Go's own linker. Group: the relocation, where one is named. */
const outOfRange: Signal = {
  id: 'build-relocation-out-of-range',
  keywords: [
    'relocation truncated to fit',
    'out of range',
    'relocation overflow',
    'overflows omitted',
    'too far',
    'overflow 0x',
    'branch target',
    'trampoline',
    'program too large',
    'relocation offset overflow',
    'overflows 32 bits',
    'overflow in relocation',
    'does not fit in',
    'is too big',
    'does not fit',
    'too much data',
  ],
  pattern:
    /(?:relocation truncated to fit: (R_\w{1,60}|against)|(?:error|warning|ld\S{0,10}|mold): .{0,300}?relocation (\w{3,60}) (?:against .{1,200} )?(?:is )?out of range|relocation (R_\w{1,60}) out of range: |relocation (R_\w{1,60}) overflow|\brelocation overflow|relocation overflows omitted|\b(?:branch|fixup value|pcrel offset|bl?|jump target) out of range|\b(?:jump|call|branch|trampoline|branch target)s? (?:is )?too far\b|: (?:direct call|jump|branch|call|conditional branch|pc-relative \w{1,20})\S{0,3} too far|branch target out of range|program too large, |relocation target (?:out of range|too far)|unable to reach .{1,100} from|(R_(?:ARM|AARCH64|PPC64?|RISCV|LARCH|MIPS|390|X86_64)_\w{1,40}) .{0,100}(?:out of range|overflow|too far)|B\(BL\) instruction .{0,60}out of range|ARM64 branch out of range|b(?:l)?\(\d+\) out of range|TEXT section too large|section too large|(?:\bld(?:\.\w{1,8})?|mold|\/link)(?:-[\d.]{1,6})?: .{0,300}\bout of range|is too big \(>=2G\)|: relocation for \S{1,200} is too big|value 0x\w{1,20} does not fit|too much data, last (?:section|address)|dangerous relocation: .{0,100}(?:out of range|too far)|(?:non-)?pc-relative relocation (?:address|offset) for \S{1,200} is too big|trampoline insertion|[a-z]{2,10}: offset \S{1,20} too (?:large|far))/,
};

export const relocRange: Rule = {
  id: 'reloc-range',
  cause: 'reloc-range',
  needs: 'the relocation that does not reach, and that the link is external',
  contradictedBy: 'a relocation that is refused for its kind (recompile with -fPIC): nothing is too far there',
  signals: [outOfRange],
  find(seen) {
    const hits = heard(seen, outOfRange.id).filter(({ line }) => !/index out of range|slice bounds|strconv|parsing |constant |TPOFF|GOTTPOFF|TLSLE/.test(line.text));
    if (hits.length === 0) return null;
    const names = [...new Set(hits.flatMap(({ match }) => match.slice(1).filter((group): group is string => group !== undefined && /^R_|^BRANCH|^ARM64_RELOC/.test(group))))];
    const external = seen.facts.build?.linkMode === 'external';
    const branch = names.length === 0 || names.some((name) => /CALL|JUMP|JAL|BRANCH|REL24|BRANCH|THM|PLT|B26|PC24/.test(name));
    return {
      title: branch
        ? `The program is longer than a branch of ${machine(names[0]) ?? 'its machine'} reaches${names.length > 0 ? ` (${some(names)})` : ''}: the C linker puts in no way stations that Go's linker would`
        : `An address does not fit its instruction (${some(names)}): code and data lie further apart than the code was compiled for`,
      confidence: 0.93,
      evidence: [...lines(hits), ...(external ? fact(seen, 'build', 'linkMode') : [])],
      fixes: [
        ...(names.some((name) => name.startsWith('R_X86_64_'))
          ? [
              fixes.change('code-model', 'Compile the C for far data: -mcmodel=medium', { env: { CGO_CFLAGS: '-O2 -g -mcmodel=medium' } }, [
                'access to large data costs an instruction more; libraries that are linked in need it as well',
              ]),
            ]
          : []),
        fixes.change('go-trampolines', 'Let Go put in way stations for far branches: -ldflags=-debugtramp=2', { ldflags: '-debugtramp=2' }, ['every far call costs a jump more']),
        fixes.change('no-debug-info', 'Link without symbols and debugging information: -ldflags="-s -w"', { ldflags: '-s -w' }, ['helps only where the rest is just too long']),
        fixes.change('internal-link', 'Link internally, where no C of your own is in the program', { ldflags: '-linkmode=internal' }, [
          'C constructors are dropped',
          'the C linker is not asked: -extldflags do nothing',
        ]),
        fixes.cgoOff(),
        fixes.byHand('long-calls', 'Compile the C so that it can branch further', [
          'CGO_CFLAGS="-O2 -g -mlong-calls" (arm), -mcmodel=large or -ffunction-sections with -Wl,--gc-sections; newer Go versions reach further (1.20.3 for arm)',
        ]),
      ],
      see: ['docs/causes.md#reloc-range', 'https://github.com/golang/go/issues/58425'],
    };
  },
};

function machine(relocation: string | undefined): string | null {
  const name = /^R_(ARM|AARCH64|PPC64|PPC|RISCV|LARCH|MIPS|390|X86_64)_/.exec(relocation ?? '')?.[1];
  return name === undefined
    ? null
    : ({ ARM: 'arm', AARCH64: 'arm64', PPC64: 'ppc64le', PPC: 'ppc', RISCV: 'riscv64', LARCH: 'loong64', MIPS: 'mips', 390: 's390x', X86_64: 'amd64' }[name] ?? null);
}
