// What the kernel of the engine's host says of its own options and drivers. Where the daemon's host is this machine its files are read here; else a helper
// container sees /proc/config.gz and /proc/misc, which are the host's own in every container. The files of /boot and /lib/modules are not mounted for it.
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { onThisHost } from './local-binfmt.ts';
import type { Engine } from './types.ts';

export interface HostKernelTexts {
  /** A `.config`, and where it was read: `/proc/config.gz`, `/boot/config-6.1.0-28-amd64`. */
  config: { text: string; path: string } | null;
  /** modules.builtin and modules.order of the running kernel: what is built in, and what is a module. */
  modules: { builtin: string; order: string; path: string } | null;
  /** /proc/misc. */
  misc: string | null;
}

const MAX_BYTES = 4 << 20;
const unzip = promisify(gunzip);

/** Null where the daemon runs elsewhere. A file that is not there, or not to be read by this user, is null. */
export async function readHostKernelHere(engine: Engine): Promise<HostKernelTexts | null> {
  if (!(await onThisHost(engine))) return null;
  const { kernel } = await engine.info();
  // The name becomes part of a path; kernels are named by people.
  const plain = /^[\w.+~-]{1,100}$/.test(kernel) && !kernel.includes('..');
  const modules = `/lib/modules/${kernel}`;
  const boot = `/boot/config-${kernel}`;
  const [zipped, config, builtin, order, misc] = await Promise.all([
    bytesOf('/proc/config.gz'),
    plain ? bytesOf(boot) : null,
    plain ? bytesOf(`${modules}/modules.builtin`) : null,
    plain ? bytesOf(`${modules}/modules.order`) : null,
    bytesOf('/proc/misc'),
  ]);
  return {
    config:
      zipped !== null
        ? { text: (await unzip(zipped, { maxOutputLength: MAX_BYTES })).toString('latin1'), path: '/proc/config.gz' }
        : config === null
          ? null
          : { text: config.toString('latin1'), path: boot },
    modules: builtin === null || order === null ? null : { builtin: builtin.toString('latin1'), order: order.toString('latin1'), path: modules },
    misc: misc?.toString('latin1') ?? null,
  };
}

async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return (await readFile(path)).subarray(0, MAX_BYTES);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'EPERM')) return null;
    throw error;
  }
}
