// What a judgement asks of the engine's host: platform, kernel, CPU, emulators, and whether its kernel runs 32 bit. Read here where the daemon's host is this
// machine, else in a helper container: /proc/cpuinfo and /proc/sys/abi are the host's own there too.
import { access, readFile } from 'node:fs/promises';
import type { HostFacts } from '../../shared/domain/verdict.ts';
import { parseCpuinfo } from './cpu.ts';
import { localEmulators, onThisHost } from './local-binfmt.ts';
import { StartFailedError, type Engine } from './types.ts';

const CPUINFO = '/proc/cpuinfo';
/** There only in kernels for x86-64 with CONFIG_IA32_EMULATION (arch/x86/entry/vdso/vdso32-setup.c). */
const COMPAT = '/proc/sys/abi/vsyscall32';
const SCRIPT = `[ -e ${COMPAT} ] && echo "# compat32" || echo "# -"
while IFS= read -r line; do echo "$line"; done < ${CPUINFO}`;
const OUTPUT_LIMIT = 64 * 1024;
const HELPER_MS = 30_000;

/** `helperImage`: an image with a shell on the engine, for hosts that are elsewhere; null: what can't be seen from here is then null. */
export async function readHostFacts(engine: Engine, helperImage: string | null): Promise<HostFacts> {
  const info = await engine.info();
  const local = await onThisHost(engine);
  const emulators = (await localEmulators(engine)) ?? (helperImage === null ? null : await engine.emulators(helperImage));
  const text = local ? await readHere() : helperImage === null ? null : await readThere(engine, helperImage);
  const x86 = info.platform === 'linux/amd64';
  return {
    platform: info.platform,
    kernel: info.kernel,
    cpu: text === null ? null : parseCpuinfo(text.cpuinfo),
    compat32: text === null || !x86 ? null : text.compat32,
    emulators,
  };
}

async function readHere(): Promise<{ cpuinfo: string; compat32: boolean }> {
  const compat32 = await access(COMPAT).then(
    () => true,
    () => false,
  );
  return { cpuinfo: await readFile(CPUINFO, 'utf8'), compat32 };
}

/** Null where the image has no shell to read with. */
async function readThere(engine: Engine, image: string): Promise<{ cpuinfo: string; compat32: boolean } | null> {
  for (const shell of [['/bin/sh'], ['/bin/busybox', 'sh']]) {
    const id = await engine.createContainer({
      image,
      role: 'run',
      run: '-',
      argv: [...shell, '-c', SCRIPT],
      network: 'none',
      noNewPrivileges: true,
      capDrop: ['ALL'],
      pidsLimit: 64,
      readOnlyRoot: true,
      user: '0',
    });
    try {
      let output = '';
      const running = await engine.startContainer(id, {
        onStdout: (chunk) => {
          if (output.length < OUTPUT_LIMIT) output += chunk.toString('latin1');
        },
      });
      const timer = setTimeout(() => {
        running.kill().catch(() => undefined); // then `ended` tells what is wrong
      }, HELPER_MS);
      try {
        if ((await running.ended).code === 0) return { cpuinfo: output.slice(output.indexOf('\n') + 1), compat32: output.startsWith('# compat32') };
      } finally {
        clearTimeout(timer);
      }
    } catch (error) {
      if (!(error instanceof StartFailedError)) throw error;
    } finally {
      await engine.removeContainer(id);
    }
  }
  return null;
}
