// Registers an emulator that is installed on this machine with the kernel, so that containers run foreign programs. A change of the host.
import { constants } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorAction } from '../../../shared/domain/documents.ts';
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import { errorCode } from '../failures.ts';
import { isThere, programOf, runProgram, type Machine } from './machine.ts';

export const REGISTER_EMULATION = 'emulation.register:';

/** What qemu's user mode calls the platforms, as its Debian packages register them. */
const QEMU: Record<string, string> = {
  'linux/amd64': 'qemu-x86_64',
  'linux/arm64': 'qemu-aarch64',
  'linux/arm/v7': 'qemu-arm',
  'linux/386': 'qemu-i386',
  'linux/riscv64': 'qemu-riscv64',
  'linux/ppc64le': 'qemu-ppc64le',
  'linux/s390x': 'qemu-s390x',
};
/** Null where there is none that we know. */
export const emulatorFor = (platform: string): string | null => QEMU[platform] ?? null;

/** What has to be done; null where nothing can be, or need be. */
type Way = { kind: 'switch-on' } | { kind: 'import'; mount: boolean; again: boolean };

async function entryOf(machine: Machine, name: string): Promise<{ enabled: boolean; fixed: boolean } | null> {
  try {
    const text = await readFile(join(machine.binfmt, name), 'latin1');
    return { enabled: /^enabled$/m.test(text), fixed: /^flags:.*F/m.test(text) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
}

/** Does a package that is installed register it with the flag F (`fix_binary yes`)? */
async function importable(machine: Machine, name: string): Promise<boolean> {
  try {
    return /^fix_binary\s+yes$/m.test(await readFile(join(machine.formats, name), 'latin1'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) return false;
    throw error;
  }
}

async function wayOf(machine: Machine, name: string): Promise<Way | null> {
  if (machine.platform !== 'linux' || !machine.root || !/^qemu-[a-z0-9_]{1,40}$/.test(name)) return null;
  const entry = await entryOf(machine, name);
  if (entry?.enabled === true && entry.fixed) return null;
  if (entry?.fixed === true) return (await isThere(join(machine.binfmt, name), constants.W_OK)) ? { kind: 'switch-on' } : null;
  const mounted = await isThere(join(machine.binfmt, 'register'));
  if (mounted ? !(await isThere(join(machine.binfmt, 'register'), constants.W_OK)) : (await programOf(machine, 'mount')) === null) return null;
  if ((await programOf(machine, 'update-binfmts')) === null || !(await importable(machine, name))) return null;
  return { kind: 'import', mount: !mounted, again: entry !== null };
}

function commandsOf(machine: Machine, name: string, way: Way): string[][] {
  if (way.kind === 'switch-on') return [];
  return [
    ...(way.mount ? [['mount', '-t', 'binfmt_misc', 'binfmt_misc', machine.binfmt]] : []),
    ...(way.again ? [['update-binfmts', '--disable', name]] : []),
    ['update-binfmts', '--enable', name],
  ];
}

/** Only for an engine on this very machine: the caller knows. Null where it can't be done here by this user, or is done already. */
export async function offerEmulation(machine: Machine, name: string): Promise<DoctorAction | null> {
  const way = await wayOf(machine, name);
  if (way === null) return null;
  return {
    id: `${REGISTER_EMULATION}${name}`,
    title: way.kind === 'switch-on' ? `Switch the emulator ${name} on` : `Register the emulator ${name}`,
    changesHost: true,
    detail:
      way.kind === 'switch-on'
        ? `The kernel of this machine knows ${name} and has it switched off; this switches it on, until the next start of the machine. \`echo 0 > ${machine.binfmt}/${name}\` undoes it.`
        : `Tells the kernel of this machine to start programs of that platform with ${name}, in containers too (flag F). The packages that bring it are installed. \`update-binfmts --disable ${name}\` undoes it.`,
    command:
      way.kind === 'switch-on'
        ? `echo 1 > ${machine.binfmt}/${name}`
        : commandsOf(machine, name, way)
            .map((argv) => argv.join(' '))
            .join(' && '),
  };
}

/** Rejects with UnsupportedError where the kernel did not take it. */
export async function registerEmulation(machine: Machine, name: string, signal: AbortSignal): Promise<string> {
  const way = await wayOf(machine, name);
  if (way === null) throw new UnsupportedError(`${name} can't be registered here, or is registered already`);
  if (way.kind === 'switch-on') await writeFile(join(machine.binfmt, name), '1');
  let said = '';
  for (const [program = '', ...rest] of commandsOf(machine, name, way)) {
    const { code, output } = await runProgram([(await programOf(machine, program)) ?? program, ...rest], signal);
    said = output;
    if (code !== 0 && program === 'mount') throw new UnsupportedError(`the kernel's binfmt_misc can't be mounted: ${output}`);
  }
  const entry = await entryOf(machine, name);
  if (entry === null) throw new UnsupportedError(`the kernel did not take ${name}${said === '' ? '' : `: ${said.slice(-300)}`}`);
  if (!entry.enabled || !entry.fixed)
    throw new UnsupportedError(`${name} is registered, but ${entry.enabled ? 'without the flag F, so containers do not see it' : 'switched off'}`);
  return `${name} is registered, and works in containers`;
}
