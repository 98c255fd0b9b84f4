// The files of the differential: Debian packages named by resources/campaign/elf.csv, fetched by this machine's own apt in private roots, their ELF files kept in a cache.
// A package whose contents are not those of the list (its mirror moved on) is used all the same, and said so.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { HostApt } from '../../../src/core/toolchain/debian/host-apt.ts';
import { hostArchive } from '../../../src/core/toolchain/debian/sources.ts';
import { ROOT } from '../../lib/cgoscope.ts';
import { arMembers } from './ar.ts';

export const LIST = join(ROOT, 'resources', 'campaign', 'elf.csv');

export interface Row {
  suite: string;
  arch: string;
  package: string;
  /** What was there when the list was made; `-` before that. */
  version: string;
  sha256: string;
  /** At most so many ELF files are taken: those with the lowest hashes. */
  most: number;
  for: string;
}

export function readList(text = readFileSync(LIST, 'utf8')): Row[] {
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line, index) => {
    const [suite, arch, name, version, sha256, most, ...rest] = line.split(',');
    if (!suite || !arch || !name || !version || !sha256 || !(Number(most) > 0))
      throw new Error(`${LIST}:${index + 2}: expected suite,architecture,package,version,sha256,most,for`);
    return { suite, arch, package: name, version, sha256, most: Number(most), for: rest.join(',') };
  });
}

export const writeList = (rows: readonly Row[]): void =>
  writeFileSync(
    LIST,
    ['suite,architecture,package,version,sha256,most,for', ...rows.map((row) => [row.suite, row.arch, row.package, row.version, row.sha256, row.most, row.for].join(',')), ''].join(
      '\n',
    ),
  );

const indexSchema = z.object({
  version: z.string(),
  sha256: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), size: z.number() })),
});
export interface CorpusFile {
  row: Row;
  /** In the package; a member of an archive is `libc.a(printf.o)`. */
  path: string;
  sha256: string;
  /** On this machine. */
  file: string;
}
export interface Corpus {
  files: CorpusFile[];
  /** Rows whose package has other contents than the list says. */
  moved: { row: Row; version: string; sha256: string }[];
  /** Rows that could not be had, and why. */
  missing: { row: Row; why: string }[];
}

const isElf = (bytes: Buffer): boolean => bytes.length >= 20 && bytes.readUInt32BE(0) === 0x7f454c46;
/** No file of a package that is larger is looked at. */
const MAX_FILE = 256 * 1024 * 1024;

async function elfFiles(stream: Readable, most: number): Promise<{ path: string; sha256: string; bytes: Buffer }[]> {
  const found = new Map<string, { path: string; sha256: string; bytes: Buffer }>();
  const add = (path: string, bytes: Buffer): void => {
    if (!isElf(bytes)) return;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!found.has(sha256)) found.set(sha256, { path, sha256, bytes });
  };
  const archive = extract();
  stream.on('error', (error) => archive.destroy(error));
  stream.pipe(archive);
  for await (const entry of archive) {
    const { name, type, size } = entry.header;
    if (type !== 'file' || (size ?? 0) > MAX_FILE) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer); // tar-stream hands out buffers
    const bytes = Buffer.concat(chunks);
    if (bytes.subarray(0, 8).toString('latin1') === '!<arch>\n') for (const member of arMembers(bytes)) add(`${name}(${member.name})`, Buffer.from(member.bytes));
    else add(name, bytes);
  }
  return [...found.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).slice(0, most);
}

const folderOf = (cache: string, row: Row): string => join(cache, 'files', `${row.suite}-${row.arch}-${row.package}-${row.most}`);

/** Downloads what the cache does not hold, one apt call per suite and architecture. `progress` gets a line per step. */
export async function collect(rows: readonly Row[], cache: string, progress: (text: string) => void): Promise<Corpus> {
  const missing: Corpus['missing'] = [];
  const lacking = new Map<string, Row[]>();
  for (const row of rows) {
    const index = join(folderOf(cache, row), 'index.json');
    const kept = existsSync(index) ? indexSchema.parse(JSON.parse(readFileSync(index, 'utf8'))) : null;
    if (kept && (row.sha256 === '-' || kept.sha256 === row.sha256)) continue;
    const key = `${row.suite}/${row.arch}`;
    lacking.set(key, [...(lacking.get(key) ?? []), row]);
  }
  if (lacking.size > 0) {
    const archive = await hostArchive();
    if (!archive) throw new Error('this machine names no Debian archive in /etc/apt, so that the packages can not be fetched');
    const apt = new HostApt(join(cache, 'apt'), archive);
    for (const [key, group] of lacking) {
      progress(`${key}: ${group.length} packages`);
      const [first] = group;
      if (!first) continue;
      const options = { progress: () => undefined, signal: new AbortController().signal };
      const fetchRows = (some: Row[]): Promise<void> =>
        apt.fetch({ suite: first.suite, arch: first.arch, packages: some.map((row) => row.package), closure: false, without: new Set() }, options, async (debs) => {
          for (const row of some) {
            const deb = debs.find(({ name }) => name === row.package);
            if (!deb) throw new Error(`apt-get fetched no ${row.package}`);
            const folder = folderOf(cache, row);
            const fresh = `${folder}.new`;
            rmSync(fresh, { recursive: true, force: true });
            mkdirSync(fresh, { recursive: true });
            const files = await elfFiles(await deb.open(), row.most);
            for (const { sha256, bytes } of files) writeFileSync(join(fresh, sha256), bytes);
            writeFileSync(
              join(fresh, 'index.json'),
              JSON.stringify({ version: deb.version, sha256: deb.sha256, files: files.map(({ path, sha256, bytes }) => ({ path, sha256, size: bytes.length })) }),
            );
            rmSync(folder, { recursive: true, force: true });
            renameSync(fresh, folder);
          }
        });
      try {
        await fetchRows(group);
      } catch (error) {
        // One name that is gone must not take the others along.
        progress(`${key}: ${error instanceof Error ? error.message : String(error)}; one by one`);
        for (const row of group)
          if (!existsSync(join(folderOf(cache, row), 'index.json')))
            await fetchRows([row]).catch((why: unknown) => missing.push({ row, why: why instanceof Error ? why.message : String(why) }));
      }
    }
  }
  const corpus: Corpus = { files: [], moved: [], missing };
  const seen = new Set<string>();
  for (const row of rows) {
    const folder = folderOf(cache, row);
    if (!existsSync(join(folder, 'index.json'))) continue;
    const index = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
    if (row.sha256 !== '-' && index.sha256 !== row.sha256) corpus.moved.push({ row, version: index.version, sha256: index.sha256 });
    for (const { path, sha256 } of index.files) {
      if (seen.has(sha256)) continue;
      seen.add(sha256);
      corpus.files.push({ row, path, sha256, file: join(folder, sha256) });
    }
  }
  return corpus;
}

/** The list with the versions and hashes that the cache holds now. */
export const refreshed = (rows: readonly Row[], cache: string): Row[] =>
  rows.map((row) => {
    const path = join(folderOf(cache, row), 'index.json');
    if (!existsSync(path)) return row;
    const { version, sha256 } = indexSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { ...row, version, sha256 };
  });
