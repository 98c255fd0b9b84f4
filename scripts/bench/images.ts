// `npm run bench -- --part images [--repeats N --image REF --out FILE]`: the audit of an image of 1 GB beside `docker save` into a pipe, in turns, and the
// index of a million files. Without --image one is made: 400 MB of small files and 600 MB of programs, loaded into the engine and removed again.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { connectEngine, resolveEndpoint } from '../../src/core/engine/index.ts';
import { END, encodeHeader, padding } from '../../src/core/toolchain/tar/blocks.ts';
import { call, median, table } from '../lib/cgoscope.ts';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '3' }, image: { type: 'string' }, out: { type: 'string' }, part: { type: 'string' } } });
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part images [--repeats N] [--image REF] [--out FILE]; N is a whole number of 1 or more');
  process.exit(2);
}
const FILES = 1_000_000;
const TAG = `cgoscope-bench/images:${process.pid}`;

/** Small files of text that is not the same twice, then this machine's node again and again: a real ELF file of a hundred megabytes. */
function* layer(kind: 'files' | 'programs'): Generator<Buffer> {
  const head = (name: string, size: number, mode: number): Buffer => encodeHeader({ name, type: 'file', mode, uid: 0, gid: 0, size, mtime: 0, linkname: '' });
  if (kind === 'files')
    for (let i = 0; i < 20_000; i += 1) {
      const text = Buffer.from(`// ${i} ${createHash('sha256').update(String(i)).digest('hex')}\n`.repeat(260));
      yield Buffer.concat([head(`usr/src/folder-${i % 200}/file-${i}.c`, text.length, 0o644), text, padding(text.length)]);
    }
  else {
    const program = readFileSync(process.execPath);
    for (let i = 0; i < Math.ceil(600_000_000 / program.length); i += 1) yield* [head(`usr/bin/program-${i}`, program.length, 0o755), ...pieces(program), padding(program.length)];
  }
  yield END;
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
}

function* archive(labels: Record<string, string>): Generator<Buffer> {
  const measured = (['files', 'programs'] as const).map((kind) => {
    const hash = createHash('sha256');
    let size = 0;
    for (const piece of layer(kind)) {
      hash.update(piece);
      size += piece.length;
    }
    return { kind, size, id: hash.digest('hex') };
  });
  const head = (name: string, size: number): Buffer => encodeHeader({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, size, mtime: 0, linkname: '' });
  const file = (name: string, content: string): Buffer => Buffer.concat([head(name, Buffer.byteLength(content)), Buffer.from(content), padding(Buffer.byteLength(content))]);
  for (const { kind, size, id } of measured) {
    yield head(`${id}.tar`, size);
    yield* layer(kind);
    yield padding(size);
  }
  const config = { os: 'linux', architecture: 'amd64', config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: measured.map(({ id }) => `sha256:${id}`) } };
  yield file('config.json', JSON.stringify(config));
  yield file('manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: [TAG], Layers: measured.map(({ id }) => `${id}.tar`) }]));
  yield END;
}

/** An archive as an engine saves it: one layer of so many small files, in folders of a thousand. */
function* manyFiles(files: number): Generator<Buffer> {
  const entry = (i: number): Buffer => {
    const name = `srv/data/folder-${Math.floor(i / 1000)}/some-file-with-a-name-${i}.json`;
    return Buffer.concat([encodeHeader({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, size: 12, mtime: 0, linkname: '' }), Buffer.from('some content'), padding(12)]);
  };
  const size = files * entry(0).length + END.length;
  const file = (name: string, content: Buffer): Buffer =>
    Buffer.concat([encodeHeader({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, size: content.length, mtime: 0, linkname: '' }), content, padding(content.length)]);
  // A size beyond 8 GB would need another format; a million of these files have one.
  yield encodeHeader({ name: 'one/layer.tar', type: 'file', mode: 0o644, uid: 0, gid: 0, size, mtime: 0, linkname: '' });
  let pieces: Buffer[] = [];
  for (let i = 0; i < files; i += 1) {
    pieces.push(entry(i));
    if (pieces.length === 64) {
      yield Buffer.concat(pieces);
      pieces = [];
    }
  }
  yield Buffer.concat([...pieces, END]);
  yield file('config.json', Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: ['sha256:1'] } })));
  yield file('manifest.json', Buffer.from(JSON.stringify([{ Config: 'config.json', RepoTags: [], Layers: ['one/layer.tar'] }])));
  yield END;
}

/** `docker save REF`, every byte read and thrown away. */
function saveMs(ref: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['save', ref], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(performance.now() - began) : reject(new Error(`docker save ${ref} ended with ${code}`))));
  });
}

interface Ours {
  readMs: number;
  auditMs: number;
  longestBlockMs: number;
  cpuMs: number;
  walkMs: number;
  rssBefore: number;
  rssPeak: number;
  entries: number;
  readBytes: number;
}

async function ours(...argv: string[]): Promise<Ours> {
  const called = await call(process.execPath, [join(import.meta.dirname, 'images-ours.ts'), ...argv]);
  if (called.code !== 0) throw new Error(called.stderr);
  return JSON.parse(called.stdout.toString('utf8')) as Ours; // images-ours.ts prints it
}

const engine = await connectEngine(await resolveEndpoint(process.env), { install: 'bench', owner: `bench-${process.pid}` });
const ref = values.image ?? TAG;
const rounds: { saveMs: number; ours: Ours }[] = [];
try {
  if (values.image === undefined) {
    console.error(`making an image of 1 GB (${Math.ceil(600_000_000 / statSync(process.execPath).size)} programs, 20,000 files)`);
    await engine.loadImage(Readable.from(archive(engine.labels('run')), { objectMode: false }));
  }
  await saveMs(ref); // once for the disk's cache
  for (let i = 0; i < repeats; i += 1) {
    console.error(`round ${i + 1} of ${repeats}`);
    // In turns, each first as often as the other.
    if (i % 2 === 0) rounds.push({ saveMs: await saveMs(ref), ours: await ours('engine', ref) });
    else {
      const mine = await ours('engine', ref);
      rounds.push({ ours: mine, saveMs: await saveMs(ref) });
    }
  }
} finally {
  if (values.image === undefined) await engine.removeImage(TAG);
  await engine.close();
}
const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-images-'));
let million: Ours;
try {
  const file = join(folder, 'million.tar');
  await pipeline(manyFiles(FILES), createWriteStream(file));
  million = await ours('archive', file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const save = median(rounds.map((round) => round.saveMs));
const audit = median(rounds.map((round) => round.ours.readMs + round.ours.auditMs));
const result = {
  image: { ref, entries: rounds[0]?.ours.entries ?? 0, bytes: rounds[0]?.ours.readBytes ?? 0 },
  saveMs: save,
  auditMs: audit,
  ratio: audit / save,
  aim: 1.3,
  longestBlockMs: Math.max(...rounds.map((round) => round.ours.longestBlockMs)),
  rssPeak: Math.max(...rounds.map((round) => round.ours.rssPeak)),
  rounds,
  millionFiles: million,
  load: loadavg(),
};
console.log(
  table([
    ['what', 'time', 'ratio', 'longest block', 'peak RSS'],
    [`docker save of ${mb(result.image.bytes)} to a pipe`, seconds(save), '1', '', ''],
    ['index and audit of the same', seconds(audit), result.ratio.toFixed(2), `${Math.round(result.longestBlockMs)} ms`, mb(result.rssPeak)],
    [`index of ${million.entries} entries, from a file`, seconds(million.readMs), '', `${Math.round(million.longestBlockMs)} ms`, mb(million.rssPeak)],
  ]),
);
console.log(JSON.stringify(result, null, 1));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 1)}\n`);
