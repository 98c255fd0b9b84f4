// The image of the lab: name servers, driver and probes, built from resources/dnslab in containers of the toolchains that are at hand, kept under the hash of what made it.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LAB_SUBJECTS, type LabSubject } from '../../../shared/domain/dns.ts';
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import { LABEL } from '../../engine/index.ts';
import type { Engine } from '../../engine/types.ts';
import { volumeNames } from '../../lab/station.ts';
import { KIND_LABEL, PARTS_LABEL, REPOSITORY, SharedWork } from '../../toolchain/index.ts';
import type { Availability, Progress, Toolchain, ToolchainNeed, ToolchainRoom } from '../../toolchain/types.ts';
import { readSources, type LabSources } from './sources.ts';

/** What is in the image, as its label says. */
const contentsSchema = z.object({
  /** `1.24.4`, `2.41`, `1.2.5`; null where that part could not be built. */
  go: z.string(),
  glibc: z.string().nullable(),
  musl: z.string().nullable(),
  /** Why a part is not there. */
  missing: z.object({ glibc: z.string().nullable(), musl: z.string().nullable() }),
  /** Names of the toolchain images. */
  toolchains: z.array(z.string()),
});
export type LabContents = z.infer<typeof contentsSchema>;

export interface LabImage {
  /** `cgoscope/dnslab:HASH`. */
  image: string;
  id: string;
  contents: LabContents;
}

export interface LabImageRoom {
  engine: Engine;
  toolchains: ToolchainRoom;
}

interface Work {
  progress: Progress;
  signal: AbortSignal;
}

const CONTENTS_LABEL = 'io.cgoscope.dnslab';
const SOURCES_LABEL = 'io.cgoscope.dnslab.sources';
const NAME = 'dnslab';
const TASK = 'DNS lab';
const BUILD_MS = 600_000;

/** Subjects that need a libc's part. */
const PART: Record<LabSubject, 'go' | 'glibc' | 'musl'> = {
  go: 'go',
  'go-cgo-glibc': 'glibc',
  'go-auto-glibc': 'glibc',
  'c-glibc': 'glibc',
  'go-cgo-musl': 'musl',
  'go-auto-musl': 'musl',
  'c-musl': 'musl',
};

/** Why a subject of the lab can't be measured with this image; null where it can. */
export function missingReason(contents: LabContents, subject: LabSubject): string | null {
  const part = PART[subject];
  return part === 'go' || contents[part] !== null ? null : (contents.missing[part] ?? `the lab was built without ${part}`);
}

export const versionOf = (contents: LabContents, resolver: 'go' | 'glibc' | 'musl'): string | null => contents[resolver];

interface Needs {
  go: string;
  platform: string;
  glibc: Availability;
  musl: Availability;
}

const needOf = ({ go, platform }: Pick<Needs, 'go' | 'platform'>, libc: ToolchainNeed['libc']): ToolchainNeed => ({ go, platform, libc, packages: [] });

/** The newest Go whose compilers are there already; else the newest there can be. Rejects with UnsupportedError where none can be had. */
async function needsOf({ engine, toolchains }: LabImageRoom): Promise<Needs> {
  const { platform } = await engine.info();
  const found: Needs[] = [];
  for (const go of toolchains.goVersions().toReversed()) {
    const [glibc, musl] = [await toolchains.check(needOf({ go, platform }, 'glibc')), await toolchains.check(needOf({ go, platform }, 'musl'))];
    const needs = { go, platform, glibc, musl };
    if (glibc.kind === 'present') return needs;
    found.push(needs);
  }
  const best = found.find(({ glibc }) => glibc.kind === 'obtainable') ?? found.find(({ musl }) => musl.kind === 'obtainable') ?? found[0];
  if (best === undefined) throw new UnsupportedError(`no Go toolchain for ${platform} can be had, and the DNS lab's programs are built with one`);
  if (best.glibc.kind === 'unsupported' && best.musl.kind === 'unsupported') {
    // Without a compiler Go's own resolver can still be measured.
    const alone = await toolchains.check(needOf(best, null));
    if (alone.kind === 'unsupported') throw new UnsupportedError(`the DNS lab's programs can't be built: ${alone.reason}`);
  }
  return best;
}

export type LabCost = { kind: 'present'; image: LabImage } | { kind: 'build'; downloadBytes: number; diskBytes: number; timeNs: number };

/** Kept beside the toolchains: programs and libraries of two libcs. */
const IMAGE_BYTES = 40e6;
const BUILD_NS = 60e9;

/** What {@link ensureLabImage} would take. Downloads nothing. */
export async function labImageCost(room: LabImageRoom, sources: LabSources = readSources()): Promise<LabCost> {
  const needs = await needsOf(room);
  const here = await findImage(room, needs, sources);
  if (here !== null) return { kind: 'present', image: here };
  const wanted = [needs.glibc, needs.musl].filter((each) => each.kind === 'obtainable');
  // They share the Go that is in both.
  const most = (pick: (each: (typeof wanted)[number]) => number): number => Math.max(0, ...wanted.map(pick));
  return {
    kind: 'build',
    downloadBytes: most((each) => each.downloadBytes),
    diskBytes: most((each) => each.diskBytes) + IMAGE_BYTES,
    timeNs: most((each) => each.timeNs) + BUILD_NS,
  };
}

interface Made {
  go: Toolchain;
  glibc: Toolchain | null;
  musl: Toolchain | null;
  missing: LabContents['missing'];
}

const tagOf = (sources: LabSources, platform: string, digests: readonly (string | null)[]): string =>
  createHash('sha256')
    .update(JSON.stringify([sources.hash, platform, digests]))
    .digest('hex')
    .slice(0, 12);

/** The image of these very toolchains; where they are gone, the newest of this install with the same sources. */
async function findImage(room: LabImageRoom, needs: Needs, sources: LabSources): Promise<LabImage | null> {
  if (needs.glibc.kind === 'present') {
    const quiet: Work = { progress: () => undefined, signal: new AbortController().signal };
    const glibc = await room.toolchains.ensure(needOf(needs, 'glibc'), quiet);
    const musl = needs.musl.kind === 'present' ? await room.toolchains.ensure(needOf(needs, 'musl'), quiet) : null;
    const found = await imageOf(room.engine, `${REPOSITORY}/${NAME}:${tagOf(sources, needs.platform, [glibc.digest, musl?.digest ?? null])}`);
    if (found !== null || needs.musl.kind !== 'unsupported') return found;
    return null;
  }
  const kept = (await room.engine.listImages('toolchain'))
    .filter(({ labels, tags }) => labels[SOURCES_LABEL] === `${sources.hash} ${needs.platform}` && tags.length > 0)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return kept[0]?.tags[0] === undefined ? null : imageOf(room.engine, kept[0].tags[0]);
}

async function imageOf(engine: Engine, image: string): Promise<LabImage | null> {
  const found = await engine.inspectImage(image);
  if (found === null) return null;
  const contents = contentsSchema.safeParse(parseJson(found.labels[CONTENTS_LABEL]));
  return contents.success ? { image, id: found.id, contents: contents.data } : null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null; // an image of that name that is not of our making
  }
}

const MAKING = new SharedWork<LabImage>();

/** Built when it is not there, toolchains first. Rejects with UnsupportedError where no toolchain can be had, CancelledError, or an Error naming the step. */
export async function ensureLabImage(room: LabImageRoom, work: Work): Promise<LabImage> {
  const sources = readSources();
  const needs = await needsOf(room);
  const found = await findImage(room, needs, sources);
  if (found !== null) return found;
  return MAKING.join(`${room.engine.endpoint.host} ${sources.hash}`, work, (shared) => make(room, needs, sources, shared));
}

async function make(room: LabImageRoom, needs: Needs, sources: LabSources, work: Work): Promise<LabImage> {
  const { engine } = room;
  const made = await toolchainsFor(room, needs, work);
  const tag = tagOf(sources, needs.platform, [made.glibc?.digest ?? made.go.digest, made.musl?.digest ?? null]);
  const image = `${REPOSITORY}/${NAME}:${tag}`;
  const there = await imageOf(engine, image);
  if (there !== null) return there;
  const { image: helper } = await room.toolchains.ensureHelper(work);
  // Never started: it only takes the files of the steps, and becomes the image.
  const container = await engine.createContainer({ image: helper, role: 'build', run: '-', argv: ['/bin/sh'], network: 'none' });
  try {
    const steps = stepsOf(made);
    for (const step of steps) await runStep(engine, step, sources, container, work);
    const said = { go: await versionIn(engine, container, 'go'), glibc: await versionIn(engine, container, 'glibc'), musl: await versionIn(engine, container, 'musl') };
    const contents: LabContents = {
      go: said.go?.go ?? made.go.goVersion.replace(/^go/, ''),
      glibc: made.glibc === null ? null : (said.glibc?.libc ?? null),
      musl: made.musl === null ? null : (said.musl?.libc ?? null),
      missing: made.missing,
      toolchains: [...new Set(steps.map(({ toolchain }) => toolchain.image))],
    };
    await engine.commitContainer(container, {
      repo: `${REPOSITORY}/${NAME}`,
      tag,
      role: 'toolchain',
      labels: {
        [KIND_LABEL]: 'toolchain',
        [PARTS_LABEL]: '[]',
        'io.cgoscope.provider': made.go.provider,
        [CONTENTS_LABEL]: JSON.stringify(contents),
        [SOURCES_LABEL]: `${sources.hash} ${needs.platform}`,
      },
      cmd: ['/lab/dnslab'],
    });
  } finally {
    await engine.removeContainer(container);
  }
  const found = await imageOf(engine, image);
  if (found === null) throw new Error(`the image ${image} of the DNS lab was made and is not there`);
  return found;
}

/** glibc's and musl's, each if it can be had; Go alone where neither can. */
async function toolchainsFor({ toolchains }: LabImageRoom, needs: Needs, work: Work): Promise<Made> {
  const missing: LabContents['missing'] = { glibc: null, musl: null };
  const one = async (libc: 'glibc' | 'musl'): Promise<Toolchain | null> => {
    try {
      return await toolchains.ensure(needOf(needs, libc), work);
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      missing[libc] = error.message;
      return null;
    }
  };
  const glibc = await one('glibc');
  const musl = await one('musl');
  return { go: glibc ?? musl ?? (await toolchains.ensure(needOf(needs, null), work)), glibc, musl, missing };
}

interface Step {
  toolchain: Toolchain;
  /** Words of build.sh. */
  parts: string[];
  env: Record<string, string>;
}

/** One container for each image: what one can build is built in one. */
function stepsOf({ go, glibc, musl }: Made): Step[] {
  const steps: Step[] = [{ toolchain: go, parts: ['go'], env: {} }];
  const add = (toolchain: Toolchain | null, part: 'glibc' | 'musl'): void => {
    if (toolchain === null) return;
    let step = steps.find((each) => each.toolchain.digest === toolchain.digest);
    if (step === undefined) steps.push((step = { toolchain, parts: [], env: {} }));
    step.parts.push(part);
    const compiler = toolchain.cgoEnv['CC'];
    if (compiler !== undefined) step.env[part === 'glibc' ? 'CC_GLIBC' : 'CC_MUSL'] = compiler;
  };
  add(glibc, 'glibc');
  add(musl, 'musl');
  return steps;
}

async function runStep(engine: Engine, { toolchain, parts, env }: Step, sources: LabSources, target: string, { progress, signal }: Work): Promise<void> {
  progress({ task: TASK, text: `building its programs (${parts.join(', ')}) with ${toolchain.goVersion}` });
  const { goCache } = volumeNames(engine.labels('cache')[LABEL.install] ?? NAME, '');
  await engine.ensureVolume(goCache, 'cache');
  const { id, end } = await engine.startLeased({
    image: toolchain.digest,
    role: 'build',
    run: '-',
    argv: ['cat'],
    lease: true,
    init: true,
    network: 'none',
    capDrop: ['ALL'],
    noNewPrivileges: true,
    mounts: [{ volume: goCache, target: '/gocache', readOnly: false }],
  });
  try {
    await engine.putFiles(id, '/', [
      { name: 'dnslab', type: 'directory', mode: 0o755 },
      { name: 'dnslab/out', type: 'directory', mode: 0o755 },
      { name: 'dnslab/src', type: 'directory', mode: 0o755 },
      ...sources.files.map((file) => ({ ...file, name: `dnslab/src/${file.name}` })),
    ]);
    let said = '';
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-8_000);
    };
    const { code } = await engine.exec(id, {
      argv: ['/bin/sh', '/dnslab/src/build.sh', '/dnslab/src', '/dnslab/out', ...parts],
      workdir: '/dnslab/src',
      env: {
        ...toolchain.env,
        GOTOOLCHAIN: 'local',
        GOENV: 'off',
        GOFLAGS: '',
        GOPROXY: 'off',
        GOCACHE: '/gocache',
        HOME: '/tmp',
        TMPDIR: '/tmp',
        GOROOT: toolchain.goroot,
        ...env,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(BUILD_MS)]),
      onStdout: keep,
      onStderr: keep,
    });
    if (code !== 0) throw new Error(`the programs of the DNS lab (${parts.join(', ')}) could not be built with ${toolchain.image}: ${said.trim().slice(-2_000)}`);
    const tar = await engine.getTar(id, '/dnslab/out/lab');
    if (tar === null) throw new Error(`the build of the DNS lab's programs with ${toolchain.image} left nothing`);
    await engine.putTar(target, '/', tar);
  } finally {
    await end();
  }
}

const versionsSchema = z.object({ go: z.string().optional(), libc: z.string().optional() });

async function versionIn(engine: Engine, container: string, step: string): Promise<z.infer<typeof versionsSchema> | null> {
  const file = await engine.getFile(container, `/lab/versions/${step}.json`, 10_000);
  if (file === null) return null;
  const parsed = versionsSchema.safeParse(parseJson(file.content.toString('utf8')));
  return parsed.success ? parsed.data : null;
}

/** The subjects that an image has. */
export const subjectsOf = (contents: LabContents): LabSubject[] => LAB_SUBJECTS.filter((subject) => missingReason(contents, subject) === null);
