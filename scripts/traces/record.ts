// `node scripts/traces/record.ts --out FOLDER [NAME…]`: records the corpus of traces that benches, differential tests and the campaign read. Everything is
// recorded by the product; of each program that can be repeated there is a second log beside it with strace's own count of that very run (`strace -C`).
// NAME.strace, NAME.json (the recording), NAME.counted.strace and NAME.counts; list.json says what there is.
import { execFile } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { parseArgs, promisify } from 'node:util';
import { errorText } from '../../src/shared/domain/errors.ts';
import { counted as countedText, formatBytes } from '../../src/shared/domain/units.ts';
import { straceArgv, traceSpec } from '../../src/core/cell/tracing.ts';
import { connectEngine, resolveEndpoint } from '../../src/core/engine/index.ts';
import { openStation } from '../../src/core/lab/station.ts';
import { blobPieces } from '../../src/core/store/blob-file.ts';
import { newRunId, openStore } from '../../src/core/store/index.ts';
import { createRecordings } from '../../src/core/trace/record/index.ts';
import { createPool } from '../../src/core/workers/pool.ts';
import { loadScratchImage } from '../../tests/helpers/busybox.ts';
import { requestOf as anyRequest, type RecordRequest } from '../../tests/core/trace/record/request.ts';
import { build, patient, shellEnv, TEST_IDENTITY, testRoom } from '../../tests/helpers/toolchain.ts';
import { BUILT, CLIENT, CRASHER, PYTHON, SERVER } from './programs.ts';

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
if (values.out === undefined) {
  console.error('expected --out FOLDER [NAME…], where the traces go');
  process.exit(2);
}
const out = values.out;
mkdirSync(out, { recursive: true });

interface Recorded {
  /** What goes into the image, and how it is started. */
  image(): Promise<string>;
  request: Partial<RecordRequest>;
  /** Runs beside the program, in its network, when it is ready. */
  beside?: { image(): Promise<string>; argv: string[] };
  /** strace's own count of a second run; null: it would not be comparable (an emulator, a crash that ends the tracer too). */
  counted: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-corpus-'));
const engine = await connectEngine(await resolveEndpoint(process.env), TEST_IDENTITY);
const toolchains = await testRoom(engine);
const { platform } = await engine.info();
const foreign = platform === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64';
const store = openStore(folder);
const workers = createPool();
let onReady: (() => void) | null = null;
const recordings = createRecordings({
  store,
  owner: TEST_IDENTITY.owner,
  workers,
  hands: { engine: () => Promise.resolve(engine), toolchains: () => Promise.resolve(toolchains) },
  progress({ task, text }) {
    console.error(`  ${task}: ${text}`);
    if (task === 'ready') onReady?.();
  },
  changed: () => undefined,
});
const made: string[] = [];
const go = () => toolchains.ensure({ go: '1.24', platform, libc: null, packages: [] }, patient);

/** An empty image with one Go program, with the name server that DNS is asked at. */
async function goImage(name: string, files: Record<string, string>, cmd: string[], on = platform): Promise<string> {
  const { log, program } = await build(engine, await go(), files, { GOARCH: on.split('/')[1] ?? '' });
  if (program === null) throw new Error(log);
  const tag = `cgoscope-corpus/${name}:1`;
  if (!made.includes(tag)) await loadScratchImage(engine, tag, on, [{ name: 'app', type: 'file', mode: 0o755, content: program }], { Entrypoint: ['/app'], Cmd: cmd });
  made.push(tag);
  return tag;
}

/** An image with a file added and another command. */
async function withFiles(base: string, name: string, files: Record<string, string>, cmd: string[]): Promise<string> {
  const id = await engine.createContainer({ image: base, role: 'build', run: '-', argv: ['/none'] });
  try {
    await engine.putFiles(id, '/', [
      { name: 'src', type: 'directory', mode: 0o755 },
      ...Object.entries(files).map(([path, content]) => ({ name: `src/${path}`, type: 'file' as const, mode: 0o644, content: Buffer.from(content) })),
    ]);
    const tag = await engine.commitContainer(id, { repo: `cgoscope-corpus/${name}`, tag: '1', role: 'run', cmd });
    made.push(tag);
    return tag;
  } finally {
    await engine.removeContainer(id);
  }
}

const server = () => goImage('server', SERVER, ['serve']);
/** `go build` from an empty cache, every call of every compiler. */
const goBuild = (name: string, what: string[]): Recorded => ({
  async image() {
    const toolchain = await go();
    return withFiles(toolchain.image, name, BUILT, [`${toolchain.goroot}/bin/go`, 'build', '-trimpath', '-buildvcs=false', ...what]);
  },
  request: {
    classes: ['all'],
    workdir: '/src',
    environment: { GOCACHE: '/tmp/gocache', HOME: '/tmp', GOFLAGS: '', GOPROXY: 'off', CGO_ENABLED: '0' },
    network: 'none',
    seconds: 1_800,
    traceBytes: 1_500_000_000,
    once: true,
  },
  counted: false,
});

const CORPUS: Record<string, Recorded> = {
  'go-build': goBuild('go-build', ['-o', '/tmp/built', '.']),
  // All of the standard library and of Go's own commands: some million events.
  'go-build-std': goBuild('go-build-std', ['-p', '2', 'std', 'cmd/...']),
  server: {
    image: server,
    request: { classes: ['file', 'network', 'process', 'signal', 'desc'], ready: 'tcp:8080', seconds: 600, traceBytes: 1_000_000_000 },
    beside: { image: server, argv: ['/app', 'load', '4000', '16'] },
    counted: true,
  },
  emulated: { image: () => goImage('emulated', CLIENT, [], foreign), request: { classes: ['file', 'network', 'process', 'signal', 'desc'], seconds: 300 }, counted: false },
  python: {
    async image() {
      const toolchain = await toolchains.ensure({ go: '1.24', platform, libc: 'glibc', packages: ['python3'] }, patient);
      return withFiles(toolchain.image, 'python', { 'main.py': PYTHON }, ['/usr/bin/python3', '/src/main.py']);
    },
    request: { classes: ['all'], network: 'none', seconds: 300, environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' }, traceBytes: 500_000_000 },
    counted: true,
  },
  crash: { image: () => goImage('crash', CRASHER, []), request: { classes: ['all'] }, counted: false },
  dns: { image: () => goImage('dns', CLIENT, ['cgoscope.test', 'a.b.example.invalid']), request: { network: 'internet', classes: ['all'] }, counted: true },
};

const requestOf = (image: string, change: Partial<RecordRequest>): RecordRequest =>
  anyRequest({ image, network: 'inside', seconds: 120, traceBytes: 256_000_000, env: shellEnv(), ...change });

/** The container of a run that works now; its load joins its network. */
async function loadOn(run: string, image: string, argv: string[]): Promise<void> {
  const { stdout } = await promisify(execFile)('docker', ['ps', '-q', '--no-trunc', '--filter', `label=io.cgoscope.run=${run}`]);
  const candidates = stdout.split('\n').filter((id) => id !== '');
  const { stdout: shown } = await promisify(execFile)('docker', [
    'inspect',
    '--format',
    '{{.Id}} {{.Config.Image}} {{.Config.OpenStdin}} {{.HostConfig.NetworkMode}}',
    ...candidates,
  ]);
  // The station reads its stdin, and the probe of readiness has another's network.
  const target = shown
    .split('\n')
    .find((line) => / false (?!container:)/.test(line))
    ?.split(' ')[0];
  if (target === undefined) throw new Error('the server that is to be loaded is gone');
  const id = await engine.createContainer({ image, role: 'run', run, argv, network: `container:${target}` });
  try {
    await (
      await engine.startContainer(id, { onStdout: (chunk) => process.stderr.write(chunk) })
    ).ended;
  } finally {
    await engine.removeContainer(id);
  }
}

/** The same program under `strace -C`: its log and the table of that very run. The tracer is its parent here, so that it outlives it. */
async function counted(image: string, { request, beside }: Recorded, name: string): Promise<void> {
  const [tracer, helper] = await Promise.all([toolchains.ensureTracer(patient), toolchains.ensureHelper(patient)]);
  const run = newRunId();
  const { station, end } = await openStation(engine, run, helper.image);
  try {
    const path = `${station.logMount}/counted/trace`;
    await engine.putFiles(station.container, station.logMount, [{ name: 'counted', mode: 0o1777, type: 'directory' }]);
    const asked = requestOf(image, request);
    const found = await engine.inspectImage(image);
    const calls = asked.classes.includes('all') ? null : asked.classes.map((each) => `%${each}`).join(',');
    const argv = straceArgv(tracer, calls, path).flatMap((word) => (word === '-D' ? ['-C', '-U', 'calls,errors,name'] : [word]));
    const id = await engine.createContainer({
      image,
      role: 'run',
      run,
      argv: [...argv, '--', ...(found?.entrypoint ?? []), ...(found?.cmd ?? [])],
      env: asked.environment,
      ...(asked.workdir === null ? {} : { workdir: asked.workdir }),
      ...(asked.network === 'none' ? { network: 'none' } : {}),
      ...traceSpec(tracer, station),
    });
    try {
      let heard = '';
      const listening = Promise.withResolvers<boolean>();
      const running = await engine.startContainer(id, {
        onStdout(chunk) {
          heard += chunk.toString();
          if (heard.includes('listening')) listening.resolve(true);
        },
      });
      if (beside !== undefined) {
        await Promise.race([listening.promise, running.ended]);
        await loadOn(run, await beside.image(), beside.argv);
      }
      await running.ended;
    } finally {
      await engine.removeContainer(id);
    }
    const file = await engine.getFile(station.container, path, 1_500_000_000);
    if (file === null) throw new Error('the counted run has no log');
    const table = file.content.lastIndexOf('\n    calls ') >= 0 ? file.content.lastIndexOf('\n    calls ') + 1 : tableAt(file.content);
    writeFileSync(join(out, `${name}.counted.strace`), file.content.subarray(0, table));
    writeFileSync(join(out, `${name}.counts`), file.content.subarray(table));
  } finally {
    await end();
  }
}

/** The heading of strace's table is the first line of dashes, less one. */
function tableAt(log: Buffer): number {
  const dashes = log.indexOf('\n---------');
  if (dashes < 0) throw new Error('the log of the counted run has no table');
  return log.lastIndexOf('\n', dashes - 1) + 1;
}

interface Listed {
  name: string;
  events: number | null;
  bytes: number;
  processes: number | null;
  factor: number | null;
  plain: string | null;
  traced: string | null;
  counted: boolean;
}
const LIST = join(out, 'list.json');
const listed: Listed[] = existsSync(LIST) ? (JSON.parse(readFileSync(LIST, 'utf8')) as Listed[]) : []; // our own writing

async function recordOne(name: string, each: Recorded): Promise<void> {
  const image = await each.image();
  const { id } = await recordings.start(requestOf(image, { title: name, ...each.request }));
  const { beside } = each;
  if (beside !== undefined)
    onReady = () =>
      void beside
        .image()
        .then((loaded) => loadOn(id, loaded, beside.argv))
        .catch((error: unknown) => console.error(`  load: ${errorText(error)}`));
  await recordings.wait(id);
  onReady = null;
  const document = recordings.get(id);
  if (document.log === null) throw new Error(document.reason ?? 'no log');
  const file = store.blobFile(document.log.sha256);
  if (file === null) throw new Error('the log is gone');
  await pipeline(Readable.from(blobPieces(file)), createWriteStream(join(out, `${name}.strace`)));
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
  recordings.remove(id);
  if (each.counted) await counted(image, each, name);
  const { sums, log, factor, plain, traced } = document;
  const line: Listed = {
    name,
    events: sums?.events ?? null,
    bytes: log.bytes,
    processes: sums?.processes ?? null,
    factor,
    plain: plain?.ended ?? null,
    traced: traced?.ended ?? null,
    counted: each.counted,
  };
  const at = listed.findIndex((known) => known.name === name);
  if (at >= 0) listed.splice(at, 1);
  listed.push(line);
  writeFileSync(LIST, `${JSON.stringify(listed, null, 2)}\n`);
  console.error(`  ${countedText(line.events ?? 0, 'event')}, ${formatBytes(statSync(join(out, `${name}.strace`)).size)}`);
}

try {
  const unknown = positionals.filter((name) => CORPUS[name] === undefined);
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: expected some of ${Object.keys(CORPUS).join(', ')}`);
  for (const [name, each] of Object.entries(CORPUS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(name);
    try {
      await recordOne(name, each);
    } catch (error) {
      console.error(`  not recorded: ${errorText(error)}`);
      process.exitCode = 1;
    }
  }
} finally {
  await recordings.close();
  for (const tag of new Set(made)) await engine.removeImage(tag);
  await workers.close();
  store.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
