// The ELF reader as a target: the real binaries of tests/fixtures/elf and tests/fixtures/go, their fields known by place, and every part of what is read of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ZodType } from 'zod';
import { bytesSource, readElf, readElfDetail, type ByteSource } from '../../src/core/evidence/index.ts';
import { ELF_PARTS, elfDetailSchema } from '../../src/shared/domain/elf-detail.ts';
import { elfSchema } from '../../src/shared/domain/elf.ts';
import { ROOT } from '../lib/cgoscope.ts';
import { mutateField } from './elf-fields.ts';
import type { FuzzInput, FuzzResult, FuzzTarget } from './types.ts';

const folders = ['elf', 'go'].map((name) => join(ROOT, 'tests', 'fixtures', name));
const MB = 1024 * 1024;

/** Counts what is asked of the source, and says where an answer leaves its schema. */
function read<T>(bytes: Uint8Array, sample: () => void, parse: (source: ByteSource) => T, schema: ZodType<T>): FuzzResult {
  const inner = bytesSource(bytes);
  let bytesRead = 0;
  const answer = parse({
    size: inner.size,
    read: (offset, length) => {
      const found = inner.read(offset, length);
      bytesRead += found.length;
      sample();
      return found;
    },
  });
  const problem = (): string | null =>
    schema
      .safeParse(answer)
      .error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
      .join('; ') ?? null;
  return { problem, bytesRead, answer };
}

export const elfTarget: FuzzTarget = {
  name: 'elf',
  corpus: (): FuzzInput[] =>
    folders
      .flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })))
      .filter(({ name }) => name.endsWith('.gz'))
      .map(({ folder, name }) => ({ name: name.slice(0, -3), bytes: new Uint8Array(gunzipSync(readFileSync(join(folder, name)))) }))
      .sort((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1)),
  mutate: mutateField,
  run: (bytes, sample) => read(bytes, sample, (source) => readElf(source, 'fuzzed'), elfSchema),
  also: { detail: (bytes, sample) => read(bytes, sample, (source) => readElfDetail(source, 'fuzzed', ELF_PARTS), elfDetailSchema) },
  limits: {
    ms: 1000,
    allocationFactor: 4,
    // The reader's own pages (64 of 64 kB), text of names up to 256 kB, lists with bounds of their own (warnings, notes, symbols listed), and code that is compiled meanwhile.
    allocationFloor: 8 * MB,
    readFactor: 16,
    readFloor: MB,
  },
};
