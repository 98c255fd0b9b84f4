// The sources of the lab's program (resources/dnslab): what is sent to a toolchain to be built, and their hash.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TarFile } from '../../engine/types.ts';

/** Texts for people and tests change nothing of what is built. */
const LEFT_OUT = /(?:\.md|_test\.go)$|^testdata$/;

/** The folder: beside `src` in a checkout, beside `out` in a package. */
export function labFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'resources', 'dnslab');
    if (existsSync(join(found, 'build.sh'))) return found;
    if (dirname(folder) === folder) throw new Error(`the source of the DNS lab's program (resources/dnslab) is not beside ${from}`);
  }
}

export interface LabSources {
  /** Relative to where they are unpacked, folders before what is in them. */
  files: TarFile[];
  hash: string;
}

export function readSources(folder: string = labFolder()): LabSources {
  const files: TarFile[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LEFT_OUT.test(entry.name)) continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        files.push({ name, type: 'directory', mode: 0o755 });
        walk(name);
      } else if (entry.isFile()) files.push({ name, type: 'file', mode: 0o644, content: readFileSync(join(folder, name)) });
    }
  };
  walk('');
  const hash = createHash('sha256').update(JSON.stringify(files.map(({ name, content }) => [name, content?.toString('base64') ?? null])));
  return { files, hash: hash.digest('hex') };
}
