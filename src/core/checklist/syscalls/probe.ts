// The probe's program: built from its source by a Go toolchain image of the workbench, kept in a volume by the hash of its recipe.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import { LABEL } from '../../engine/index.ts';
import type { TarFile } from '../../engine/types.ts';
import { volumeNames } from '../../lab/station.ts';
import { runOnce, type Toolchain } from '../../toolchain/index.ts';
import type { ChecklistRoom } from '../room.ts';

export interface Probe {
  /** Mount it read-only at {@link Probe.mount}. */
  volume: string;
  mount: string;
  /** What starts it, below the mount. */
  path: string;
  goarch: string;
}

const MOUNT = '/.cgoscope-probe';
const SOURCES = ['go.mod', 'main.go'] as const;
/** Asked for first; any other that is there already will do. */
const GO = '1.24';
const BUILD_MS = 300_000;

/** `go build` without C, then a rename, so that a volume has the whole program or none. `$1` is the go command. */
const BUILD = 'set -e; cd /probe; "$1" build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/.new .; mv /out/.new /out/probe';

/** The folder with the probe's source: beside `src` in a checkout, beside `out` in a package. */
function probeFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'resources', 'probes', 'syscalls');
    if (existsSync(join(found, 'main.go'))) return found;
    if (dirname(folder) === folder) throw new Error(`the source of the probe of system calls (resources/probes/syscalls) is not beside ${from}`);
  }
}

/** `linux/arm/v7` as Go's environment says it. */
export function goPlatform(platform: string): { GOOS: string; GOARCH: string } & Record<string, string> {
  const [os = '', arch = '', variant] = platform.split('/');
  return {
    GOOS: os,
    GOARCH: arch,
    ...(arch === 'arm' ? { GOARM: (variant ?? 'v7').replace('v', '') } : {}),
    ...(arch.startsWith('mips') ? { GOMIPS: 'softfloat', GOMIPS64: 'softfloat' } : {}),
  };
}

/** A volume with the probe for this platform, built when there is none. Rejects with UnsupportedError where no Go toolchain can be had. */
export async function ensureProbe(room: ChecklistRoom, platform: string): Promise<Probe> {
  const { engine } = room;
  const folder = probeFolder();
  const files: TarFile[] = [
    { name: 'probe', type: 'directory', mode: 0o755 },
    { name: 'out', type: 'directory', mode: 0o755 },
    ...SOURCES.map((name): TarFile => ({ name: `probe/${name}`, type: 'file', mode: 0o644, content: readFileSync(join(folder, name)) })),
  ];
  const go = goPlatform(platform);
  const recipe = createHash('sha256').update(JSON.stringify([BUILD, go, files.map((file) => file.content?.toString('base64'))]));
  const volume = `cgoscope-probe-${go.GOARCH}-${recipe.digest('hex').slice(0, 12)}`;
  const probe: Probe = { volume, mount: MOUNT, path: `${MOUNT}/probe`, goarch: go.GOARCH };
  const { image } = await room.toolchains.ensureRunImage('empty', (await engine.info()).platform, room);
  const { created } = await engine.ensureVolume(volume, 'toolchain');
  if (!created && (await holds(room, probe, image))) return probe;
  const toolchain = await ensureGo(room);
  room.progress({ task: 'probe of system calls', text: `building it for ${platform} with ${toolchain.goVersion}` });
  // Runs of the same install have compiled most of the standard library already.
  const { goCache } = volumeNames(engine.labels('cache')[LABEL.install] ?? 'probe', '');
  await engine.ensureVolume(goCache, 'cache');
  const { code, stderr, timedOut } = await runOnce(
    engine,
    {
      image: toolchain.digest,
      argv: ['/bin/sh', '-c', BUILD, 'build', `${toolchain.goroot}/bin/go`],
      env: { ...toolchain.env, GOTOOLCHAIN: 'local', GOENV: 'off', GOFLAGS: '', GOPROXY: 'off', GOCACHE: '/gocache', HOME: '/tmp', CGO_ENABLED: '0', ...go },
      mounts: [
        { volume, target: '/out', readOnly: false },
        { volume: goCache, target: '/gocache', readOnly: false },
      ],
      user: '0',
    },
    room.signal,
    { files, timeMs: BUILD_MS },
  );
  if (code !== 0)
    throw new Error(
      `the probe of system calls for ${platform} could not be built with ${toolchain.image}: ${timedOut ? `not done after ${BUILD_MS / 1000} s` : stderr.trim().slice(-2000)}`,
    );
  return probe;
}

/** Any Go that is there; else the one that cells prefer, made or pulled with progress. */
async function ensureGo(room: ChecklistRoom): Promise<Toolchain> {
  const { platform } = await room.engine.info();
  const versions = room.toolchains.goVersions();
  const need = (go: string) => ({ go, platform, libc: null, packages: [] });
  const wanted = versions.includes(GO) ? GO : versions.at(-1);
  if (wanted === undefined) throw new UnsupportedError('no Go toolchain can be had to build the probe of system calls');
  for (const go of [wanted, ...versions.toReversed().filter((each) => each !== wanted)]) {
    if ((await room.toolchains.check(need(go))).kind === 'present') return room.toolchains.ensure(need(go), room);
  }
  room.progress({ task: 'probe of system calls', text: `it needs a Go toolchain: making go-${wanted}` });
  return room.toolchains.ensure(need(wanted), room);
}

/** Looks through a container that is never started. */
async function holds(room: ChecklistRoom, probe: Probe, image: string): Promise<boolean> {
  const id = await room.engine.createContainer({
    image,
    role: 'build',
    run: '-',
    argv: ['/never-started'],
    network: 'none',
    mounts: [{ volume: probe.volume, target: probe.mount, readOnly: true }],
  });
  try {
    return (await room.engine.getFile(id, probe.path, 16)) !== null;
  } finally {
    await room.engine.removeContainer(id);
  }
}
