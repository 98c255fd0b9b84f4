// What a script prints in one of our toolchain images, with no network: for failures that no matrix can ask for.
import type { Engine } from '../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../src/core/toolchain/index.ts';

/** The standard library, compiled once for all tests on this engine. */
const CACHE_VOLUME = 'cgoscope-tests-gocache';
const patient = { progress: (): void => undefined, signal: new AbortController().signal };

export interface Shell {
  /** Runs a fixed script in a fresh folder that holds `files`; both outputs in the order in which they came. */
  run(files: Record<string, string>, script: string, env?: Record<string, string>): Promise<{ log: string; code: number }>;
  /** `go1.24.4`, GOOS and GOARCH of the machine that builds, and CC of the toolchain. */
  go: string;
  goarch: string;
}

/** `libc` null: a toolchain without any C compiler. */
export async function withShell<T>(engine: Engine, toolchains: ToolchainRoom, libc: 'glibc' | 'musl' | null, use: (shell: Shell) => Promise<T>): Promise<T> {
  const { platform } = await engine.info();
  const toolchain = await toolchains.ensure({ go: '1.24', platform, libc, packages: [] }, patient);
  await engine.ensureVolume(CACHE_VOLUME, 'cache');
  const builder = await engine.startLeased({
    image: toolchain.image,
    role: 'build',
    run: '-',
    argv: ['cat'],
    network: 'none',
    mounts: [{ volume: CACHE_VOLUME, target: '/gocache', readOnly: false }],
  });
  let count = 0;
  try {
    return await use({
      go: toolchain.goVersion,
      goarch: platform.split('/')[1] ?? 'amd64',
      async run(files, script, env = {}) {
        const folder = `src${(count += 1)}`;
        await engine.putFiles(builder.id, '/', [
          { name: folder, type: 'directory', mode: 0o755 },
          ...Object.entries(files).map(([name, content]) => ({ name: `${folder}/${name}`, type: 'file' as const, mode: 0o644, content: Buffer.from(content) })),
        ]);
        let log = '';
        const take = (chunk: Buffer): void => void (log += chunk.toString());
        const { code } = await engine.exec(builder.id, {
          argv: ['/bin/sh', '-c', script],
          workdir: `/${folder}`,
          env: { ...toolchain.env, ...toolchain.cgoEnv, GOCACHE: '/gocache', GOFLAGS: '', ...env },
          onStdout: take,
          onStderr: take,
        });
        return { log, code };
      },
    });
  } finally {
    await builder.end();
  }
}

/** The settings that `go version -m` printed, as the facts of a binary have them. */
export function settingsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^\tbuild\t([^=\s]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}
