// What readelf and `go version -m` say of a binary, as JSON: the expectation beside a fixture. Called by make-elf-fixtures.sh.
// Only readelf's words are turned into elf.h's, where they differ.
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { MACHINES } from './campaign/elf/words.ts';

const file = process.argv[2];
const readelf = (...options) =>
  execFileSync('readelf', ['-W', ...options, file], { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
const first = (text, pattern) => pattern.exec(text)?.[1] ?? null;
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

const TYPES = { REL: 'ET_REL', EXEC: 'ET_EXEC', DYN: 'ET_DYN' };
const RELOCATIONS = {
  R_386_JUMP_SLOT: 'R_386_JMP_SLOT',
  R_AARCH64_TLS_TPREL64: 'R_AARCH64_TLS_TPREL',
  R_AARCH64_TLS_DTPMOD64: 'R_AARCH64_TLS_DTPMOD',
  R_AARCH64_TLS_DTPREL64: 'R_AARCH64_TLS_DTPREL',
  R_RISCV_JUMP_SLOT: 'R_RISCV_JUMP_SLOT',
};

const header = readelf('-h');
const segments = readelf('-l');
const dynamic = readelf('-d');
const symbols = readelf('-s');
const relocations = readelf('-r');
const notes = readelf('-n');
const versions = readelf('-V').split(/Version needs section/)[1] ?? '';

const needs = [];
let from = '';
for (const line of versions.split('\n')) {
  from = first(line, /File: (\S+)/) ?? from;
  const match = /Name: (\S+)\s+Flags: (.*?)\s+Version: \d+/.exec(line);
  if (match) needs.push({ file: from, version: match[1], weak: match[2].includes('WEAK') });
}
const symbolTables = Object.fromEntries([...symbols.matchAll(/Symbol table '(\.\w+)' contains (\d+) entr/g)].map(([, name, count]) => [name, Number(count)]));
const byType = {};
let plt = 0;
let inPlt = false;
for (const line of relocations.split('\n')) {
  const section = first(line, /^Relocation section '([^']+)'/);
  if (section) inPlt = /^\.rela?\.(plt|iplt)$/.test(section);
  const type = first(line, /^[0-9a-f]+ +[0-9a-f]+ +(R_\w+)/);
  if (!type) continue;
  const name = RELOCATIONS[type] ?? type;
  byType[name] = (byType[name] ?? 0) + 1;
  if (inPlt) plt++;
}
// RELR: readelf prints the addresses it unpacked
const relr = Number(first(relocations, /\n *(\d+) offsets/) ?? 0);
const go = spawnSync('go', ['version', '-m', file], { encoding: 'utf8' });
const goLines = go.status === 0 ? go.stdout.split('\n').map((line) => line.split('\t').slice(1)) : null;

console.log(
  JSON.stringify(
    {
      size: statSync(file).size,
      class: header.includes('ELF64') ? 64 : 32,
      data: header.includes('little endian') ? 'lsb' : 'msb',
      machine: MACHINES[first(header, /Machine: +(.+)/)] ?? first(header, /Machine: +(.+)/),
      type: TYPES[first(header, /Type: +(\w+)/)],
      entry: String(BigInt(first(header, /Entry point address: +(0x[0-9a-f]+)/))),
      sections: Number(first(header, /Number of section headers: +(\d+)/)),
      segments: Number(first(header, /Number of program headers: +(\d+)/)),
      interp: first(segments, /Requesting program interpreter: (.+)\]/),
      needed: all(dynamic, /\(NEEDED\) +Shared library: \[(.*)\]/g),
      soname: first(dynamic, /\(SONAME\) +Library soname: \[(.*)\]/),
      rpath: first(dynamic, /\(RPATH\) +Library rpath: \[(.*)\]/)?.split(':') ?? [],
      runpath: first(dynamic, /\(RUNPATH\) +Library runpath: \[(.*)\]/)?.split(':') ?? [],
      dynamicEntries: Math.max(0, Number(first(dynamic, /contains (\d+) entr/) ?? 0) - 1),
      versionsNeeded: needs,
      buildId: first(notes, /Build ID: ([0-9a-f]+)/),
      symbols: { dynamic: symbolTables['.dynsym'] ?? 0, static: symbolTables['.symtab'] ?? 0 },
      relocations: { byType, plt, relr },
      tls: /^ +TLS /m.test(segments),
      staticTls: /STATIC_TLS/.test(dynamic),
      pieFlag: /Flags:.*\bPIE\b/.test(dynamic),
      go: goLines && {
        version: go.stdout.split('\n')[0].replace(/^.*: /, ''),
        path: goLines.find(([kind]) => kind === 'path')?.[1],
        settings: Object.fromEntries(
          goLines.filter(([kind]) => kind === 'build').map(([, setting]) => [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]),
        ),
      },
    },
    null,
    1,
  ),
);
