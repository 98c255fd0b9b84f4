// A bundle as somebody nasty would send it: made of the recorded run, with markup, terminal and direction controls, prototype names and endless texts in every place that is a stranger's.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { z } from 'zod';
import { aFinding, aFix } from './finding.ts';

/** Would run as markup, would colour a terminal, would turn the reading direction. */
export const EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\u001b[31m\u202eevil\u2066\u200b\u0007\ufeff';
const LONG = 'L'.repeat(20_000);

/** What a stranger may claim to have found: twice the same, following from nobody and from itself, standing on places that are not there. */
const FINDING = aFinding({
  title: 'it is',
  evidence: [
    { source: 'log', line: 1, text: 'a', path: 'build' },
    { source: 'log', line: 4_000_000_000, text: 'b' },
    { source: 'elf', byteOffset: 2 ** 50, length: 2 ** 50, text: 'c', path: 'elf.interp' },
    { source: 'trace', event: 4_000_000_000, text: '/x' },
    { source: 'image', path: '/etc/../..' },
  ],
  against: [{ source: 'facts', path: 'constructor', text: 'd' }],
  fixes: [
    aFix({
      tradeOffs: ['t', 't'],
      change: { axes: { toString: 'valueOf' }, env: { __proto: null }, sources: [{ path: 'a', find: 'x\ny', replace: 'z' }], manual: ['rm -rf $HOME'] },
    }),
    aFix(),
  ],
  see: ['javascript:alert(1)', 'javascript:alert(1)'],
  next: 'look',
});
const FINDINGS = [FINDING, FINDING, { ...FINDING, id: 'f2', follows: 'f2' }, { ...FINDING, id: 'f3', follows: 'nobody' }, { ...FINDING, id: 'f4', follows: 'f3' }];

/** Names of the format whose values are words of ours: with others the bundle would be refused, which other tests see to. */
const OURS = new Set(
  'schema state outcome stage id startedAt endedAt format class data linkage libc at createdAt sha256 kind treeHash createdBy entry flags value addr protocol expected key type source runs'.split(
    ' ',
  ),
);

/** Every text of the value made hostile, every 37th endless. */
function spoil(value: unknown, name: string, count: { texts: number }): unknown {
  if (typeof value === 'string') {
    if (OURS.has(name) || /^\d+$/.test(value)) return value;
    count.texts += 1;
    return count.texts % 37 === 0 ? value + LONG : value + EVIL;
  }
  if (Array.isArray(value)) return value.map((each) => spoil(each, name, count));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoil(each, key, count)]));
  return value;
}

const cellSchema = z.looseObject({ number: z.number(), state: z.string(), outcome: z.unknown(), stage: z.unknown(), key: z.string(), axes: z.record(z.string(), z.string()) });
const manifestSchema = z.looseObject({
  evidence: z.array(z.looseObject({ kind: z.string(), sha256: z.string(), size: z.number() })),
  run: z.looseObject({ id: z.string(), project: z.looseObject({ path: z.string() }), cells: z.array(cellSchema) }),
});

async function unpack(file: string): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const extract = tar.extract();
  extract.end(gunzipSync(readFileSync(file)));
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer); // tar-stream's own type does not name its chunks
    entries.set(entry.header.name, Buffer.concat(chunks));
  }
  return entries;
}

/** Writes the bundle to `to`; answers the id of its run and the numbers of its cells. */
export async function hostileBundle(recorded: string, to: string): Promise<{ id: string; cells: number[] }> {
  const entries = await unpack(recorded);
  const manifest = manifestSchema.parse(JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? ''));
  const count = { texts: 0 };
  const blobs = new Map<string, Buffer>();
  for (const evidence of manifest.evidence) {
    let bytes = entries.get(`blobs/${evidence.sha256}`) ?? Buffer.alloc(0);
    if (['facts', 'elf', 'trace'].includes(evidence.kind)) bytes = Buffer.from(JSON.stringify(spoil(JSON.parse(bytes.toString('utf8')), '', count)));
    else if (['build-log', 'stdout', 'stderr'].includes(evidence.kind))
      bytes = Buffer.concat([Buffer.from(`${EVIL}\n./x.go:1:1: ${EVIL} error: ${LONG}\n`), Buffer.from([0xff, 0xfe, 0, 10]), bytes]);
    evidence.sha256 = createHash('sha256').update(bytes).digest('hex');
    evidence.size = bytes.length;
    blobs.set(evidence.sha256, bytes);
  }
  const { run } = manifest;
  run.id = `${run.id.slice(0, -1)}${run.id.endsWith('Z') ? 'Y' : 'Z'}`;
  run.project.path = `/tmp/${EVIL}`;
  run['endpoint'] = EVIL + LONG;
  run.cells = run.cells.map((cell, index) => {
    const spoilt = cellSchema.parse(spoil({ ...cell, findings: FINDINGS }, '', count));
    const axes = { ...cell.axes };
    if (index % 3 === 0) for (const axis of Object.keys(axes)) axes[axis] = index % 2 === 0 ? '__proto__' : `${axes[axis] ?? ''}${EVIL}`;
    if (index === 5) axes['toString'] = 'valueOf';
    if (index === 8) axes['axis of the future'] = EVIL;
    return {
      ...spoilt,
      number: cell.number,
      state: cell.state,
      outcome: cell.outcome,
      stage: cell.stage,
      axes,
      key: index % 4 === 0 ? `${EVIL}${index}` : index === 9 ? '__proto__' : index === 10 ? `a=${LONG}` : cell.key,
      timesNs: { constructor: 5, ['x'.repeat(3_000)]: 7, build: index % 2 === 0 ? 0 : Number.MAX_SAFE_INTEGER, total: index * 1e9 },
    };
  });
  const pack = tar.pack();
  pack.entry({ name: 'manifest.json' }, JSON.stringify({ ...manifest, replaced: [] }));
  for (const [hash, bytes] of blobs) pack.entry({ name: `blobs/${hash}` }, bytes);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer); // as above
  writeFileSync(to, gzipSync(Buffer.concat(chunks)));
  return { id: run.id, cells: run.cells.map(({ number }) => number) };
}
