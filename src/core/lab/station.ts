// What the cells of one run share on the engine: builders, the station that holds trace logs, a network. All lazy, all removed at the end.
import { createHash } from 'node:crypto';
import { errorText } from '../../shared/domain/errors.ts';
import type { Engine } from '../engine/types.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { ModuleEnvironment } from '../project/index.ts';
import type { Toolchain } from '../toolchain/types.ts';
import type { Builder, Station } from '../cell/types.ts';

export interface SharedOptions {
  engine: Engine;
  run: string;
  install: string;
  /** Names the project in volume names; its tree is in `sourceVolume`. */
  projectPath: string;
  projectDir: string;
  sourceVolume: string;
  modules: ModuleEnvironment;
  helperImage: () => Promise<string>;
  limits: { memoryBytes: number; pids: number; cpus: number };
}

export interface Shared {
  builder(toolchain: Toolchain): Promise<Builder>;
  station(): Promise<Station>;
  network(kind: 'none' | 'isolated' | 'outside'): Promise<string | undefined>;
  /** Removes everything; reports what could not be removed (an engine that is gone) instead of throwing. */
  dispose(): Promise<string[]>;
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Volumes of an install that live longer than a run. */
export const volumeNames = (install: string, projectPath: string) => ({
  source: `cgoscope-${install.slice(0, 8)}-src-${short(projectPath)}`,
  output: `cgoscope-${install.slice(0, 8)}-out-${short(projectPath)}`,
  goCache: `cgoscope-${install.slice(0, 8)}-gocache`,
  modCache: `cgoscope-${install.slice(0, 8)}-gomod`,
});

/** Secrets of a build live here, on a tmpfs of the builder, and nowhere else. */
const PRIVATE = '/run/cgoscope';

/** Appends what comes on stdin to the image's own roots. `$1` is the file to write. */
const CA_SCRIPT = `umask 077; { cat /etc/ssl/certs/ca-certificates.crt 2>/dev/null; echo; cat; } > "$1"`;
const FILE_SCRIPT = `umask 077; cat > "$1"`;

/** A volume for logs, and a helper container that holds it. `end` removes both, the container first. */
export async function openStation(engine: Engine, run: string, helperImage: string): Promise<{ station: Station; end: () => Promise<void> }> {
  const logVolume = `cgoscope-${run.toLowerCase()}-log`;
  await engine.ensureVolume(logVolume, 'run', { 'io.cgoscope.run': run });
  try {
    const logMount = '/.cgoscope-log';
    const { id, end } = await engine.startLeased({
      image: helperImage,
      role: 'run',
      run,
      argv: ['cat'],
      lease: true,
      init: true,
      mounts: [{ volume: logVolume, target: logMount, readOnly: false }],
      network: 'none',
      pidsLimit: 256,
      memoryBytes: 256_000_000,
    });
    return {
      station: { container: id, logVolume, logMount },
      end: async () => {
        try {
          await end();
        } finally {
          await engine.removeVolume(logVolume);
        }
      },
    };
  } catch (error) {
    await engine.removeVolume(logVolume);
    throw error;
  }
}

export function createShared(options: SharedOptions): Shared {
  const { engine, run } = options;
  const volumes = volumeNames(options.install, options.projectPath);
  const cleanups: (() => Promise<void>)[] = [];
  const begun: Promise<unknown>[] = [];
  const begin = <T>(making: Promise<T>): Promise<T> => {
    begun.push(making);
    return making;
  };
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | null = null;
    return () => (made ??= begin(make()));
  };
  const onceBy = <T>(make: (key: string) => Promise<T>) => {
    const made = new Map<string, Promise<T>>();
    return (key: string): Promise<T> => {
      let promise = made.get(key);
      if (!promise) made.set(key, (promise = begin(make(key))));
      return promise;
    };
  };

  const cacheVolumes = once(async () => {
    await Promise.all([engine.ensureVolume(volumes.goCache, 'cache'), engine.ensureVolume(volumes.modCache, 'cache'), engine.ensureVolume(volumes.output, 'cache')]);
  });

  const builderOf = onceBy(async (digest) => {
    await cacheVolumes();
    const { id, end } = await engine.startLeased({
      image: digest,
      role: 'build',
      run,
      argv: ['cat'],
      lease: true,
      init: true,
      mounts: [
        { volume: options.sourceVolume, target: '/src', readOnly: true },
        { volume: volumes.goCache, target: '/cache/go-build', readOnly: false },
        { volume: volumes.modCache, target: '/cache/mod', readOnly: false },
        { volume: volumes.output, target: '/out', readOnly: false },
      ],
      tmpfs: { [PRIVATE]: 'size=16m,mode=0700' },
      capDrop: ['ALL'],
      noNewPrivileges: true,
      pidsLimit: options.limits.pids,
      memoryBytes: options.limits.memoryBytes,
      cpus: options.limits.cpus,
    });
    cleanups.push(end);
    const env: Record<string, string> = {
      HOME: '/tmp',
      TMPDIR: '/tmp',
      GOENV: 'off',
      GOPATH: '/tmp/gopath',
      GOCACHE: '/cache/go-build',
      GOMODCACHE: '/cache/mod',
      ...options.modules.env,
    };
    const write = async (script: string, path: string, content: Buffer) => {
      const errors: Buffer[] = [];
      const { code } = await engine.exec(id, { argv: ['/bin/sh', '-c', script, 'write', path], stdin: content, onStderr: (chunk) => errors.push(chunk) });
      if (code !== 0) throw new Error(`could not write ${path} in the builder: ${Buffer.concat(errors).toString('utf8').trim()}`);
    };
    for (const file of options.modules.files) {
      await write(FILE_SCRIPT, `${PRIVATE}/${file.name}`, file.content);
      if (file.name === 'netrc') env.NETRC = `${PRIVATE}/netrc`;
    }
    if (options.modules.ca !== null) {
      await write(CA_SCRIPT, `${PRIVATE}/ca.pem`, options.modules.ca);
      env.SSL_CERT_FILE = `${PRIVATE}/ca.pem`;
    }
    const workdir = options.projectDir === '.' ? '/src/tree' : `/src/tree/${options.projectDir}`;
    const folders = new Map<string, Promise<string>>();
    const builder: Builder = {
      container: id,
      workdir,
      env,
      secretEnv: options.modules.secretEnv,
      outputPath(spec: CellSpec, toolchain: Toolchain) {
        // What the file depends on, beside the sources: an unchanged build finds its own output and links nothing.
        const folder = short(JSON.stringify([spec.key, spec.goArgv, spec.goEnv, toolchain.cgoEnv, toolchain.digest]));
        let made = folders.get(folder);
        if (!made) {
          made = engine.putFiles(id, '/out', [{ name: folder, mode: 0o755, type: 'directory' }]).then(() => `/out/${folder}/app`);
          folders.set(folder, made);
        }
        return made;
      },
    };
    return builder;
  });

  const station = once(async (): Promise<Station> => {
    const { station: made, end } = await openStation(engine, run, await options.helperImage());
    cleanups.push(end);
    return made;
  });

  const isolated = once(async () => {
    const name = `cgoscope-${run.toLowerCase()}`;
    await engine.ensureNetwork(name, { internal: true, role: 'run', run });
    cleanups.push(() => engine.removeNetwork(name));
    return name;
  });

  return {
    builder: (toolchain) => builderOf(toolchain.digest),
    station,
    async network(kind) {
      switch (kind) {
        case 'none':
          return 'none';
        case 'outside':
          return undefined;
        case 'isolated':
          return isolated();
      }
    },
    async dispose() {
      const left: string[] = [];
      // What a cell asked for and no longer waits for would outlive the run.
      await Promise.allSettled(begun);
      // Builders and station first (last made, first gone): volumes and networks can't go while they are used.
      for (const cleanup of cleanups.reverse()) {
        try {
          await cleanup();
        } catch (error) {
          left.push(errorText(error));
        }
      }
      return left;
    },
  };
}
