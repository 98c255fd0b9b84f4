// What only the daemon's host knows: its emulators and its free disk, seen through a helper container.
import { errorText } from '../../shared/domain/errors.ts';
import type { Client } from './client.ts';
import { createContainer, removeContainer, startContainer } from './containers.ts';
import { platformOfMagic } from './platforms.ts';
import { StartFailedError, type ContainerSpec, type Emulator } from './types.ts';

export const BINFMT = '/proc/sys/fs/binfmt_misc';
const MOUNTED = '/host-binfmt';
const HELPER_MS = 30_000;
const OUTPUT_LIMIT = 256 * 1024;

/** Builtins only, so any image with a shell will do. Each entry is preceded by a line `# name`. */
const LIST_SCRIPT = `
for entry in "$1"/*; do
  [ -f "$entry" ] || continue
  echo "# \${entry##*/}"
  while IFS= read -r line; do echo "$line"; done < "$entry"
done
`;

/** Entries of binfmt_misc from their text (Documentation/admin-guide/binfmt-misc.rst of the kernel): `# name`, then the entry's own lines. */
export function parseBinfmt(text: string): Emulator[] {
  const emulators: Emulator[] = [];
  for (const block of text.split(/^# /m).slice(1)) {
    const [name = '', ...lines] = block.split('\n');
    if (name === 'register' || name === 'status') continue;
    const value = (field: string): string =>
      lines
        .find((line) => line.startsWith(field))
        ?.slice(field.length)
        .trim() ?? '';
    const interpreter = value('interpreter ');
    const platform = platformOfMagic(value('magic '));
    if (interpreter === '') continue;
    emulators.push({ name: name.trim(), enabled: lines.some((line) => line.trim() === 'enabled'), flags: value('flags:'), interpreter, platform });
  }
  return emulators;
}

export async function emulators(client: Client, image: string): Promise<Emulator[]> {
  const { stdout } = await helper(
    client,
    image,
    (shell) => [...shell, '-c', LIST_SCRIPT, 'cgoscope-binfmt', MOUNTED],
    [`${BINFMT}:${MOUNTED}:ro`],
    [['/bin/sh'], ['/bin/busybox', 'sh']],
  );
  return parseBinfmt(stdout);
}

/** `df -Pk /`: the root of a container lies on the file system of the daemon's data. Null where the image has no df or it can't be read. */
export async function freeDisk(client: Client, image: string): Promise<number | null> {
  try {
    const { stdout } = await helper(client, image, (program) => [...program, '-P', '-k', '/'], [], [['df'], ['/bin/busybox', 'df']]);
    return parseDf(stdout);
  } catch (error) {
    if (error instanceof StartFailedError || error instanceof HelperError) return null;
    throw error;
  }
}

export function parseDf(text: string): number | null {
  const columns = text.trim().split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  const kilobytes = Number(columns[3]);
  return columns.length >= 6 && Number.isInteger(kilobytes) ? kilobytes * 1024 : null;
}

class HelperError extends Error {
  override readonly name = 'HelperError';
}

/** Runs a short program in a container of `image`, with the first of `programs` that can be started. */
async function helper(client: Client, image: string, argv: (program: string[]) => string[], binds: string[], programs: string[][]): Promise<{ stdout: string }> {
  let failure: unknown = null;
  for (const program of programs) {
    const spec: ContainerSpec = {
      image,
      role: 'run',
      run: '-',
      argv: argv(program),
      network: 'none',
      noNewPrivileges: true,
      capDrop: ['ALL'],
      pidsLimit: 64,
      memoryBytes: 128 * 1024 * 1024,
      readOnlyRoot: true,
      user: '0',
    };
    const id = await createContainer(client, spec, binds);
    try {
      return await runHelper(client, id);
    } catch (error) {
      if (!(error instanceof StartFailedError || error instanceof HelperError)) throw error;
      failure = error;
    } finally {
      await removeContainer(client, id);
    }
  }
  throw failure instanceof Error ? failure : new HelperError(errorText(failure));
}

async function runHelper(client: Client, id: string): Promise<{ stdout: string }> {
  let stdout = '';
  let stderr = '';
  const running = await startContainer(client, id, {
    onStdout: (chunk) => {
      if (stdout.length < OUTPUT_LIMIT) stdout += chunk.toString('latin1');
    },
    onStderr: (chunk) => {
      if (stderr.length < 2000) stderr += chunk.toString('utf8');
    },
  });
  const timer = setTimeout(() => {
    running.kill().catch(() => undefined); // then `ended` tells what is wrong
  }, HELPER_MS);
  try {
    const end = await running.ended;
    if (end.code !== 0) throw new HelperError(`a helper container ended with code ${end.code}: ${stderr.trim()}`);
    return { stdout };
  } finally {
    clearTimeout(timer);
  }
}
