// `npm run campaign -- dns [--cases N] [--seed S] [--subject NAME]… [--out FILE]`: predictions against the wire, thousands of scenarios drawn at random beside the covering
// sample that CI takes. Prints what does not agree, a table by subject and the largest distance in time; ends with 1 where the packets of a case differ, or its
// time does in a second measurement too.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { holdAgainst, type Held } from '../../tests/core/dns/reference/against.ts';
import { coveringSample, randomCases, type ReferenceCase } from '../../tests/core/dns/reference/scenarios.ts';
import oneInstall from '../../tests/helpers/one-install.ts';
import { shellEnv, startOwner, temporaryFolder } from '../../tests/helpers/owner.ts';
import { table } from '../lib/cgoscope.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, subject: { type: 'string', multiple: true }, out: { type: 'string' } },
});
const count = Number(values.cases);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error(`--cases ${values.cases} --seed ${values.seed}: expected whole numbers, of cases at least one`);
  process.exit(2);
}
/** At once: more would measure the machine. */
const BATCH = 400;

const wanted = ({ subject }: ReferenceCase): boolean => values.subject === undefined || values.subject.includes(subject);
const cases = coveringSample(seed).filter(wanted);
for (const each of randomCases(seed)) {
  if (cases.length >= count) break;
  if (wanted(each)) cases.push(each);
}

const held: Held[] = [];
let again = 0;
const notes = new Set<string>();
const removeVolumes = oneInstall();
const folder = temporaryFolder();
const owner = await startOwner(folder.path);
const more = { env: shellEnv(), limitMs: 3_600_000 };
try {
  for (let from = 0; from < cases.length; from += BATCH) {
    const batch = cases.slice(from, from + BATCH);
    const first = await holdAgainst(owner.api, batch, more);
    const off = batch.filter((_, index) => first.held[index]?.agrees !== true);
    const second = off.length === 0 ? null : await holdAgainst(owner.api, off, more);
    again += off.length;
    for (const note of [...first.notes, ...(second?.notes ?? [])]) notes.add(note);
    held.push(...first.held.filter(({ agrees }) => agrees === true), ...(second?.held ?? []));
    console.error(
      `${Math.min(from + BATCH, cases.length)} of ${cases.length}; ${off.length} measured twice${first.overloaded ? ', overloaded' : ''}; ${wrong().length} do not agree`,
    );
  }
} finally {
  await owner.stop();
  folder.remove();
  await removeVolumes();
}

function wrong(): Held[] {
  return held.filter(({ agrees }) => agrees !== true);
}

for (const { text } of wrong()) console.log(text);
const subjects = [...new Set(held.map(({ subject }) => subject))].sort();
console.log(
  table([
    ['subject', 'cases', 'packets equal', 'time too'],
    ...subjects.map((subject) => {
      const own = held.filter((each) => each.subject === subject);
      return [subject, String(own.length), String(own.filter(({ packetsAgree }) => packetsAgree === true).length), String(own.filter(({ agrees }) => agrees === true).length)];
    }),
  ]),
);
for (const note of notes) console.log(`note: ${note}`);
const result = {
  seed,
  cases: held.length,
  packetsEqual: held.filter(({ packetsAgree }) => packetsAgree === true).length,
  agree: held.length - wrong().length,
  again,
  wrong: wrong(),
};
console.log(JSON.stringify({ ...result, wrong: result.wrong.length }));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
}
process.exitCode = wrong().length === 0 ? 0 : 1;
