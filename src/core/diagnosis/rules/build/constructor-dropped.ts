// Go's own linker leaves out what C runs before main: .init_array. Nothing is printed; C state is just not set up.
import { fact, fromHit } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Draft, Rule, Signal } from '../../types.ts';
import { buildFlags, cgoOf, flagsEvidence, heard } from './seen.ts';

const asked: Signal = { id: 'internal-link-in-command', keywords: ['linkmode', 'go_extlink_enabled=0'], pattern: /-linkmode[= ]["']?internal|GO_EXTLINK_ENABLED=0/ };
/** People, tests and programs on a constructor that did not run. */
const words: Signal = {
  id: 'constructor-words',
  keywords: ['constructor', 'init_array', '.ctors', 'ctor', 'initializer', 'initialiser', 'static initialization'],
  pattern:
    /(?:\b(?:constructors?|ctors?|initiali[sz]ers?|static initiali[sz]ation)\b.{0,60}(?:\bnot\b|n't\b|\bnever\b|\bfalse\b|\bmissing\b|\bdropped\b|\bskipped\b|[=:] ?0\b)|__attribute__\s?\(\((?:__)?constructor|(?:no|missing|empty) \.(?:init_array|ctors)|INIT_ARRAY)/i,
};

export const constructorDropped: Rule = {
  id: 'constructor-dropped',
  cause: 'constructor-dropped',
  needs: 'cgo with -linkmode=internal, a binary that was built, and a run that came out wrong; sure where the C code is known to have constructors',
  contradictedBy: 'external linking; a run that failed at its start',
  signals: [asked, words],
  find: (seen) => byFacts(seen) ?? byText(seen),
};

const see = ['docs/causes.md#constructor-dropped'];
const remedies = () => [
  fixes.change('external-link', 'Link with the C linker: without -linkmode=internal', { ldflags: null }, ['the build needs the C linker, and takes a little longer']),
  fixes.withLdflags('-linkmode=external'),
  fixes.byHand('explicit-init', 'Call the set-up of the C code from Go', ['give the constructor a name and call C.name() in an init function, before anything else of that C']),
];

function byFacts(seen: Case): Draft | null {
  if (cgoOf(seen) === false) return null;
  const forced = /-linkmode[= ]["']?internal/.test(buildFlags(seen)) || (seen.facts.build?.linkMode === 'internal' && heard(seen, words.id).length > 0);
  if (!forced) return null;
  const outcome = seen.cell?.outcome ?? seen.facts.run?.outcome;
  if (seen.cell?.green === true || outcome === 'pass' || outcome === 'start-failed' || outcome === 'build-failed' || (seen.facts.build?.exitStatus ?? 0) !== 0) return null;
  const told = heard(seen, words.id);
  const failed = outcome === 'exit' || outcome === 'signal';
  return {
    title: 'The program was linked internally, which drops constructors of C (.init_array): what they set up is not there',
    confidence: told.length > 0 ? 0.9 : failed ? 0.65 : 0.45,
    evidence: [...told.slice(0, 2).map(fromHit), ...flagsEvidence(seen), ...fact(seen, 'build', 'linkMode'), ...fact(seen, 'run', 'outcome')],
    fixes: remedies(),
    see,
    next:
      told.length > 0
        ? null
        : 'Whether the C code has constructors: `grep -rn "__attribute__((constructor" .`, C++ objects outside functions; and whether the same cell is green without -linkmode=internal',
  };
}

function byText(seen: Case): Draft | null {
  const command = heard(seen, asked.id)[0];
  const told = heard(seen, words.id)[0];
  if (command === undefined || told === undefined) return null;
  return {
    title: 'Internal linking drops constructors of C (.init_array): what they set up is not there',
    confidence: 0.75,
    evidence: [fromHit(command), fromHit(told)],
    fixes: remedies(),
    see,
    next: 'Whether the file has them: `readelf -d FILE | grep INIT_ARRAY`, before and after linking with -linkmode=external',
  };
}
