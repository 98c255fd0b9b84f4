// `npm run bench -- --part trace-diff [--events N] [--repeats N] [--a LOG --b LOG] [--out FILE]`: two traces of a million events compared, and the document made of it. The logs are
// made up (scripts/lib/trace-log.ts) unless two are named: other pids, addresses and interleaving, and a folder that is missing in the second, which must be what the comparison says
// first. In this process, as in the thread that the workbench has for it; wall time and the processor's beside it, as a busy machine shows in the first alone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareSteps, diffDocument, type Compared } from '../../src/core/compare/index.ts';
import { readTrace } from '../../src/core/evidence/index.ts';
import { openFile } from '../../src/core/file-source.ts';
import { median, table } from '../lib/cgoscope.ts';
import { writeTraceLog } from '../lib/trace-log.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    repeats: { type: 'string', default: '3' },
    a: { type: 'string' },
    b: { type: 'string' },
    out: { type: 'string' },
    part: { type: 'string' },
  },
});
const [events, repeats] = [Number(values.events), Number(values.repeats)];
if (!Number.isInteger(events) || events < 1 || !Number.isInteger(repeats) || repeats < 1 || (values.a === undefined) !== (values.b === undefined)) {
  console.error('usage: npm run bench -- --part trace-diff [--events N] [--repeats N] [--a LOG --b LOG] [--out FILE]; whole numbers of 1 or more');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-trace-diff-'));
try {
  const files = { a: values.a ?? join(folder, 'a'), b: values.b ?? join(folder, 'b') };
  if (values.a === undefined) {
    writeTraceLog(files.a, { calls: events, full: true });
    writeTraceLog(files.b, { calls: events, full: true, other: true });
  }
  const sources = { a: openFile(files.a, files.a), b: openFile(files.b, files.b) };
  const traces = { a: readTrace(sources.a), b: readTrace(sources.b) };
  const wall: number[] = [];
  const cpu: number[] = [];
  let longestStep = 0;
  let sentence: string | null = null;
  for (let round = 0; round < repeats; round += 1) {
    const used = process.cpuUsage();
    const since = performance.now();
    const steps = compareSteps(traces.a, traces.b);
    let compared: Compared | null = null;
    while (compared === null) {
      const began = performance.now();
      const step = steps.next();
      longestStep = Math.max(longestStep, performance.now() - began);
      if (step.done === true) compared = step.value;
    }
    sentence = diffDocument(compared, { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } }).firstParting?.sentence ?? null;
    wall.push(performance.now() - since);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1_000);
  }
  sources.a.close();
  sources.b.close();
  const row = {
    eventsA: traces.a.index.count,
    eventsB: traces.b.index.count,
    bytes: sources.a.size + sources.b.size,
    wallMs: Math.round(median(wall)),
    cpuMs: Math.round(median(cpu)),
    longestStepMs: Math.round(longestStep),
    sentence,
  };
  console.log(
    table([
      ['events', 'wall ms', 'cpu ms', 'longest step ms', 'what it says first'],
      [`${row.eventsA} and ${row.eventsB}`, `${row.wallMs}`, `${row.cpuMs}`, `${row.longestStepMs}`, sentence ?? 'no difference that tells'],
    ]),
  );
  const report = { events, repeats, node: process.version, load: loadavg(), rssMb: Math.round(process.memoryUsage().rss / 1e6), rows: [row] };
  console.log(JSON.stringify(report));
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  if (values.a === undefined && sentence?.includes('/srv/www/static/7/') !== true) {
    console.error('the one difference that was written was not what the comparison says first');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
