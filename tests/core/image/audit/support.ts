// Images for the audit: files through the real reader, ELF files by what a loader looks at (no compiler makes most of these).
import { auditOf, factsOfImage } from '../../../../src/core/image/audit/index.ts';
import type { ElfBrief, ImageIndex } from '../../../../src/core/image/types.ts';
import type { ImageFacts, ImageFinding } from '../../../../src/shared/domain/image.ts';
import { imageIndex, type FileSpec, type ImageSpec } from '../../../builders/image.ts';
import { library as judgedLibrary } from '../../../builders/judged.ts';

export type Elves = Record<string, Partial<ElfBrief>>;
export interface Spec extends Omit<ImageSpec, 'files'> {
  files?: Record<string, FileSpec>;
  elves?: Elves;
  /** What reading it is to have stumbled over, besides what it really does. */
  warnings?: ImageIndex['warnings'];
}

const MACHINES = {
  amd64: { machine: 'EM_X86_64', class: 64, data: 'lsb' },
  arm64: { machine: 'EM_AARCH64', class: 64, data: 'lsb' },
  '386': { machine: 'EM_386', class: 32, data: 'lsb' },
} as const;

const STATIC: ElfBrief = judgedLibrary('', { type: 'ET_EXEC', linkage: 'static', libc: 'none', soname: null, exports: null });

export const LOADER = '/lib64/ld-linux-x86-64.so.2';
export const LIBS = '/usr/lib/x86_64-linux-gnu';

export const on = (machine: keyof typeof MACHINES): Partial<ElfBrief> => MACHINES[machine];
export const dynamic = (...needed: string[]): Partial<ElfBrief> => ({ type: 'ET_DYN', linkage: 'pie', libc: 'glibc', interp: LOADER, needed });
export const library = (soname: string, more: Partial<ElfBrief> = {}): Partial<ElfBrief> => ({ type: 'ET_DYN', linkage: 'shared', soname, exports: [], ...more });

/** Debian's way: merged /usr, multiarch folders. */
export const GLIBC: Spec = {
  files: { lib: { link: 'usr/lib' }, lib64: { link: 'usr/lib64' }, 'usr/lib64/ld-linux-x86-64.so.2': { link: '../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' } },
  elves: {
    [`${LIBS}/ld-linux-x86-64.so.2`]: library('ld-linux-x86-64.so.2', { libc: 'glibc', versionsDefined: ['GLIBC_2.2.5', 'GLIBC_2.35', 'GLIBC_PRIVATE'] }),
    [`${LIBS}/libc.so.6`]: library('libc.so.6', { libc: 'glibc', versionsDefined: ['GLIBC_2.2.5', 'GLIBC_2.9', 'GLIBC_2.36', 'GLIBC_PRIVATE'], needed: ['ld-linux-x86-64.so.2'] }),
  },
};
export const MUSL: Spec = { elves: { '/lib/ld-musl-x86_64.so.1': library('libc.musl-x86_64.so.1', { libc: 'musl', exports: ['__libc_start_main'] }) } };

/** What every program may ask for, so that a test has only the finding that it is about. */
export const COMPLETE: Spec = {
  files: {
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n',
    'etc/group': 'root:x:0:\napp:x:1000:\n',
    'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'etc/ssl/certs/ca-certificates.crt': '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
    'usr/share/zoneinfo/UTC': 'TZif',
    'tmp/': { directory: true, mode: 0o1777 },
  },
};

export function merged(...specs: Spec[]): Spec {
  const all: Spec = {};
  for (const spec of specs) Object.assign(all, spec, { files: { ...all.files, ...spec.files }, elves: { ...all.elves, ...spec.elves }, config: { ...all.config, ...spec.config } });
  return all;
}

export async function indexOf(spec: Spec): Promise<ImageIndex> {
  const briefs = new Map(Object.entries(spec.elves ?? {}).map(([path, brief]) => [path, { ...STATIC, ...brief }] as const));
  const programs = Object.fromEntries([...briefs.keys()].map((path) => [path.slice(1), { content: 'an ELF file', mode: 0o755 }] as const));
  const { elves: _, warnings = [], ...image } = spec;
  const index = await imageIndex({ ...image, files: { ...programs, ...image.files } });
  return {
    ...index,
    warnings: [...index.warnings, ...warnings],
    elf: (path) => {
      const found = index.resolve(path);
      return found.found ? (briefs.get(found.path) ?? null) : null;
    },
    elves: () => [...briefs].filter(([path]) => index.get(path) !== null),
  };
}

export const factsOf = async (spec: Spec): Promise<ImageFacts> => factsOfImage(await indexOf(spec));
export const findingsOf = async (spec: Spec): Promise<ImageFinding[]> => auditOf(await indexOf(spec)).findings;
export const idsOf = async (spec: Spec): Promise<string[]> => (await findingsOf(spec)).map(({ id }) => id);
