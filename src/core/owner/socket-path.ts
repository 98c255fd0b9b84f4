// Where the local socket of a data folder is. Called by the owner, who listens there, and by clients.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** sun_path holds 108 bytes on Linux, 104 on macOS, NUL included (unix(7), sys/un.h). */
const SUN_PATH_MAX = 103;

/** `owner.sock` in the data folder; a short path in the temporary folder where that is too long; a named pipe on Windows. */
export function socketPath(folder: string, platform: NodeJS.Platform = process.platform): string {
  const absolute = resolve(folder);
  const hash = createHash('sha256').update(absolute).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\cgoscope-${hash}`;
  const inside = join(absolute, 'owner.sock');
  return Buffer.byteLength(inside) <= SUN_PATH_MAX ? inside : join(tmpdir(), `cgoscope-${hash}`, 's');
}

/** Makes the socket's folder private. Others can write to the temporary folder: a link or somebody else's folder in our place is refused. */
export function ensureSocketFolder(socket: string): void {
  if (process.platform === 'win32') return;
  const folder = dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  const mine = process.getuid?.() === stat.uid;
  if (!stat.isDirectory() || !mine) throw new Error(`${folder}, where the local socket would be, is not a folder of this user; remove it, or set TMPDIR to a private folder`);
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** Removes the socket, and its folder where that was made for it alone. */
export function removeSocket(socket: string, folder: string): void {
  if (process.platform === 'win32') return;
  rmSync(socket, { force: true });
  if (dirname(socket) !== resolve(folder)) rmSync(dirname(socket), { recursive: true, force: true });
}
