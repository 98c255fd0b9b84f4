// Archives of images as a target: small ones of every kind, headers changed with their checksum made right again, so that what stands in them is reached.
import { readImage, type ImageIndex } from '../../src/core/image/index.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { imageConfigSchema } from '../../src/shared/domain/image.ts';
import { dockerSave, ociLayout, streamOf, type ImageSpec } from '../../tests/builders/image.ts';
import type { Random } from './random.ts';
import type { FuzzInput, FuzzResult, FuzzTarget } from './types.ts';

const MB = 1024 * 1024;
const BLOCK = 512;

const IMAGE: ImageSpec = {
  config: { Entrypoint: ['/bin/app'], Env: ['A=b'], User: '1000' },
  steps: ['ENV A=b'],
  layers: [
    {
      'etc/': '',
      'etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
      'etc/ssl/certs/ca-certificates.crt': '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n',
      'bin/app': { content: '#!/bin/sh\n', mode: 0o755 },
      'bin/twin': { hard: 'bin/app' },
      'lib/elf': Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(120)]),
      'lib/link': { link: '../bin/app' },
      [`long/${'n'.repeat(150)}`]: 'x',
      'var/lib/dpkg/status': 'Package: libc6\nVersion: 2.41\n\n',
      'dev/null': { special: 'char' },
    },
    { 'etc/.wh.passwd': '', 'lib/.wh..wh..opq': '', 'lib/': { directory: true }, 'lib/new': { link: '/lib/new' }, bin: { link: 'usr/bin' } },
  ],
};
const layers = (compression: 'gzip' | 'zstd'): ImageSpec => ({
  ...IMAGE,
  layers: (IMAGE.layers ?? []).map((entries) => ({ entries: entries as Record<string, string>, compression })),
});

const isHeader = (bytes: Uint8Array, at: number): boolean => bytes[at + 257] === 0x75 && bytes[at + 258] === 0x73 && bytes[at + 259] === 0x74;

/** Fields of a header: place and length. */
const FIELDS = [
  [0, 100],
  [100, 8],
  [108, 8],
  [124, 12],
  [124, 12],
  [156, 1],
  [156, 1],
  [157, 100],
  [257, 8],
  [345, 155],
  [482, 14],
] as const;
const WORDS = ['../', '/', './', '.wh.', '.wh..wh..opq', 'manifest.json', 'index.json', 'etc', 'lib/link/x', '\0', 'a/'.repeat(40), 'blobs/sha256/', 'lib', 'bin/app'];
const FLAGS = '0123456789xgLKSMVD\0';

/** Changes a field of one header, or swaps two blocks. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const headers: number[] = [];
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) if (isHeader(bytes, at)) headers.push(at);
  if (headers.length === 0) return bytes;
  const at = random.pick(headers);
  const [place, length] = random.pick(FIELDS);
  const field = bytes.subarray(at + place, at + place + length);
  if (length === 1) field[0] = FLAGS.charCodeAt(random.below(FLAGS.length));
  else if (place === 124) {
    const sizes = ['00000000000\0', '77777777777\0', random.below(2000).toString(8).padStart(11, '0'), '\u0080\0\0\0\u007f'];
    Buffer.from(random.pick(sizes), 'latin1').copy(field, 0);
  } else if (random.chance(3)) {
    const other = random.pick(headers);
    bytes.copyWithin(at, other, other + BLOCK);
  } else if (random.chance(3)) field[random.below(length)] = random.below(256);
  else Buffer.from(random.pick(WORDS)).copy(field, random.chance(3) ? random.below(length) : 0);
  if (!random.chance(10)) repair(bytes, at);
  return bytes;
}

function repair(bytes: Uint8Array, at: number): void {
  bytes.fill(0x20, at + 148, at + 156);
  let sum = 0;
  for (let i = at; i < at + BLOCK; i += 1) sum += bytes[i] ?? 0;
  Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `, 'latin1').copy(bytes, at + 148);
}

/** What is wrong with an index, in one sentence; null where nothing is. */
function problemOf(index: ImageIndex): string | null {
  const config = imageConfigSchema.safeParse(index.config);
  if (!config.success) return `the config leaves its schema: ${config.error.issues[0]?.message ?? ''}`;
  const seen = new Set<string>();
  for (const entry of index.entries()) {
    const { path } = entry;
    if (seen.has(path)) return `${JSON.stringify(path)} occurs twice`;
    seen.add(path);
    if (path !== '/' && !seen.has(path.slice(0, path.lastIndexOf('/')) || '/')) return `${JSON.stringify(path)} has no folder`;
    if (/(^|\/)\.{1,2}(\/|$)|\/\/|\0/.test(path)) return `${JSON.stringify(path)} is no plain path`;
    if (index.get(path)?.path !== path) return `${JSON.stringify(path)} is not found by its own path`;
    const real = index.resolve(path);
    if (real.found && index.get(real.path)?.kind === 'symlink') return `${JSON.stringify(path)} leads to a link`;
    if (entry.layer >= Math.max(1, index.layers.length)) return `${JSON.stringify(path)} is of layer ${entry.layer} of ${index.layers.length}`;
    index.text(path);
    index.head(path);
    index.elf(path);
  }
  const loud = index.warnings.find(({ text }) => /[\u0000-\u001f\u007f]/.test(text) || text.length > 1_000);
  return loud === undefined ? null : `a warning has control characters or is too long: ${JSON.stringify(loud.text)}`;
}

async function run(bytes: Uint8Array): Promise<FuzzResult> {
  try {
    return { problem: problemOf(await readImage(streamOf(bytes, 8192), { ref: 'fuzzed' })), bytesRead: null };
  } catch (error) {
    if (error instanceof InputError) return { problem: null, bytesRead: null };
    throw error;
  }
}

export const imageTarget: FuzzTarget = {
  name: 'image',
  corpus: (): FuzzInput[] =>
    Object.entries({
      docker: dockerSave(IMAGE),
      oci: ociLayout(IMAGE, { nested: true }),
      both: ociLayout(IMAGE, { docker: true, attestation: true }),
      gzip: ociLayout(layers('gzip')),
      zstd: ociLayout(layers('zstd')),
      two: ociLayout([IMAGE, { platform: 'linux/arm64', files: { x: 'y' } }]),
    }).map(([name, bytes]) => ({ name, bytes: new Uint8Array(bytes) })),
  mutate,
  run,
  limits: {
    ms: 1000,
    allocationFactor: 4,
    // Columns and tables of an index of nothing, the inflaters' windows and pieces, the pieces of the stream itself.
    allocationFloor: 16 * MB,
    readFactor: 1,
    readFloor: 0,
  },
};
