// What is asked for needs the C linker or runtime/cgo, and cgo is off.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { buildPassed, cgoOf, flagsEvidence, lines, heard } from './seen.ts';
import { failedWrapper } from './signals.ts';

/** The go command since 1.20 (`-buildmode=pie requires external (cgo) linking, but cgo is not enabled`), and on -race, -msan, -asan since 1.3. Group 1 the flag. */
const requiresCgo: Signal = {
  id: 'build-requires-cgo',
  keywords: ['requires external (cgo) linking', 'requires cgo', 'requires external linking', 'enable cgo by setting', 'cgo_enabled=1 required', 'cgo support is required'],
  pattern:
    /(?:(-\w[\w-]{0,40}(?:=[\w-]{1,40})?|\S{1,60}) requires external \(cgo\) linking(?:, but cgo is not enabled)?|(-(?:race|msan|asan|cover|buildmode=\S{1,30})) requires cgo|go (?:build|test|run|install|vet|list): (-\w+) requires cgo|(-linkmode=\S{1,30}|-buildmode=\S{1,30}) requires external linking)/,
};
/** Go's linker up to 1.19; a build can end well after it. */
const loadinternal: Signal = {
  id: 'build-loadinternal',
  keywords: ['cannot find runtime/cgo', 'unable to find runtime/cgo', 'cannot find runtime/race', 'cannot find runtime/msan'],
  pattern: /(?:loadinternal: cannot find (runtime\/\w{1,20})|unable to find (runtime\/cgo)(?:\.a)?)/,
};
/** The other way round: internal linking was asked for where it can't be. */
const mustExternal: Signal = {
  id: 'build-must-link-external',
  keywords: ['but external linking required', 'external linking required', 'internal linking requested'],
  pattern: /internal linking requested (?:via -linkmode=internal )?but external linking required: (.{1,200})/,
};

export const cgoInternalLink: Rule = {
  id: 'cgo-internal-link',
  cause: 'cgo-internal-link',
  needs: 'the build mode or flag that needs the C linker, and that cgo is off',
  contradictedBy: 'a build that ended well: then the message was only a note of an older linker',
  signals: [requiresCgo, loadinternal, mustExternal, failedWrapper],
  find: (seen) => [requires(seen), note(seen), external(seen)].filter((draft) => draft !== null),
};

const see = ['docs/causes.md#cgo-internal-link', 'https://github.com/golang/go/issues/64875'];

function requires(seen: Case): Draft | null {
  const hits = heard(seen, requiresCgo.id);
  const first = hits[0];
  if (first === undefined) return null;
  const flag = first.match.slice(1).find((group) => group !== undefined) ?? 'What is asked for';
  const cgo = cgoOf(seen);
  const race = /race|msan|asan/.test(flag);
  return {
    title: `${flag} needs ${race ? 'C code of its own, linked by cgo' : 'the C linker'}, and cgo is off`,
    confidence: cgo === true ? 0.8 : 0.97,
    evidence: [...lines(hits), ...(cgo === false ? fact(seen, 'build', 'cgo') : []), ...flagsEvidence(seen)],
    against: cgo === true ? fact(seen, 'build', 'cgo') : [],
    fixes: [
      fixes.cgoOn(),
      race
        ? fixes.change('no-race', `Build without ${flag}`, { goflags: null }, ['races are no longer found while the program runs'])
        : fixes.change('no-build-mode', 'Build an ordinary executable: without -buildmode and -linkmode of your own', { axes: { link: 'dynamic' }, ldflags: null, goflags: null }, [
            'the executable is loaded at a fixed address; no shared library comes of it',
          ]),
    ],
    see,
    next: cgo === null ? 'Why cgo is off: `go env CGO_ENABLED CC GOARCH GOHOSTARCH` (off by the environment, for a foreign target, or because there is no C compiler)' : null,
  };
}

function note(seen: Case): Draft | null {
  const hits = heard(seen, loadinternal.id);
  if (hits.length === 0 || buildPassed(seen)) return null;
  const failed = (seen.facts.build?.exitStatus ?? 0) !== 0 || heard(seen, failedWrapper.id).length > 0;
  return {
    title: 'The linker looks for runtime/cgo, and cgo is off: what is asked for (-buildmode=pie, -linkmode=external, c-shared) needs it',
    confidence: failed ? 0.7 : 0.45,
    evidence: [...lines(hits), ...(cgoOf(seen) === false ? fact(seen, 'build', 'cgo') : []), ...flagsEvidence(seen)],
    fixes: [
      fixes.cgoOn(),
      fixes.change('no-build-mode', 'Build an ordinary executable: without -buildmode and -linkmode of your own', { axes: { link: 'dynamic' }, ldflags: null, goflags: null }),
    ],
    see,
    next: 'Whether the build failed at all: Go 1.19 and older print this and go on; the exit status of `go build` says it',
  };
}

function external(seen: Case): Draft | null {
  const hits = heard(seen, mustExternal.id);
  if (hits.length === 0) return null;
  return {
    title: `Internal linking was asked for, and this program must be linked by the C linker: ${hits[0]?.match[1]?.trim() ?? ''}`,
    confidence: 0.7,
    evidence: [...lines(hits), ...flagsEvidence(seen)],
    fixes: [fixes.withLdflags('-linkmode=external'), fixes.withLdflags(null), fixes.cgoOff()],
    see,
  };
}
