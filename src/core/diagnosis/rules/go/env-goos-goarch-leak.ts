// GOOS or GOARCH of the target (exported, ENV of a Dockerfile, `go env -w`) also holds for what is to run on the machine that builds: go run, go generate,
// go test, and tools that are installed (facts/claims.md C25).
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { byHand, forPlatform } from '../../fixes.ts';
import type { Case, Draft, Hit, Rule, Signal } from '../../types.ts';
import { contextOf, goarchOf, type Context } from './context.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf } from './signals.ts';

/** go run, go generate and go test start what they built under $WORK; `_obj/exe` up to 1.9; on Windows the words are of Windows. */
const FROM_WORK: Signal = {
  id: 'go-build-exec-format',
  keywords: [
    'exec format error',
    'not a valid Win32',
    'not compatible with the version of Windows',
    'bad CPU type',
    'cannot execute binary file',
    'cannot run executable',
    'Exec format',
  ],
  pattern:
    /go-build[^\s/\\]{0,40}[/\\].{0,300}(?:exec format error|not a valid Win32 application|not compatible with the version of Windows|bad CPU type in executable|cannot execute binary file)/i,
};
/** A tool that `go install` put into a bin folder while the target was set. */
const TOOL: Signal = {
  id: 'go-tool-exec-format',
  keywords: ['exec format error', 'cannot execute binary file', 'bad CPU type', 'not a valid Win32'],
  pattern:
    /((?:[^\s:"'(]{0,300}[/\\])?(?:go|gopath|GOPATH|\.tools|_tools|tools|hack|\.bin|gobin)[/\\](?:bin[/\\])?[\w.@-]+|(?:^|[\s"'])(?:\.\/)?bin[/\\][\w.@-]+): (?:exec format error|cannot execute(?: binary file)?|bad CPU type|.{0,40}not a valid Win32)|exec format error: ([^\s:"']{0,300}[/\\]go[/\\]bin[/\\][\w.@-]+)|(?:bash|\bsh|zsh): (?:line )?(?:\d+: )?([\w@-][\w.@-]*): cannot execute binary file/i,
};
/** Of the three shapes the path, or the bare name of what a shell found on PATH. */
const toolOf = (hit: Hit): string => (hit.match[1] ?? hit.match[2] ?? hit.match[3] ?? '').trim();
const GOBIN: Signal = { id: 'gobin-cross', keywords: ['cross-compiled binaries when GOBIN'], pattern: /cannot install cross-compiled binaries when GOBIN is set/ };
const OVERRIDE: Signal = {
  id: 'go-env-w-override',
  keywords: ['does not override conflicting'],
  pattern: /go env -w (GOOS|GOARCH|CGO_ENABLED)=\S* does not override conflicting OS environment variable/,
};
const GENERATE: Signal = {
  id: 'go-generate',
  keywords: ['go generate', 'go run', 'go test', 'go install', 'running "go"', 'make generate', 'go tool', 'generate] Error', 'generate: '],
  pattern: /\bgo (?:generate|run|test|install|tool)\b|running "[^"]+": (?:exit status|fork)|make(?:\[\d\])?: \*\*\* \[.*generate/,
};

export const rule: Rule = {
  id: 'env-goos-goarch-leak',
  cause: 'env-goos-goarch-leak',
  needs: 'a program that the go command built for itself and could not start, or that it refuses to install, while GOOS/GOARCH name another platform',
  contradictedBy: 'GOOS and GOARCH that are those of the machine; a program that is started somewhere else',
  signals: [FROM_WORK, TOOL, GOBIN, OVERRIDE, GENERATE, ...CONTEXT_SIGNALS],
  find(seen) {
    const context = contextOf(seen);
    return byWords(seen, context) ?? byFacts(seen);
  },
};

function byWords(seen: Case, context: Context): Draft | null {
  const work = seen.hits(FROM_WORK.id);
  const gobin = seen.hits(GOBIN.id);
  const set = context.goos !== null || context.goarch !== null;
  const tools = seen.hits(TOOL.id).filter((hit) => {
    if (/\/usr\/local\/go\/|hostedtoolcache|\/pkg\/tool\//.test(hit.line.text)) return false;
    // A bare name says nothing by itself: it counts where the target was set and something was generated or installed.
    return hit.match[3] === undefined || (set && seen.hits(GENERATE.id).length > 0);
  });
  const generating = seen.hits(GENERATE.id);
  const { cross } = context;
  const hits = [...work, ...gobin, ...tools];
  const hit = hits[0];
  if (hit === undefined) return null;
  let confidence =
    work.length > 0 ? 0.93 : gobin.length > 0 ? 0.92 : generating.length > 0 ? (set || tools.some((hit) => /[/\\]go[/\\]bin[/\\]|^bin[/\\]/.test(toolOf(hit))) ? 0.82 : 0.7) : 0.35;
  if (cross?.value === true) confidence = work.length > 0 || gobin.length > 0 ? 0.98 : Math.min(0.9, confidence + 0.2);
  if (cross?.value === false) confidence = cross.from === 'facts' ? 0.2 : 0.5;
  const target = context.goos === null && context.goarch === null ? 'another platform' : `${context.goos?.value ?? '?'}/${context.goarch?.value ?? '?'}`;
  return {
    title:
      gobin.length > 0 && work.length === 0
        ? `A tool was to be installed for ${target}, as GOOS or GOARCH is set: Go does not put it into GOBIN`
        : `GOOS or GOARCH is set, so what should run on this machine was built for ${target}`,
    confidence,
    evidence: [...evidenceOf(hits, 3), ...evidenceOf(seen.hits(OVERRIDE.id), 1), ...settingsEvidence(context)],
    fixes: [
      byHand('clear', 'Take GOOS and GOARCH away for what runs here', [
        'GOOS= GOARCH= go generate ./...   (also go run, go test, and go install of tools)',
        'go env -u GOOS GOARCH   takes back a `go env -w`; unset GOOS GOARCH   what was exported.',
      ]),
      byHand('dockerfile', 'Set the target for the one command only', ['RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build …   instead of ENV GOOS … GOARCH …']),
      byHand('test-exec', 'Run foreign tests under an emulator', ['go test -exec qemu-aarch64-static ./...   (or with go_linux_arm64_exec on PATH)']),
    ],
    see: [doc('env-goos-goarch-leak'), 'https://go.dev/wiki/WindowsCrossCompiling'],
    next: cross === null ? 'what the target is there: `go env GOOS GOARCH GOHOSTOS GOHOSTARCH; printenv GOOS GOARCH; cat "$(go env GOENV)"`' : null,
    ...(cross?.value === false ? { against: cross.evidence } : {}),
  };
}

const settingsEvidence = ({ goos, goarch, cross }: Context): FindingEvidence[] =>
  (cross?.value === true ? cross.evidence : [...(goos?.evidence ?? []), ...(goarch?.evidence ?? [])]).slice(0, 4);

/** The cell asked for one platform, and the binary says it was built for another: a setting stood above. */
function byFacts(seen: Case): Draft | null {
  const asked = seen.cell?.axes['platform'];
  const settings = seen.facts.elf?.goSettings;
  const [goos, goarch] = [settings?.['GOOS'], settings?.['GOARCH']];
  if (asked === undefined || goos === undefined || goarch === undefined) return null;
  const [askedOs = '', askedArch = ''] = asked.split('/');
  if (askedOs === goos && goarchOf(askedArch) === goarch) return null;
  return {
    title: `The cell is ${asked}, and the binary was built for ${goos}/${goarch}: GOOS or GOARCH is set somewhere above`,
    confidence: 0.9,
    evidence: [
      { source: 'elf', path: 'elf.goSettings.GOOS', text: goos },
      { source: 'elf', path: 'elf.goSettings.GOARCH', text: goarch },
      { source: 'facts', path: 'axes.platform', text: asked },
    ],
    fixes: [
      forPlatform(asked),
      byHand('clear', 'Take GOOS and GOARCH away', ['go env -u GOOS GOARCH; unset GOOS GOARCH; and look for them in env of the matrix file and ENV of the image.']),
    ],
    see: [doc('env-goos-goarch-leak')],
  };
}
