// One process of the images bench: reads the index of an image of the engine (`engine REF`) or of an archive on disk (`archive FILE`), and
// prints time, memory and for how long anything else had to wait. Called by images.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine, resolveEndpoint } from '../../src/core/engine/index.ts';
import { auditOf } from '../../src/core/image/audit/index.ts';
import { createImageRoom, type ImageIndex } from '../../src/core/image/index.ts';

const [what = '', argument = ''] = process.argv.slice(2);

/** The longest stretch that this thread worked without giving way, in its own CPU time: on a busy machine the clock says nothing of that. */
function longestBlock(): () => number {
  const cpu = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = cpu();
  let longest = 0;
  const timer = setInterval(() => {
    const now = cpu();
    longest = Math.max(longest, now - last);
    last = now;
  }, 2);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function readEngine(ref: string): Promise<{ index: ImageIndex; readBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-images-'));
  const engine = await connectEngine(await resolveEndpoint(process.env), { install: 'bench', owner: 'bench' });
  try {
    return await createImageRoom({ cacheFolder: folder }).index(engine, ref);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const block = longestBlock();
const rssBefore = process.memoryUsage().rss;
const began = performance.now();
const { index, readBytes } = what === 'engine' ? await readEngine(argument) : await createImageRoom({ cacheFolder: tmpdir() }).archive(argument);
const readMs = performance.now() - began;
const longestBlockMs = block();
const audited = performance.now();
const { findings } = auditOf(index);
const auditMs = performance.now() - audited;
const walked = performance.now();
let entries = 0;
for (const _ of index.entries()) entries += 1;
console.log(
  JSON.stringify({
    readMs,
    auditMs,
    longestBlockMs,
    walkMs: performance.now() - walked,
    cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1000,
    rssBefore,
    rssPeak: process.resourceUsage().maxRSS * 1024,
    entries,
    readBytes,
    findings: findings.length,
    warnings: index.warnings.length,
  }),
);
