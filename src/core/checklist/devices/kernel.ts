// The configuration of the kernel under the engine: its own files where that is this machine, else what a container sees of it.
import { readHostKernelHere } from '../../engine/index.ts';
import { StartFailedError } from '../../engine/types.ts';
import { runOnce } from '../../toolchain/index.ts';
import type { ChecklistRoom } from '../room.ts';
import { parseKernelConfig, parseMisc, parseModules, type KernelConfig } from './options.ts';

/** Options that are set, then a line, then /proc/misc. Where there is no config.gz the first part is empty. */
const SCRIPT = 'zcat /proc/config.gz 2>/dev/null | grep "^CONFIG_[A-Z0-9_]*="; echo "--- misc"; cat /proc/misc 2>/dev/null; exit 0';
const READ_MS = 20_000;
const READ_BYTES = 2 << 20;

export async function readKernelConfig(room: ChecklistRoom): Promise<KernelConfig> {
  const here = await readHostKernelHere(room.engine);
  if (here !== null)
    return {
      options: here.config === null ? null : parseKernelConfig(here.config.text),
      misc: here.misc === null ? null : parseMisc(here.misc),
      modules: here.modules === null ? null : parseModules(here.modules),
      source: here.config?.path ?? here.modules?.path ?? '/proc/misc',
    };
  return readThere(room);
}

/** /proc/config.gz and /proc/misc are the host's own in every container. */
export async function readThere(room: ChecklistRoom): Promise<KernelConfig> {
  const { image } = await room.toolchains.ensureHelper(room);
  try {
    const { stdout } = await runOnce(
      room.engine,
      { image, role: 'run', argv: ['/bin/sh', '-c', SCRIPT], capDrop: ['ALL'], noNewPrivileges: true, readOnlyRoot: true, pidsLimit: 64, memoryBytes: 128 << 20 },
      room.signal,
      { limitBytes: READ_BYTES, timeMs: READ_MS },
    );
    const [config = '', misc = ''] = stdout.split('--- misc\n');
    return { options: parseKernelConfig(config), misc: parseMisc(misc), modules: null, source: '/proc/config.gz' };
  } catch (error) {
    if (error instanceof StartFailedError) return { options: null, misc: null, modules: null, source: '/proc/config.gz' };
    throw error;
  }
}
