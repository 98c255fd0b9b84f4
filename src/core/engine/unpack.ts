// A tar stream of an engine as files in memory, to be put elsewhere: bounded, as an image may hold anything.
import { pipeline, type Readable } from 'node:stream';
import tar from 'tar-stream';
import type { TarFile } from './types.ts';

export interface UnpackLimits {
  entries: number;
  bytes: number;
}

/** All entries, names as they stand in the stream; a hard link becomes the file it names. Rejects where there is more than the limits allow. */
export function unpackFiles(stream: Readable, limits: UnpackLimits): Promise<TarFile[]> {
  return new Promise((resolve, reject) => {
    const extract = tar.extract();
    const files: TarFile[] = [];
    const contents = new Map<string, Buffer>();
    let bytes = 0;
    const tooMuch = (): void => {
      const error = new Error(`it holds more than ${limits.entries} entries or ${limits.bytes} bytes`);
      stream.destroy(error);
      reject(error);
    };
    extract.on('entry', (header, entry, next) => {
      const name = header.name.replace(/\/+$/, '');
      const common = { name, mode: header.mode ?? 0o644, uid: header.uid ?? 0, gid: header.gid ?? 0, mtimeMs: header.mtime?.getTime() ?? 0 };
      const chunks: Buffer[] = [];
      entry.on('data', (data: unknown) => {
        const chunk = data as Buffer; // tar-stream hands on bytes
        bytes += chunk.length;
        if (bytes > limits.bytes) tooMuch();
        else chunks.push(Buffer.from(chunk));
      });
      entry.on('error', reject);
      entry.on('end', () => {
        if (header.type === 'directory') files.push({ ...common, type: 'directory' });
        else if (header.type === 'symlink') files.push({ ...common, type: 'symlink', linkname: header.linkname ?? '' });
        else if (header.type === 'file' || header.type === 'contiguous-file') {
          const content = Buffer.concat(chunks);
          contents.set(name, content);
          files.push({ ...common, type: 'file', content });
        } else if (header.type === 'link') {
          const content = contents.get(header.linkname ?? '');
          if (content !== undefined) files.push({ ...common, type: 'file', content });
        }
        if (files.length > limits.entries) tooMuch();
        else next();
      });
    });
    extract.on('finish', () => resolve(files));
    pipeline(stream, extract, (error) => {
      if (error) reject(error);
    });
  });
}
