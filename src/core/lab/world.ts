// What the engine at hand can run: its platform and the emulators its host really has.
import type { Emulator, Engine, EngineInfo } from '../engine/types.ts';
import type { World } from '../matrix/types.ts';
import type { ToolchainRoom } from '../toolchain/types.ts';

/** Emulators that work inside containers: enabled, and with the F flag (facts/docker.md 4). */
function emulatedPlatforms(emulators: Emulator[], native: string): string[] {
  const platforms = emulators.filter((each) => each.enabled && each.flags.includes('F') && each.platform !== null && each.platform !== native).map((each) => each.platform ?? '');
  return [...new Set(platforms)].sort();
}

export function worldOf(info: EngineInfo, emulators: Emulator[], room: ToolchainRoom): World {
  return { native: info.platform, emulated: emulatedPlatforms(emulators, info.platform), goVersions: room.goVersions(), runImages: room.runImageNames() };
}

/** The world without an engine: what can be planned is planned for linux/amd64 without emulators, and the caller says so. */
export const assumedWorld = (goVersions: string[], runImages: string[]): World => ({ native: 'linux/amd64', emulated: [], goVersions, runImages });

/** The host's facts for every cell of a run. */
export async function hostFacts(
  engine: Engine,
  emulators: Emulator[],
): Promise<{ arch: string; kernel: string; engine: string; binfmt: { name: string; flags: string; interpreter: string }[] }> {
  const info = await engine.info();
  return {
    arch: info.platform.split('/')[1] ?? info.platform,
    kernel: info.kernel,
    engine: `docker ${info.version}`,
    binfmt: emulators.map(({ name, flags, interpreter }) => ({ name, flags, interpreter })),
  };
}
