// What the pictures show, made anew: folders below a neutral home, the recorded sample run, and, where an engine answers, runs, a bisect, a measurement and recordings of this build.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { errorText } from '../../src/shared/domain/errors.ts';
import type { ProcedureInput } from '../../src/shared/api/contract.ts';
import { ROOT } from '../lib/cgoscope.ts';
import { RECORDED_SAMPLE, type OpenWindow } from '../lib/window.ts';

/** Whose machine it seems to be: every path that a picture shows is below. */
export const HOME = '/home/somebody';
export const PLACES = {
  /** The sample without its list of expected failures. */
  sample: `${HOME}/sample`,
  traces: `${HOME}/traces`,
  data: `${HOME}/.local/share/cgoscope`,
} as const;

/** What stands on the engine's account; `null` as a whole where none answers. */
const liveSchema = z.object({
  /** The sample's run with six red cells; the one after it, in which one of them was mended. */
  run: z.string(),
  mended: z.string(),
  bisect: z.string(),
  measurement: z.string(),
  recording: z.string(),
  /** Run images by their names without tag: `glibc-old-amd64`. */
  images: z.record(z.string(), z.string()),
});
const stageSchema = z.object({ recorded: z.string(), live: liveSchema.nullable(), reason: z.string().nullable() });
export type Stage = z.infer<typeof stageSchema>;

const MARK = path.join(PLACES.data, '..', 'cgoscope.pictures.json');
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A kept stage; null where there is none. */
export const keptStage = (): Stage | null => (existsSync(MARK) ? stageSchema.parse(JSON.parse(readFileSync(MARK, 'utf8'))) : null);

/** Makes room. Throws where a folder stands in the way that no script of ours made. */
export function makeFolders(): void {
  const mark = path.join(HOME, '.cgoscope-pictures');
  for (const place of Object.values(PLACES))
    if (existsSync(place) && !existsSync(mark)) throw new Error(`${place} is there already, and not of this script: move it away, the pictures need that place`);
  mkdirSync(HOME, { recursive: true });
  writeFileSync(mark, 'What stands in sample, traces and .local/share/cgoscope was made by scripts/pictures.ts of Cgoscope, and is removed by it.\n');
  for (const place of Object.values(PLACES)) mkdirSync(place, { recursive: true });
}

/** Removes every folder that {@link makeFolders} made. What stood in the home besides is left. */
export function removeFolders(): void {
  for (const place of [...Object.values(PLACES), MARK, path.join(HOME, '.cgoscope-pictures')]) rmSync(place, { recursive: true, force: true });
  for (const folder of [path.join(HOME, '.local/share'), path.join(HOME, '.local'), HOME]) {
    if (readdirSync(folder).length > 0) break;
    rmdirSync(folder);
  }
}

/** Copies what needs no engine, then asks the engine for the rest. */
export async function setStage(window: OpenWindow): Promise<Stage> {
  for (const place of [PLACES.sample, PLACES.traces]) rmSync(place, { recursive: true, force: true });
  cpSync(path.join(ROOT, 'resources/sample'), PLACES.sample, { recursive: true });
  const file = path.join(PLACES.sample, 'cgoscope.yaml');
  // From the comment above `expect:` to the end: what fails is red then.
  const [asked, expected] = readFileSync(file, 'utf8').split(/\n# Failures that are meant/);
  if (asked === undefined || expected === undefined) throw new Error(`${file} has no line "# Failures that are meant": scripts/pictures/stage.ts cuts there`);
  writeFileSync(file, `${asked.trimEnd()}\n`);
  mkdirSync(PLACES.traces, { recursive: true });
  for (const [name, as] of [
    ['ca-roots-missing.red', 'broken'],
    ['ca-roots-missing.control', 'working'],
  ] as const)
    cpSync(path.join(ROOT, 'tests/failures/traces', `${name}.strace`), path.join(PLACES.traces, `${as}.strace`));
  const { id: recorded } = await window.api.call('bundle.import', { file: RECORDED_SAMPLE });
  const { live, reason } = await setLive(window);
  const stage = { recorded, live, reason };
  writeFileSync(MARK, `${JSON.stringify(stage, null, 2)}\n`);
  return stage;
}

async function setLive({ api, env }: OpenWindow): Promise<Pick<Stage, 'live' | 'reason'>> {
  try {
    await api.call('image.list', { env });
  } catch (error) {
    return { live: null, reason: errorText(error) };
  }
  const sample = { path: PLACES.sample, env, yes: true };
  const run = async (what: string): Promise<string> => {
    say(what);
    const { id } = await api.call('run.start', sample);
    await api.call('run.wait', { run: id });
    return id;
  };
  const first = await run('the sample, without its expected failures: 20 cells');
  const { cells } = await api.call('run.get', { run: first, brief: true });
  const red = cells.filter(({ green }) => green === false);
  if (red.length !== 6) throw new Error(`six cells of the sample fail; ${red.length} did: ${red.map(({ number, outcome }) => `${number} ${outcome}`).join(', ')}`);

  say('a fix, proven');
  const explained = await api.call('explain.make', { cell: `${first}/7`, env });
  const fix = explained.findings[0]?.fixes.find(({ change }) => (change.manual ?? []).length === 0);
  if (fix === undefined) throw new Error('cell 7 of the sample has no fix that can be tried');
  const { id: proof } = await api.call('fix.apply', { run: first, cell: '7', fix: fix.id, env });
  await api.call('run.wait', { run: proof });

  say('a bisect');
  const { id: bisect } = await api.call('bisect.start', { red: `${first}/7`, green: `${first}/4`, env });
  await api.call('bisect.get', { id: bisect, wait: true });

  // What a musl compiler lacks is not asked for any more: one red cell turns green.
  writeFileSync(
    path.join(PLACES.sample, 'cmd/trap/main.go'),
    'package main\n\n/*\n#include <unistd.h>\n*/\nimport "C"\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("pages of", int(C.getpagesize()))\n}\n',
  );
  const mended = await run('the sample again, one of its programs mended');

  say('a measurement of DNS');
  const asked = {
    scenarios: [1, 2].map((timeout) => ({
      title: `timeout:${timeout}`,
      resolvConf: `nameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:${timeout} attempts:2\n`,
      servers: [{ fault: 'silent' }, { fault: 'ok' }],
      name: 'db.shop',
      exists: ['db.shop.svc.cluster.local.'],
    })),
    subjects: [
      { kind: 'lab', id: 'go' },
      { kind: 'lab', id: 'c-glibc' },
      { kind: 'lab', id: 'c-musl' },
    ],
    rounds: 5,
    title: 'one of two servers is dead',
    env,
    yes: true,
  } satisfies ProcedureInput<'dns.measure'>;
  let measurement = '';
  // A measurement of a busy machine says so of itself, in red: that is no picture of what it measures.
  for (let overloaded = true, turn = 0; overloaded && turn < 4; turn += 1) {
    ({ id: measurement } = await api.call('dns.measure', asked));
    overloaded = (await api.call('dns.get', { id: measurement, wait: true })).calibration?.overloaded === true;
  }

  say('a recording');
  const toolchain = cells.find(({ number }) => number === 5)?.toolchain?.image;
  if (toolchain === undefined) throw new Error('cell 5 of the sample names no toolchain');
  const { id: recording } = await api.call('trace.record', {
    image: toolchain,
    entrypoint: [],
    argv: ['/usr/lib/go-1.24/bin/go', 'vet', 'strconv'],
    environment: { HOME: '/tmp', GOCACHE: '/tmp/cache', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
    classes: ['all'],
    seconds: 300,
    once: true,
    title: 'go vet strconv',
    env,
    yes: true,
  });
  const recorded = await api.call('trace.recording', { id: recording, wait: true });
  if (recorded.state !== 'done') throw new Error(`go vet was not recorded: ${recorded.reason ?? recorded.state}`);

  const { images } = await api.call('image.list', { env });
  const tags = images
    .flatMap((image) => image.tags)
    .flatMap((tag) => (/^cgoscope\/run-([^:]+):/.exec(tag)?.[1] === undefined ? [] : [[/^cgoscope\/run-([^:]+):/.exec(tag)?.[1] ?? '', tag] as const]));
  return { live: { run: first, mended, bisect, measurement, recording, images: Object.fromEntries(tags) }, reason: null };
}
