// Unpacks a module zip of a Go proxy. Small on purpose: stored and deflated entries, no encryption, no zip64, which is what the go command makes and accepts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** The go command's own limit for a module zip's content (golang.org/x/mod/zip, MaxZipFile). */
const MAX_BYTES = 500 << 20;

/**
 * Writes the entries below `prefix` of `zip` into `folder`, without the prefix. Returns how many files and bytes that was.
 * Throws on an entry that would leave the folder, on sizes that lie, and on anything that is no zip.
 */
export function unzip(zip: Buffer, prefix: string, folder: string): { files: number; bytes: number } {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > zip.length) throw new Error('not a zip file: it has no end of central directory');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const root = resolve(folder);
  let files = 0;
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`entry ${index + 1} of the zip file's directory is broken`);
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (!name.startsWith(prefix) || name.endsWith('/')) continue;
    const path = resolve(join(root, name.slice(prefix.length)));
    if (!path.startsWith(root + sep)) throw new Error(`the entry ${JSON.stringify(name)} would leave the folder`);
    bytes += size;
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes in the zip file`);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(data, data + packed);
    const content = method === 0 ? raw : method === 8 ? inflateRawSync(raw, { maxOutputLength: Math.max(1, size) }) : null;
    if (content === null || content.length !== size) throw new Error(`the entry ${JSON.stringify(name)} is broken or packed by a method (${method}) that modules do not use`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    files += 1;
  }
  return { files, bytes };
}
