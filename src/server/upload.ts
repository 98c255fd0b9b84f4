// `POST /api/upload`: what a native dialog would have named. A bundle or a binary is one file; a project is many, each at its path below a folder of ours.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bodyOf, boundBody, Refused, SILENCE_MS, tooLarge } from './answer.ts';

export interface UploadLimits {
  bundleBytes: number;
  /** A binary to look into, by hand: Go programs with debug information are a few hundred MB at most. */
  binaryBytes: number;
  fileBytes: number;
  folderBytes: number;
  folderFiles: number;
  /** So much of the disk stays free for everybody else. */
  reserveBytes: number;
  /** A sender that says nothing for this long is given up. */
  silenceMs: number;
}
export const UPLOAD_LIMITS: UploadLimits = {
  bundleBytes: 8 * 2 ** 30,
  binaryBytes: 2 ** 30,
  fileBytes: 256 * 2 ** 20,
  folderBytes: 2 * 2 ** 30,
  folderFiles: 50_000,
  reserveBytes: 2 ** 29,
  silenceMs: SILENCE_MS,
};

/** What an earlier server was sent is not needed any more: a project is sent anew when it has changed. */
const KEEP_MS = 86_400_000;
/** A bundle is imported at once, a binary is looked at for a while; a server that goes on for weeks does not keep all it was ever sent. */
const KEEP_FILE_MS = 3_600_000;
/** What a folder of one file is called by, and what its file may be. */
const FILES = { bundle: 'bundleBytes', binary: 'binaryBytes' } as const;
type FileKind = keyof typeof FILES;
const isFileKind = (kind: string): kind is FileKind => Object.hasOwn(FILES, kind);
const NAME_MAX = 255;
const PATH_MAX = 3000;
const DEPTH_MAX = 64;

interface Folder {
  bytes: number;
  files: number;
}

export class Uploads {
  readonly #root: string;
  readonly #limits: UploadLimits;
  /** Of this server's life; an id of an earlier one is not added to. */
  readonly #folders = new Map<string, Promise<Folder>>();

  constructor(root: string, limits: UploadLimits = UPLOAD_LIMITS) {
    this.#root = path.resolve(root);
    this.#limits = limits;
  }

  /** Makes the folder and removes what is older than a day. */
  async tidy(now: number = Date.now()): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    await this.#removeOlder(now - KEEP_MS, () => true);
  }

  async #removeOlder(than: number, isMeant: (name: string) => boolean): Promise<void> {
    for (const name of (await readdir(this.#root)).filter(isMeant)) {
      const entry = path.join(this.#root, name);
      const about = await stat(entry).catch(() => null); // gone meanwhile, or a dangling link: nothing to keep
      if (about === null || about.mtimeMs < than) await rm(entry, { recursive: true, force: true });
    }
  }

  /** Answers where it stands: the bundle's file, or the project folder. */
  async take(query: URLSearchParams, request: IncomingMessage): Promise<string> {
    const [name, folder, file, kind] = [query.get('name'), query.get('folder'), query.get('path'), query.get('kind') ?? 'bundle'];
    if (name !== null && folder === null && file === null && isFileKind(kind)) return this.#takeNamed(kind, name, request);
    if (name === null && folder !== null && file !== null) return this.#takeFile(folder, file, request);
    throw new Refused(400, 'an upload is asked for with name=FILE (a bundle; with kind=binary a file to look into), or with folder=ID and path=FILE (a file of a project)');
  }

  async #takeNamed(kind: FileKind, name: string, request: IncomingMessage): Promise<string> {
    const base = name
      .replace(/^.*[/\\]/, '')
      .replace(/[^\p{L}\p{N}._ -]/gu, '_')
      .replace(/^[. ]+/, '')
      .slice(0, 80);
    if (base === '') throw new Refused(400, 'the name of the file is empty');
    await this.#removeOlder(Date.now() - KEEP_FILE_MS, (each) => Object.keys(FILES).some((known) => each.startsWith(`${known}-`)));
    const folder = path.join(this.#root, `${kind}-${randomUUID()}`);
    await mkdir(folder, { mode: 0o700 });
    try {
      const file = path.join(folder, base);
      await this.#write(file, this.#limits[FILES[kind]], request, () => undefined);
      return file;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #takeFile(id: string, name: string, request: IncomingMessage): Promise<string> {
    if (!/^[A-Za-z0-9-]{8,64}$/.test(id)) throw new Refused(400, 'folder is 8 to 64 letters, digits and dashes');
    const parts = partsOf(name);
    const root = path.join(this.#root, `project-${id}`);
    const count = await this.#folder(id, root);
    if (count.files >= this.#limits.folderFiles) throw new Refused(413, `more than ${this.#limits.folderFiles} files; leave out what the build does not need`);
    count.files += 1;
    const part = path.join(this.#root, `part-${randomUUID()}`);
    let counted = 0;
    try {
      await this.#write(part, this.#limits.fileBytes, request, (bytes) => {
        counted += bytes;
        count.bytes += bytes;
        if (count.bytes > this.#limits.folderBytes)
          throw new Refused(413, `the files are larger than ${this.#limits.folderBytes} bytes together; leave out what the build does not need`);
      });
      // folders and files are all that is ever made below it, so no name on the way leads elsewhere
      const target = path.join(root, ...parts);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rename(part, target);
      // a browser's paths begin with the name of the folder that was chosen: that one is the project
      return parts.length > 1 ? path.join(root, parts[0] ?? '') : root;
    } catch (error) {
      count.files -= 1;
      count.bytes -= counted;
      await rm(part, { force: true });
      if (['ENOTDIR', 'EEXIST', 'EISDIR', 'ENOTEMPTY'].includes(codeOf(error))) throw new Refused(409, 'one of the names on this path is both a file and a folder');
      if (codeOf(error) === 'ENAMETOOLONG') throw new Refused(400, 'the path is too long for this disk');
      throw error;
    }
  }

  /** The first file of an id makes its folder; an id of another server's life is somebody else's. */
  #folder(id: string, root: string): Promise<Folder> {
    const made =
      this.#folders.get(id) ??
      mkdir(root, { mode: 0o700 }).then(
        () => ({ bytes: 0, files: 0 }),
        (error: unknown) => {
          this.#folders.delete(id);
          throw codeOf(error) === 'EEXIST' ? new Refused(409, 'this folder was uploaded before; choose another id') : error;
        },
      );
    this.#folders.set(id, made);
    return made;
  }

  async #write(file: string, limit: number, request: IncomingMessage, onBytes: (bytes: number) => void): Promise<void> {
    boundBody(request, limit, this.#limits.silenceMs);
    const { bavail, bsize } = await statfs(this.#root);
    if (bavail * bsize - Number(request.headers['content-length'] ?? 0) < this.#limits.reserveBytes) throw full();
    let size = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of bodyOf(request)) {
        size += chunk.length;
        if (size > limit) throw tooLarge(limit);
        onBytes(chunk.length);
        yield chunk;
      }
    };
    try {
      await pipeline(counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw full();
      throw error;
    }
  }
}

const full = (): Refused => new Refused(507, 'the disk of the machine that serves is full');
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** The names of a relative path with `/`; Refused for anything that could lead elsewhere, on any platform. */
export function partsOf(name: string): string[] {
  const parts = name.split('/');
  if (
    name.length > PATH_MAX ||
    parts.length > DEPTH_MAX ||
    /[\\\p{Cc}]/u.test(name) ||
    /^[a-z]:/i.test(name) ||
    parts.some((part) => part === '' || part === '.' || part === '..' || Buffer.byteLength(part) > NAME_MAX || (process.platform === 'win32' && /[<>:"|?*]|[. ]$/.test(part)))
  )
    throw new Refused(400, 'path is a relative path with single slashes, without ".", "..", backslashes and control characters');
  return parts;
}
