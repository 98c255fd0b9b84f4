// Something that was built for one architecture (or by another Go) came out of a cache into a build for another. GOCACHE itself keeps them apart (facts/claims.md
// C27); archives in GOPATH/pkg, tools in a restored bin folder, C objects and artefact paths without the architecture in their key do not.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact } from '../../evidence.ts';
import { byHand, change } from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { architecture } from '../start/known.ts';
import { CACHE_RESTORED, doc, evidenceOf } from './signals.ts';

/** Up to Go 1.9 of every import; later of archives from elsewhere: `object is [linux amd64 go1.6 X:none] expected [linux arm64 …]`, and with `go object` since 1.13. */
const OBJECT: Signal = {
  id: 'object-is-expected',
  keywords: ['object is ['],
  pattern: /object is \[(?:go object )?(\w+) (\w+) ([^\]\s]*)/,
};
/** Since Go 1.11 the linker's words of the same, over three lines. */
const HEADER: Signal = { id: 'object-header-mismatch', keywords: ['object header mismatch'], pattern: /object header mismatch/ };
/** The words of a foreign object or tool; of themselves they say nothing of a cache. */
const FOREIGN: Signal = {
  id: 'foreign-object',
  keywords: [
    'file in wrong format',
    'exec format error',
    'is incompatible with',
    'Relocations in generic ELF',
    'not an ELF',
    'skipping incompatible',
    'cannot execute binary',
    'wrong ELF class',
    'unknown architecture',
    'file was built for',
  ],
  pattern:
    /file in wrong format|exec format error|is incompatible with (?:elf|i386|aarch64)|Relocations in generic ELF \(EM: \d+\)|skipping incompatible|cannot execute binary file|unknown architecture of input file|file was built for/i,
};
const NO_SPACE_FOR = /go-build|\$WORK|\/b\d+\//;
const HOST_TOOL =
  /(?:\/go\/bin\/|\.bin\/|(?:^|[\s"'])(?:\.\/)?bin\/[\w.-]+:|\/\.cache\/|\/gopath\/bin\/|\.local\/bin\/|node_modules\/|\/bin\/(?:golangci-lint|mockgen|protoc|staticcheck|air|wire|sqlc|buf|gofumpt|controller-gen)|\/hostedtoolcache\/|_work\/_tool\/)/;

export const rule: Rule = {
  id: 'cache-cross-arch',
  cause: 'cache-cross-arch',
  needs: 'an object, archive or tool of another architecture, together with a cache that was restored; or an artefact whose machine is not that of its build',
  contradictedBy: 'a build without any cache; a cross compiler that is missing, which fails on the first day too',
  signals: [OBJECT, HEADER, FOREIGN, CACHE_RESTORED],
  find(seen) {
    return object(seen) ?? header(seen) ?? restored(seen) ?? artefact(seen);
  },
};

const fixes = () => [
  byHand('key', 'Put the architecture into the key of the cache', [
    'actions/cache: key: ${{ runner.os }}-${{ runner.arch }}-go-${{ hashFiles("**/go.sum") }}, and the same in restore-keys; GitLab: key: "$CI_RUNNER_EXECUTABLE_ARCH-go".',
    'In a Dockerfile: RUN --mount=type=cache,id=go-build-$TARGETARCH,target=/root/.cache/go-build.',
  ]),
  byHand('clean', 'Empty what was restored', [
    'go clean -cache; rm -rf "$(go env GOPATH)/pkg/$(go env GOOS)_$(go env GOARCH)" "$(go env GOPATH)/bin"',
    'Delete the saved cache, so that it is not restored once more.',
  ]),
  change('rebuild-all', 'Build everything anew (-a)', { goflags: '-a' }, ['every package is compiled again: minutes instead of seconds']),
];

/** What is wanted stands behind it: in the same line up to Go 1.12, in the next one since. */
const EXPECTED = /expected \[(?:go object )?(\w+) (\w+) ([^\]\s]*)/;

function object(seen: Case): Draft | null {
  const hits = seen.hits(OBJECT.id).flatMap((hit) => {
    const wanted = EXPECTED.exec([hit.line, ...hit.after.slice(0, 2)].map(({ text }) => text.slice(0, 4_000)).join(' '));
    return wanted === null ? [] : [{ hit, wanted }];
  });
  const differs = ({ hit, wanted }: (typeof hits)[number]): boolean => hit.match[2] !== wanted[2] || hit.match[1] !== wanted[1];
  const found = hits.find(differs) ?? hits[0];
  if (found === undefined) return null;
  const { hit } = found;
  const [, goos, goarch, go] = hit.match;
  const [, wantedOs, wantedArch, wantedGo] = found.wanted;
  const other = differs(found);
  return {
    title: other
      ? `An archive for ${goos}/${goarch} stands where one for ${wantedOs}/${wantedArch} is wanted: it came out of a cache or another build`
      : `An archive of another Go (${first(go)}) stands where ${first(wantedGo)} wants its own: a cache or GOPATH/pkg was kept over`,
    confidence: other ? 0.96 : 0.75,
    evidence: evidenceOf([hit, ...hits.map((each) => each.hit)], 3),
    fixes: fixes(),
    see: [doc('cache-cross-arch')],
  };
}

function header(seen: Case): Draft | null {
  const hits = seen.hits(HEADER.id);
  const hit = hits[0];
  if (hit === undefined) return null;
  const around = [hit.line, ...hit.after].map(({ text }) => text).join(' ');
  const have = /have ["']?go object (\w+ \w+) (\S+)/.exec(around);
  const want = /want ["']?go object (\w+ \w+) (\S+)/.exec(around);
  const other = have !== null && want !== null && have[1] !== want[1];
  return {
    title: `An object of ${have === null ? 'another build' : `${have[1]?.replace(' ', '/')} and ${have[2]}`} stands where one of ${want === null ? 'this build' : `${want[1]?.replace(' ', '/')} and ${want[2]}`} is wanted: a cache was kept over`,
    confidence: other ? 0.95 : 0.75,
    evidence: evidenceOf(hits, 3),
    fixes: fixes(),
    see: [doc('cache-cross-arch')],
  };
}
const first = (text: string | undefined): string => text?.split(' ')[0] ?? 'it';

function restored(seen: Case): Draft | null {
  const caches = seen.hits(CACHE_RESTORED.id);
  const cache = caches[0];
  const foreign = seen.hits(FOREIGN.id).filter(({ line }) => !NO_SPACE_FOR.test(line.text) || /wrong format|incompatible|EM: /.test(line.text));
  const hit = foreign[0];
  if (cache === undefined || hit === undefined) return null;
  // Docker's CACHED and "Using cache" stand in every build: they count only with a tool or object that was kept.
  const ofCi = caches.some(({ line }) => /restor|cache hit|found a cache|extracted/i.test(line.text));
  if (!ofCi && !HOST_TOOL.test(hit.line.text)) return null;
  const tool = foreign.find(({ line }) => HOST_TOOL.test(line.text));
  const inCache = foreign.some(({ line }) => /[/\\](?:\.cache[/\\])?go-build[/\\][0-9a-f]{2}[/\\]/.test(line.text));
  const keyed = caches.some(({ line }) => /\b(?:amd64|arm64|x64|x86_64|aarch64|ARM64|X64)\b/.test(line.text));
  return {
    title: tool === undefined ? 'An object of another architecture was found after a cache had been restored' : 'A tool out of a restored cache is for another architecture',
    confidence: (inCache ? 0.95 : tool === undefined ? (ofCi ? 0.8 : 0.6) : ofCi ? 0.85 : 0.5) - (keyed ? 0.25 : 0),
    evidence: [...evidenceOf([tool ?? hit], 2), ...evidenceOf(caches, 2)],
    fixes: fixes(),
    see: [doc('cache-cross-arch')],
    next: 'for which machine the file is, and the key of the cache: `file PATH`, and the step that restores it',
  };
}

/** The artefact is of another machine than its own build says: it was not made by it. */
function artefact(seen: Case): Draft | null {
  const { elf, build } = seen.facts;
  const [wanted, got] = [architecture(build?.goarch), architecture(elf?.machine)];
  if (wanted === null || got === null || wanted === got || elf?.format !== 'elf') return null;
  if (build?.exitStatus !== undefined && build.exitStatus !== 0) return null;
  const caches = seen.hits(CACHE_RESTORED.id).filter(({ line }) => /restor|cache hit|found a cache|extracted/i.test(line.text));
  const evidence: FindingEvidence[] = [...fact(seen, 'elf', 'machine'), ...fact(seen, 'build', 'goarch'), ...evidenceOf(caches, 2)];
  return {
    title: `The build was for ${build?.goarch}, and the file is for ${elf.machine}: it is left over from another build`,
    confidence: caches.length > 0 ? 0.96 : 0.7,
    evidence,
    fixes: [
      byHand('artefact-path', 'Put the architecture into the path of the artefact', ['go build -o "bin/$(go env GOOS)_$(go env GOARCH)/app"; copy that path in the Dockerfile.']),
      ...fixes(),
    ],
    see: [doc('cache-cross-arch')],
    next: 'where the file comes from: `go version -m FILE`, and the time it was written',
  };
}
