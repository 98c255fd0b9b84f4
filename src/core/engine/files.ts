// Bytes into and out of containers, as tar streams (they need not run, and volumes are reached through them too).
import { Readable, pipeline } from 'node:stream';
import tar from 'tar-stream';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import { stillThere, type Client } from './client.ts';
import { EngineAnswerError, hasStatus } from './failures.ts';
import type { TarFile } from './types.ts';

const DEFAULT_FILE_LIMIT = 256 * 1024 * 1024;
const MAX_LINKS = 40;
// Bits of Go's os.FileMode, in which the engine states the mode of a path.
const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;

/** A tar stream of files that are in memory already. Entries are packed without waiting for each other: awaiting 20,000 takes 6 s. */
export function packFiles(files: TarFile[]): Readable {
  const pack = tar.pack();
  for (const file of files) {
    const header: Partial<tar.Header> & { name: string } = {
      name: file.name,
      mode: file.mode,
      type: file.type,
      uid: file.uid ?? 0,
      gid: file.gid ?? 0,
      mtime: new Date(file.mtimeMs ?? 0),
      ...(file.linkname === undefined ? {} : { linkname: file.linkname }),
    };
    if (file.type === 'file') pack.entry(header, file.content ?? Buffer.alloc(0));
    else pack.entry(header);
  }
  pack.finalize();
  // tar-stream makes streamx streams, node:http wants a Readable of Node; and three writes of 512 bytes per file would be three system calls.
  return Readable.from(inPieces(pack), { objectMode: false, highWaterMark: PIECE });
}

const PIECE = 256 * 1024;

/** The same bytes in pieces of about `PIECE`. */
async function* inPieces(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const data of source) {
    const chunk = data as Buffer; // tar-stream hands on bytes
    chunks.push(chunk);
    size += chunk.length;
    if (size < PIECE) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(chunks);
}

export function putFiles(client: Client, container: string, path: string, files: TarFile[]): Promise<void> {
  return putTar(client, container, path, packFiles(files));
}

/** Unpacks a tar under `path`, which must exist and be a directory. */
export async function putTar(client: Client, container: string, path: string, tarStream: Readable): Promise<void> {
  const target = client.docker.getContainer(container);
  // Asked first: an engine that refuses in the middle of an upload closes the connection, and its sentence is lost.
  const stat = await pathStat(client, container, path).catch((error: unknown) => {
    tarStream.destroy();
    throw error;
  });
  if (stat === null) {
    tarStream.destroy();
    throw new InputError(`there is no directory ${path} in container ${container.slice(0, 12)}`, { input: path, expected: 'a directory that exists' });
  }
  try {
    await target.putArchive(tarStream, { path });
  } catch (error) {
    if (error instanceof EngineUnavailableError && (await stillThere(client)))
      throw new Error(`the engine broke off while files were sent to ${path} in container ${container.slice(0, 12)}; its disk may be full or the path read-only`, { cause: error });
    throw error;
  }
}

/** Null where the container has no such path; a container that isn't there is an error. */
export async function getTar(client: Client, container: string, path: string): Promise<Readable | null> {
  try {
    const stream = await client.docker.getContainer(container).getArchive({ path });
    return stream as unknown as Readable; // node:http's IncomingMessage
  } catch (error) {
    if (isMissingPath(error)) return null;
    throw error;
  }
}

const isMissingPath = (error: unknown): boolean => hasStatus(error, 404) && error instanceof EngineAnswerError && !/no such container/i.test(error.engineText);

interface PathStat {
  size: number;
  mode: number;
  linkTarget: string;
}

async function pathStat(client: Client, container: string, path: string): Promise<PathStat | null> {
  const query = new URLSearchParams({ path });
  let header: string | string[] | undefined;
  try {
    const res = await client.transport.send({
      method: 'HEAD',
      path: `/v${client.apiVersion}/containers/${encodeURIComponent(container)}/archive?${query.toString()}`,
      answerMs: 60_000,
    });
    res.resume();
    header = res.headers['x-docker-container-path-stat'];
  } catch (error) {
    // HEAD has no body, so 404 may mean the container: ask it for itself, which throws then.
    if (hasStatus(error, 404)) {
      await client.docker.getContainer(container).inspect();
      return null;
    }
    throw error;
  }
  const parsed: unknown = JSON.parse(Buffer.from(String(header ?? ''), 'base64').toString('utf8') || '{}');
  const get = (name: string): unknown => (typeof parsed === 'object' && parsed !== null ? Object.getOwnPropertyDescriptor(parsed, name)?.value : undefined);
  const target = get('linkTarget');
  return { size: Number(get('size') ?? 0), mode: Number(get('mode') ?? 0), linkTarget: typeof target === 'string' ? target : '' };
}

const has = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1;

/** Links are followed; null where there is no such file, or where it is a directory. */
export async function getFile(
  client: Client,
  container: string,
  path: string,
  maxBytes: number = DEFAULT_FILE_LIMIT,
): Promise<{ content: Buffer; size: number; truncated: boolean } | null> {
  let real = path;
  for (let links = 0; ; links += 1) {
    const stat = await pathStat(client, container, real);
    if (stat === null || has(stat.mode, MODE_DIRECTORY)) return null;
    if (!has(stat.mode, MODE_SYMLINK)) break;
    if (stat.linkTarget === '' || stat.linkTarget === real || links === MAX_LINKS) return null;
    real = stat.linkTarget;
  }
  const stream = await getTar(client, container, real);
  return stream === null ? null : firstFile(stream, maxBytes);
}

/** The first file of a tar, at most `maxBytes` of it; the rest is not read. */
function firstFile(stream: Readable, maxBytes: number): Promise<{ content: Buffer; size: number; truncated: boolean } | null> {
  return new Promise((resolve, reject) => {
    const extract = tar.extract();
    let done = false;
    const finish = (result: { content: Buffer; size: number; truncated: boolean } | null): void => {
      if (done) return;
      done = true;
      resolve(result);
      stream.destroy();
    };
    extract.on('entry', (header, entry, next) => {
      if (header.type !== 'file' && header.type !== 'contiguous-file') {
        entry.resume();
        entry.on('end', next);
        return;
      }
      const size = header.size ?? 0;
      const chunks: Buffer[] = [];
      let kept = 0;
      entry.on('data', (data: unknown) => {
        const chunk = data as Buffer; // tar-stream hands on bytes
        const piece = chunk.subarray(0, maxBytes - kept);
        if (piece.length > 0) chunks.push(Buffer.from(piece));
        kept += piece.length;
        if (kept === maxBytes && size > maxBytes) finish({ content: Buffer.concat(chunks), size, truncated: true });
      });
      entry.on('end', () => finish({ content: Buffer.concat(chunks), size, truncated: size > kept }));
      entry.on('error', reject);
    });
    extract.on('finish', () => finish(null));
    pipeline(stream, extract, (error) => {
      if (error && !done) reject(error);
    });
  });
}
