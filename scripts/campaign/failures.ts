// `npm run campaign -- failures [--only NAME] [--cause CAUSE] [--sample] [--out FILE]`: every failure that can be made here is really made, explained and, where something can be
// applied, mended. Prints a table (cause, made, explained, evidence, control, fix proven) and JSON; ends with 1 where one of them did not come out as it should.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { CAUSES } from '../../src/shared/domain/causes.ts';
import { listFailures } from '../../tests/e2e/failures/list.ts';
import { prove, type Proven } from '../../tests/e2e/failures/prove.ts';
import { openWorkshop } from '../../tests/e2e/failures/workshop.ts';
import oneInstall from '../../tests/helpers/one-install.ts';
import { table } from '../lib/cgoscope.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true }, cause: { type: 'string', multiple: true }, sample: { type: 'boolean' }, out: { type: 'string' } },
});
const all = await listFailures();
const wanted = all.filter(
  ({ failure }) =>
    (values.only === undefined || values.only.includes(failure.name)) &&
    (values.cause === undefined || values.cause.includes(failure.cause)) &&
    (values.sample !== true || failure.sample === true),
);
if (wanted.length === 0) {
  console.error(`no failure is meant by these options; there are ${all.map(({ failure }) => failure.name).join(', ') || 'none'}`);
  process.exit(2);
}

const said = (what: true | null | string): string => (what === true ? 'yes' : (what ?? '-'));
const rows: Proven[] = [];
// Its volumes on the engine are known by this install, and go at the end.
const removeVolumes = oneInstall();
const workshop = await openWorkshop();
try {
  for (const { failure } of wanted) {
    const row = await prove(failure, workshop);
    rows.push(row);
    console.error(
      `${row.right ? 'ok   ' : 'WRONG'}  ${row.name.padEnd(36)} ${row.seconds.toFixed(1).padStart(6)} s${row.right ? '' : `  made ${said(row.made)}; explained ${row.explained}; control ${said(row.control)}; fix ${said(row.fix)}`}`,
    );
  }
} finally {
  await workshop.close();
  await removeVolumes();
}

console.log(
  table([
    ['failure', 'cause', 'made', 'explained', 'evidence', 'control', 'fix proven', ''],
    ...rows.map((row) => [
      row.name,
      row.cause,
      said(row.made).slice(0, 60),
      row.explained === row.cause ? 'yes' : row.explained,
      `${row.evidence.sound} of ${row.evidence.all}`,
      said(row.control).slice(0, 60),
      row.fix === null ? `- ${row.fixTold}`.slice(0, 60) : said(row.fix).slice(0, 60),
      row.right ? '' : 'WRONG',
    ]),
  ]),
);
const madeCauses = new Set(rows.filter(({ made }) => made === true).map(({ cause }) => cause));
const summary = {
  failures: rows.length,
  right: rows.filter(({ right }) => right).length,
  fixesProven: rows.filter(({ fix }) => fix === true).length,
  fixesTried: rows.filter(({ fix }) => fix !== null).length,
  causesMade: madeCauses.size,
  causesNotMade: Object.keys(CAUSES).filter((cause) => cause !== 'difference' && ![...madeCauses].some((made) => made === cause)),
};
console.log(
  `\n${summary.right} of ${summary.failures} as they should be; ${summary.fixesProven} of ${summary.fixesTried} fixes turned green; ${summary.causesMade} causes made, not made: ${summary.causesNotMade.join(', ') || 'none'}`,
);
const report = { summary, rows };
if (values.out === undefined) console.log(`\n${JSON.stringify(report)}`);
else {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(summary.right === summary.failures ? 0 : 1);
