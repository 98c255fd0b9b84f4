// The ELF reader as a target: the real binaries of tests/fixtures/elf, their fields known by place, and every part of what is read of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesSource, readElf } from '../../src/core/evidence/index.ts';
import { elfSchema } from '../../src/shared/domain/elf.ts';
import { ROOT } from '../lib/cgoscope.ts';
import { mutateField } from './elf-fields.ts';
import type { FuzzInput, FuzzResult, FuzzTarget } from './types.ts';

const folder = join(ROOT, 'tests', 'fixtures', 'elf');
const MB = 1024 * 1024;

export const elfTarget: FuzzTarget = {
  name: 'elf',
  corpus: (): FuzzInput[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.gz'))
      .map((name) => ({ name: name.slice(0, -3), bytes: new Uint8Array(gunzipSync(readFileSync(join(folder, name)))) }))
      .sort((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1)),
  mutate: mutateField,
  run(bytes): FuzzResult {
    const inner = bytesSource(bytes);
    let bytesRead = 0;
    const source = {
      size: inner.size,
      read: (offset: number, length: number): Uint8Array => {
        const found = inner.read(offset, length);
        bytesRead += found.length;
        return found;
      },
    };
    const elf = readElf(source, 'fuzzed');
    const checked = elfSchema.safeParse(elf);
    return { problem: checked.success ? null : `elf@1: ${checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`, bytesRead };
  },
  limits: {
    ms: 1000,
    allocationFactor: 4,
    allocationFloor: 8 * MB,
    readFactor: 8,
    readFloor: MB,
  },
};
