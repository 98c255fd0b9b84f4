// One process of the ELF bench: reads all facts of a file some times, each time from a newly opened file, and prints times, memory and what was read. Called by elf.ts.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesSource, readElf, type ByteSource } from '../../src/core/evidence/index.ts';
import { ROOT } from '../lib/cgoscope.ts';

const [file = ''] = process.argv.slice(2);
let bytesRead = 0;

function read(path: string): { ms: number; elf: ReturnType<typeof readElf> } {
  const began = performance.now();
  const fd = openSync(path, 'r');
  try {
    const size = fstatSync(fd).size;
    bytesRead = 0;
    const source: ByteSource = {
      size,
      read(offset, length) {
        if (!(offset >= 0) || offset >= size || !(length > 0)) return new Uint8Array(0);
        const buffer = new Uint8Array(Math.min(length, size - offset));
        const got = readSync(fd, buffer, 0, buffer.length, offset);
        bytesRead += got;
        return buffer.subarray(0, got);
      },
    };
    const elf = readElf(source, path);
    return { ms: performance.now() - began, elf };
  } finally {
    closeSync(fd);
  }
}

// A small file first, so that the modules are there and the memory measured is what the large file takes.
readElf(bytesSource(gunzipSync(readFileSync(join(ROOT, 'tests', 'fixtures', 'elf', 'c-glibc-pie.gz')))), 'small');
const before = process.memoryUsage().rss;
const first = read(file);
const warmMs: number[] = [];
for (let i = 0; i < 20; i++) warmMs.push(read(file).ms);
const { elf } = first;
console.log(
  JSON.stringify({
    firstMs: first.ms,
    warmMs,
    rssGrowth: process.resourceUsage().maxRSS * 1024 - before,
    bytesRead,
    facts: { sections: elf.sections.length, symbols: elf.symbols.static, go: elf.go?.version ?? null, cgo: elf.cgo.enabled },
  }),
);
