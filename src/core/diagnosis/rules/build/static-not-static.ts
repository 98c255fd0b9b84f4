// Static was asked for, and what came out still wants a loader. Nothing is printed when it happens: flags and ELF decide.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { buildFlags, cgoOf, flagsEvidence, heard } from './seen.ts';

/** A command in a pasted log that asks for static linking by -extldflags alone. */
const asked: Signal = {
  id: 'static-asked-in-command',
  keywords: ['extldflags'],
  pattern: /\bgo (?:build|install|test|run)\b.{0,500}-extldflags[= ].{0,40}-static\b/,
};
/** Build systems that ask for it in their own words; and the question what came of it, whose file is called static as well. */
const askedOtherwise: Signal = {
  id: 'static-asked-otherwise',
  keywords: ['features=', 'static=', 'make ', 'just ', 'mage ', 'task ', 'ldflags'],
  pattern:
    /--features=(?:fully_)?static\w*|\b(?:make|just|task|mage) (?:\S{1,60} )?[\w-]{0,40}static\b|\b(?:BUILD_)?STATIC=(?:1|on|true|yes)\b|\b(?:CGO_)?LDFLAGS=["']?[^"'\n]{0,100}-static\b/,
};
const askedWhatItIs: Signal = {
  id: 'static-looked-at',
  keywords: ['ldd ', 'file ', 'readelf '],
  pattern: /(?:^|[$#%>] ?)(?:sudo )?(?:ldd|file|readelf -\w+) [^\s|;&]{0,300}static[^\s|;&]{0,200}/,
};
/** `file`, `ldd` and `readelf` on what came out. */
const dynamic: Signal = {
  id: 'static-still-dynamic',
  keywords: ['dynamically linked', 'program interpreter:', 'interpreter /lib', 'linux-vdso.so', 'ld-linux', 'ld-musl'],
  pattern: /(?:ELF \d\d-bit .{0,80}dynamically linked|Requesting program interpreter: \S{1,100}|^\s{0,20}(?:linux-vdso\.so\.1|libc\.so\.6 =>|\/lib\S{0,40}\/ld-\S{1,40} \(0x))/,
};

export const staticNotStatic: Rule = {
  id: 'static-not-static',
  cause: 'static-not-static',
  needs: 'flags or an axis that ask for static linking, and an ELF file with PT_INTERP',
  contradictedBy: 'an ELF file without PT_INTERP',
  signals: [asked, askedOtherwise, askedWhatItIs, dynamic],
  find: (seen) => byFacts(seen) ?? byText(seen) ?? byName(seen),
};

const see = ['docs/causes.md#static-not-static'];
const remedies = () => [
  fixes.change('static-external', 'Link statically for real: -linkmode=external -extldflags=-static', { axes: { cgo: '1', link: 'static' }, ldflags: null }, [
    'static glibc still opens NSS modules of the same glibc version at run time for names and users',
  ]),
  fixes.linkStatic('musl'),
  fixes.cgoOff(),
];

function byFacts(seen: Case): Draft | null {
  const { elf } = seen.facts;
  if (!elf?.interp) return null;
  const flags = buildFlags(seen);
  const byFlag = /-extldflags[=\s]?\s*["']{0,2}(?:[^"']{0,200}\s)?-static\b|-extldflags\S{0,10}-static\b/.test(flags);
  const byAxis = (seen.cell?.axes.link ?? '').startsWith('static') || /^static/.test(seen.cell?.linkage?.asked ?? '');
  const cgo = cgoOf(seen);
  const pieWithoutCgo = cgo === false && elf.linkage === 'pie' && (elf.needed ?? []).length === 0;
  const evidence: FindingEvidence[] = [...fact(seen, 'elf', 'interp'), ...fact(seen, 'elf', 'linkage'), ...fact(seen, 'build', 'linkMode'), ...flagsEvidence(seen)];
  if (byFlag || byAxis) {
    const internal = seen.facts.build?.linkMode === 'internal' || (seen.facts.build?.linkMode === undefined && !/-linkmode[= ]["']?external/.test(flags));
    return {
      title: internal
        ? `Static was asked for with -extldflags, which Go's own linker never reads: the binary still wants ${elf.interp}`
        : `Static was asked for, and the binary still wants ${elf.interp}`,
      // The start failed for want of that very loader: this is why.
      confidence: seen.cell?.outcome === 'start-failed' || seen.facts.run?.outcome === 'start-failed' ? 0.99 : 0.96,
      evidence: [...evidence, ...(byAxis && seen.cell ? [{ source: 'facts' as const, path: 'cell.linkage', text: JSON.stringify(seen.cell.linkage) }] : [])],
      fixes: remedies(),
      see,
    };
  }
  if (!pieWithoutCgo || seen.cell?.green === true) return null;
  // Nobody said static here; cgo off is what people take for it. Only where the start failed, or the image has no such loader.
  const missing = seen.facts.image?.missing?.includes(elf.interp) === true || seen.facts.image?.has?.includes(elf.interp) === false;
  const failed = seen.cell?.outcome === 'start-failed' || seen.facts.run?.outcome === 'start-failed';
  if (!missing && !failed) return null;
  return {
    title: `cgo is off, and the binary still wants ${elf.interp}: Go links position-independent executables with an interpreter`,
    confidence: 0.6,
    evidence: [...evidence, ...fact(seen, 'build', 'cgo')],
    fixes: [fixes.linkAs('dynamic'), fixes.change('static-pie', 'Link a static PIE with the C linker', { axes: { cgo: '1', link: 'static-pie' } }), fixes.runOn('glibc')],
    see,
  };
}

function byText(seen: Case): Draft | null {
  const command = heard(seen, asked.id).find(({ line }) => !/-linkmode[= ]["']?external/.test(line.text) && !/CGO_ENABLED=0/.test(line.text));
  if (command === undefined || (seen.facts.elf !== undefined && !seen.facts.elf.interp)) return null;
  const result = heard(seen, dynamic.id).find(({ line }) => line.number > command.line.number);
  if (result === undefined) return null;
  return {
    title: "Static was asked for with -extldflags alone, which Go's own linker never reads: the file is dynamically linked",
    confidence: 0.85,
    evidence: [fromHit(command), fromHit(result)],
    fixes: remedies(),
    see,
    next: 'Which linker ran: `go build -ldflags=-v …` prints "host link:" where the C linker did',
  };
}

/** Asked for by another build system, and a file called static that wants libraries: whether -linkmode=external was among the flags is not to be seen. */
function byName(seen: Case): Draft | null {
  const command = heard(seen, askedOtherwise.id)[0];
  const looked = heard(seen, askedWhatItIs.id).find(({ line }) => command !== undefined && line.number > command.line.number);
  if (command === undefined || looked === undefined || (seen.facts.elf !== undefined && !seen.facts.elf.interp)) return null;
  const result = heard(seen, dynamic.id).find(({ line }) => line.number > looked.line.number && line.number - looked.line.number <= 6);
  if (result === undefined) return null;
  return {
    title: 'Static was asked for, and the file is dynamically linked',
    confidence: 0.78,
    evidence: [fromHit(command), fromHit(looked), fromHit(result)],
    fixes: remedies(),
    see,
    next: 'Which linker ran, and with what: `go build -ldflags=-v …` prints "host link:" where the C linker did; Go\'s own never reads -extldflags',
  };
}
