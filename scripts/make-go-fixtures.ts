// Shrinks a Go binary to what the reader of build info and function tables looks at: everything else becomes zeros, sizes and layout stay.
// Called by scripts/make-go-fixtures.sh: `make-go-fixtures.ts BINARY OUT.gz [--no-sections]`.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { openElf } from '../src/core/evidence/elf/skeleton.ts';
import { nameEnd } from '../src/core/evidence/gobinary/functions.ts';
import { readGoText } from '../src/core/evidence/gobinary/text.ts';
import { readElf, readElfDetail, type ByteSource } from '../src/core/evidence/index.ts';

const [from, to, option] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('make-go-fixtures.ts BINARY OUT.gz [--no-sections]');
const bytes = new Uint8Array(readFileSync(from));
if (option === '--no-sections') {
  // As `sstrip` and some packers leave it: e_shoff, e_shnum and e_shstrndx are 0.
  const view = new DataView(bytes.buffer);
  const little = bytes[5] === 1;
  const wide = bytes[4] === 2;
  if (wide) view.setBigUint64(40, 0n, little);
  else view.setUint32(32, 0, little);
  view.setUint32(wide ? 60 : 48, 0, little);
}

const kept = new Uint8Array(bytes.length);
const keep = (offset: number, length: number) => kept.fill(1, offset, offset + length);
/** Reads longer than this are searches and whole tables. */
const SHORT = 64 * 1024;
const recording: ByteSource = {
  size: bytes.length,
  read: (offset, length) => {
    if (length <= SHORT) keep(offset, length);
    return bytes.subarray(offset, Math.min(bytes.length, offset + length));
  },
};
readElf(recording, from);
readElfDetail(recording, from, ['go']);
const skeleton = openElf(recording);
const text = skeleton && readGoText(skeleton);
if (skeleton && text) {
  const { table, functions } = text;
  const { offset } = table.place;
  kept.fill(0, offset, offset + table.place.length);
  keep(offset, table.functab + (2 * functions.count + 2) * table.fieldSize);
  const records = table.version === 'go1.20' ? 44 : 40;
  if (table.fieldSize === 4 || table.records > 0) kept.fill(0, offset + 8 + 8 * table.pointerSize, offset + table.functab);
  for (let i = 0; i < functions.count; i++) {
    const at = table.functab + 2 * table.fieldSize * i + table.fieldSize;
    const record = table.records + (table.fieldSize === 8 ? Number(table.view.getBigUint64(at, table.little)) : table.view.getUint32(at, table.little));
    keep(offset + record, i === functions.count - 1 ? records : 16);
    const name = functions.nameAt[i] ?? 0;
    keep(offset + name, nameEnd(table.bytes, name) - name + 1);
  }
  const files = table.functab + (2 * functions.count + 1) * table.fieldSize;
  if (table.version === 'go1.2') keep(offset + table.view.getUint32(files, table.little), 4);
  for (const section of skeleton.sections) if (/^(\.symtab|\.strtab|\.dynsym|\.dynstr)$/.test(section.name)) keep(section.offset, section.size);
}
for (let i = 0; i < bytes.length; i++) if (kept[i] === 0) bytes[i] = 0;
const packed = gzipSync(bytes, { level: 9 });
writeFileSync(to, packed);
console.log(`${to.split('/').pop() ?? to} ${bytes.length} -> ${packed.length}`);
