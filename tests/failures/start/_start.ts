// Starts things in images of ours as Docker starts them, and keeps every word: the engine's own where it refuses, and the container's.
import { readElf, bytesSource, factsOf } from '../../../src/core/evidence/index.ts';
import { StartFailedError, type ContainerSpec, type Engine, type TarFile } from '../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../src/core/toolchain/index.ts';
import type { Facts } from '../../../src/shared/domain/facts.ts';
import { build } from '../../helpers/toolchain.ts';

export const patient = { progress: (): void => undefined, signal: new AbortController().signal };

export const HELLO: Record<string, string> = { 'go.mod': 'module example.com/hello\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() { println("it runs") }\n' };
export const CGO_HELLO: Record<string, string> = {
  ...HELLO,
  'main.go': 'package main\n\n// #include <stdio.h>\n// static void say(void) { puts("it runs"); fflush(stdout); }\nimport "C"\n\nfunc main() { C.say() }\n',
};

/** A program, really built. Throws with the build's log where it does not come out. */
export async function compiled(
  engine: Engine,
  toolchains: ToolchainRoom,
  files: Record<string, string>,
  options: { env?: Record<string, string>; libc?: 'glibc' | 'musl' | null; platform?: string; flags?: string[] } = {},
): Promise<Buffer> {
  const { platform: native } = await engine.info();
  const toolchain = await toolchains.ensure({ go: '1.24', platform: options.platform ?? native, libc: options.libc ?? null, packages: [] }, patient);
  const made = await build(engine, toolchain, files, options.env ?? {}, options.flags ?? []);
  if (made.program === null) throw new Error(`it does not build: ${made.log}`);
  return made.program;
}

export const executable = (name: string, content: Buffer | string, mode = 0o755): TarFile => ({ name, type: 'file', mode, content: Buffer.from(content) });

/** What was printed, by the program and by the engine, and how it ended. Files are put into the container before the start. */
export async function started(engine: Engine, spec: Omit<ContainerSpec, 'role' | 'run'>, files: TarFile[]): Promise<{ log: string; code: number | null; oomKilled: boolean }> {
  const id = await engine.createContainer({ network: 'none', ...spec, role: 'run', run: '-' });
  let log = '';
  const take = (chunk: Buffer): void => void (log += chunk.toString());
  try {
    for (const each of files) await engine.putFiles(id, '/', [each]);
    const running = await engine.startContainer(id, { onStdout: take, onStderr: take });
    const { code, oomKilled } = await running.ended;
    return { log, code, oomKilled };
  } catch (error) {
    if (!(error instanceof StartFailedError)) throw error;
    return { log: `${log}${error.engineText}\n`, code: null, oomKilled: false };
  } finally {
    await engine.removeContainer(id);
  }
}

/** The facts of a file as a cell has them. */
export const elfOf = (content: Buffer | string): Facts['elf'] => factsOf({ elf: readElf(bytesSource(Buffer.from(content)), '/app') }).elf;

/** What is known of the engine's host, binfmt_misc as containers would use it. */
export async function hostOf(engine: Engine, toolchains: ToolchainRoom): Promise<NonNullable<Facts['host']>> {
  const { platform, kernel } = await engine.info();
  const { image } = await toolchains.ensureHelper(patient);
  const emulators = await engine.emulators(image);
  return { arch: platform, kernel, binfmt: emulators.filter(({ enabled }) => enabled).map(({ name, flags, interpreter }) => ({ name, flags, interpreter })) };
}
export const runImage = async (toolchains: ToolchainRoom, base: string, platform = 'linux/amd64'): Promise<string> =>
  (await toolchains.ensureRunImage(base, platform, patient)).image;
export const helperImage = async (toolchains: ToolchainRoom): Promise<string> => (await toolchains.ensureHelper(patient)).image;
