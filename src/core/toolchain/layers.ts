// Layers: parts as tar files in the cache folder, with a record beside each that says exactly which packages are in it.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CancelledError } from '../../shared/domain/errors.ts';
import { debId, type FetchedDeb, type PackageSource, type WorkOptions } from './debian/source.ts';
import type { Extra, Part } from './parts.ts';
import { removeLeftovers } from './leftovers.ts';
import { SharedWork } from './shared-work.ts';
import { encodeHeader, END, padding, type Header } from './tar/blocks.ts';
import { TarRewriter, type Decision } from './tar/rewrite.ts';

const debSchema = z.object({ name: z.string(), version: z.string(), arch: z.string(), suite: z.string(), bytes: z.number(), sha256: z.string() });

const recordSchema = z.object({
  id: z.string(),
  /** Hash of what the part asks for: another one means the record is of an older recipe. */
  spec: z.string(),
  /** `sha256:…` of the uncompressed tar. */
  diffId: z.string(),
  bytes: z.number(),
  file: z.string(),
  packages: z.array(debSchema),
  madeAt: z.string(),
});
export type LayerRecord = z.infer<typeof recordSchema>;

/** A layer that is here. */
export interface Layer extends LayerRecord {
  path: string;
}

/** Left out of every layer: nothing builds or runs from it. */
export const DOCUMENTATION = ['doc', 'doc-base', 'man', 'info', 'locale', 'lintian', 'bug', 'menu', 'gdb', 'bash-completion'].map((name) => `usr/share/${name}`);
const CERTIFICATES = /^usr\/share\/ca-certificates\/.*\.crt$/;

/** Debian releases before 13 still ship files in /lib and /bin; with the links of a merged root they must lie in /usr. */
const usrMerged = (name: string): string => (/^(bin|sbin|lib|lib32|lib64|libx32)(\/|$)/.test(name) ? `usr/${name}` : name);

/** Matches the paths and everything below them. */
export function leftOutPattern(paths: readonly string[]): RegExp {
  const one = (path: string): string => path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^(?:${paths.map(one).join('|')})(?:/|$)`);
}

export const specOf = (part: Part): string =>
  createHash('sha256')
    .update(JSON.stringify([part.id, part.revision, part.sources, part.below.map(specOf), part.leaveOut, part.extras, part.caBundle]))
    .digest('hex')
    .slice(0, 16);

/** Rooms of one process may share a cache folder (one per engine and preference), so what is being made is known to all of them. */
const MAKING = new SharedWork<Layer>();

export class LayerStore {
  readonly #folder: string;
  readonly #source: PackageSource;

  constructor(folder: string, source: PackageSource) {
    this.#folder = folder;
    this.#source = source;
  }

  /** The layer as it lies in the cache; null where it has to be made (or remade: the recipe changed). */
  async find(part: Part): Promise<Layer | null> {
    const record = await this.#record(part.id);
    if (record?.spec !== specOf(part)) return null;
    const path = join(this.#folder, record.file);
    try {
      if ((await stat(path)).size !== record.bytes) return null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    return { ...record, path };
  }

  /** Makes what is missing, those below first. */
  async ensure(part: Part, options: WorkOptions): Promise<Layer> {
    const found = await this.find(part);
    if (found) return found;
    return MAKING.join(join(this.#folder, part.id), options, (shared) => this.#make(part, shared));
  }

  async list(): Promise<LayerRecord[]> {
    let names: string[];
    try {
      names = await readdir(this.#folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
    const records = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => this.#record(name.slice(0, -5))));
    return records.filter((record) => record !== null);
  }

  async remove(id: string): Promise<void> {
    const record = await this.#record(id);
    if (record) await rm(join(this.#folder, record.file), { force: true });
    await rm(join(this.#folder, `${id}.json`), { force: true });
  }

  async #record(id: string): Promise<LayerRecord | null> {
    let text: string;
    try {
      text = await readFile(join(this.#folder, `${id}.json`), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return null; // half written by a machine that lost power: made again
    }
    const parsed = recordSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  }

  async #make(part: Part, options: WorkOptions): Promise<Layer> {
    await mkdir(this.#folder, { recursive: true });
    await removeLeftovers(this.#folder, /\.part$/);
    const without = new Set<string>();
    for (const below of part.below) for (const deb of (await this.ensure(below, options)).packages) without.add(debId(deb));
    const temporary = join(this.#folder, `${part.id}.${randomUUID()}.part`);
    try {
      const writer = new LayerWriter(temporary, part);
      const packages: LayerRecord['packages'] = [];
      try {
        for (const source of part.sources) {
          await this.#source.fetch({ ...source, without }, options, async (debs) => {
            for (const deb of debs) {
              if (options.signal.aborted) throw new CancelledError();
              options.progress({ task: `layer ${part.id}`, text: `unpacking ${deb.name}` });
              await writer.add(deb, options.signal);
              packages.push({ name: deb.name, version: deb.version, arch: deb.arch, suite: source.suite, bytes: deb.bytes, sha256: deb.sha256 });
            }
          });
        }
      } catch (error) {
        writer.abandon();
        throw error;
      }
      const { diffId, bytes } = await writer.finish();
      const listed = createHash('sha256')
        .update(
          packages
            .map((deb) => `${debId(deb)} ${deb.sha256}`)
            .sort()
            .join('\n'),
        )
        .update(specOf(part))
        .digest('hex');
      const file = `${part.id}-${listed.slice(0, 12)}.tar`;
      await rename(temporary, join(this.#folder, file));
      const record: LayerRecord = { id: part.id, spec: specOf(part), diffId, bytes, file, packages, madeAt: new Date().toISOString() };
      const old = await this.#record(part.id);
      await writeFile(temporary, JSON.stringify(record, null, 1));
      await rename(temporary, join(this.#folder, `${part.id}.json`));
      if (old && old.file !== file) await rm(join(this.#folder, old.file), { force: true });
      return { ...record, path: join(this.#folder, file) };
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Writes one layer: packages in the order they come, then the extras; deterministic for the same packages. */
class LayerWriter {
  readonly #part: Part;
  readonly #stream;
  readonly #hash = createHash('sha256');
  readonly #folders = new Set<string>();
  readonly #certificates: { name: string; content: Buffer }[] = [];
  readonly #replaced: Set<string>;
  readonly #leftOut: RegExp;
  #bytes = 0;
  #full = false;

  constructor(path: string, part: Part) {
    this.#part = part;
    this.#stream = createWriteStream(path, { highWaterMark: 4 << 20 });
    this.#stream.on('error', () => undefined); // it is looked at through `errored` where bytes are written
    this.#leftOut = leftOutPattern([...DOCUMENTATION, ...part.leaveOut]);
    this.#replaced = new Set(part.extras.map((extra) => extra.name));
  }

  async add(deb: Pick<FetchedDeb, 'name' | 'open'>, signal: AbortSignal): Promise<void> {
    const rewriter = new TarRewriter(
      (header) => this.#decide(header),
      (bytes) => this.#write(bytes),
    );
    const stream = await deb.open();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (signal.aborted) {
        stream.destroy();
        throw new CancelledError();
      }
      rewriter.push(chunk);
      if (this.#full) await this.#drained();
    }
    rewriter.end();
  }

  async finish(): Promise<{ diffId: string; bytes: number }> {
    for (const extra of this.#part.extras) this.#extra(extra);
    if (this.#part.caBundle) {
      this.#certificates.sort((a, b) => (a.name < b.name ? -1 : 1));
      const bundle = this.#certificates.map(({ content }) => (content.at(-1) === 10 ? content.toString() : `${content.toString()}\n`)).join('');
      if (bundle === '') throw new Error(`layer ${this.#part.id}: ca-certificates brought no certificate`);
      this.#extra({ name: 'etc', type: 'directory', mode: 0o755 });
      this.#extra({ name: 'etc/ssl', type: 'directory', mode: 0o755 });
      this.#extra({ name: 'etc/ssl/certs', type: 'directory', mode: 0o755 });
      this.#extra({ name: 'etc/ssl/certs/ca-certificates.crt', type: 'file', mode: 0o644, content: bundle });
    }
    this.#write(END);
    await this.#drained();
    this.#stream.end();
    await once(this.#stream, 'close');
    if (this.#stream.errored) throw this.#stream.errored;
    return { diffId: `sha256:${this.#hash.digest('hex')}`, bytes: this.#bytes };
  }

  abandon(): void {
    this.#stream.destroy();
  }

  #decide(header: Header): Decision {
    const name = usrMerged(header.name);
    if (this.#part.caBundle && CERTIFICATES.test(name) && header.type === 'file') return { collect: (content) => this.#certificates.push({ name, content }) };
    if (this.#leftOut.test(name)) return 'drop';
    if (this.#replaced.has(name) && header.type !== 'directory') return 'drop';
    if (header.type === 'directory') {
      if (this.#folders.has(name) || this.#replaced.has(name)) return 'drop';
      this.#folders.add(name);
    }
    return { keep: { ...header, name, linkname: header.type === 'hardlink' ? usrMerged(header.linkname) : header.linkname } };
  }

  #extra(extra: Extra): void {
    if (extra.type === 'directory') {
      if (this.#folders.has(extra.name)) return;
      this.#folders.add(extra.name);
    }
    const content = Buffer.from(extra.content ?? '');
    this.#write(encodeHeader({ name: extra.name, type: extra.type, mode: extra.mode, uid: 0, gid: 0, size: content.length, mtime: 0, linkname: extra.linkname ?? '' }));
    this.#write(content);
    this.#write(padding(content.length));
  }

  #write(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#full = !this.#stream.write(bytes);
  }

  async #drained(): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    if (this.#stream.writableNeedDrain) await once(this.#stream, 'drain');
    this.#full = false;
  }
}
