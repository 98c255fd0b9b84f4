// What binutils' readelf says of a file, taken from its text. Numbers are its own; of its words only those are translated that are not elf.h's.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ReadelfFacts {
  class: number;
  data: string;
  machine: string;
  type: string;
  osabi: string;
  abiVersion: number;
  entry: string;
  flags: string;
  interp: string | null;
  needed: string[];
  soname: string | null;
  rpath: string[];
  runpath: string[];
  versionsNeeded: [file: string, version: string, hidden: boolean, weak: boolean][];
  sections: [name: string, type: string, flags: string, addr: string, offset: number, size: number, link: number, info: number, align: number, entsize: number][];
  segments: [type: string, flags: string, offset: number, vaddr: string, paddr: string, filesz: number, memsz: string, align: string][];
  /** The tag as readelf spells it; the value is null where it prints words instead, the text what it prints of strings and flags. */
  dynamic: [tag: string, value: string | null, text: string | null][];
  symbols: { dynamic: number; static: number };
  relocations: { count: number; byType: Record<string, number>; plt: number };
  notes: { name: string; size: number; text: string | null }[];
  warnings: string[];
}

const decimal = (hex: string): string => String(BigInt(`0x${hex.replace(/^0x/, '')}`));
const number = (hex: string): number => Number(BigInt(`0x${hex.replace(/^0x/, '')}`));
const SHF_ALLOC = 2n;
const STRINGS = new Set(['NEEDED', 'SONAME', 'RPATH', 'RUNPATH', 'AUXILIARY', 'FILTER', 'CONFIG', 'AUDIT', 'DEPAUDIT']);
const RWE: Record<string, number> = { R: 4, W: 2, E: 1 };

/** Lines of a readelf call. It ends with 1 for files that it found something odd in, which its words on stderr say. */
async function lines(file: string, options: string[], each: (line: string) => void): Promise<string[]> {
  const child = spawn('readelf', ['-W', ...options, file], { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(0, 10_000)));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 128));
  });
  for await (const line of createInterface({ input: child.stdout.setEncoding('utf8'), crlfDelay: 0 })) each(line);
  const code = await ended;
  const said = stderr.split('\n').filter((line) => line !== '');
  if (code > 1) throw new Error(`readelf ended with ${code}: ${said[0] ?? ''}`);
  return said.map((line) => line.replace(/^readelf: /, ''));
}

export async function readelfFacts(file: string): Promise<ReadelfFacts> {
  const facts: ReadelfFacts = {
    class: 0, data: '', machine: '', type: '', osabi: '', abiVersion: 0, entry: '0', flags: '0', interp: null, needed: [], soname: null, rpath: [], runpath: [],
    versionsNeeded: [], sections: [], segments: [], dynamic: [], symbols: { dynamic: 0, static: 0 }, relocations: { count: 0, byType: {}, plt: 0 }, notes: [], warnings: [],
  }; // prettier-ignore
  // One call: it prints headers first, then the dynamic table, relocations, symbols, versions and notes. Each reader knows its own lines.
  const readers = [headerLines, dynamicLines, symbolLines, relocationLines, noteLines].map((reader) => reader(facts));
  const said = await lines(file, ['-h', '-t', '-l', '-d', '-r', '-s', '-V', '-n'], (line) => {
    for (const read of readers) read(line);
  });
  facts.warnings = [...new Set(said)];
  return facts;
}

function headerLines(facts: ReadelfFacts): (line: string) => void {
  let part: 'header' | 'sections' | 'segments' | 'mapping' = 'header';
  let name: string | null = null;
  return (line) => {
    if (line.startsWith('Section Headers:')) part = 'sections';
    else if (line.startsWith('Program Headers:')) part = 'segments';
    else if (line.startsWith(' Section to Segment mapping')) part = 'mapping';
    else if (part === 'header') {
      const [, key = '', value = ''] = /^ {2}([A-Z][^:]*): +(.*)$/.exec(line) ?? [];
      if (key === 'Class') facts.class = value === 'ELF64' ? 64 : 32;
      else if (key === 'Data') facts.data = value.includes('little') ? 'lsb' : 'msb';
      else if (key === 'OS/ABI') facts.osabi = value;
      else if (key === 'ABI Version') facts.abiVersion = Number(value);
      else if (key === 'Type') facts.type = `ET_${/^\w+/.exec(value)?.[0] ?? ''}`;
      else if (key === 'Machine') facts.machine = value;
      else if (key === 'Entry point address') facts.entry = decimal(value);
      else if (key === 'Flags') facts.flags = decimal(/^0x[0-9a-f]+/.exec(value)?.[0] ?? '0x0');
    } else if (part === 'sections') {
      const named = /^ {2}\[ *\d+\](?: (.*))?$/.exec(line);
      const flags = /^ {7}\[([0-9a-f]+)\]:/.exec(line);
      if (named) name = named[1] ?? '';
      else if (flags) {
        const last = facts.sections.at(-1);
        if (last) last[2] = decimal(flags[1] ?? '0');
      } else if (name !== null) {
        const row = /^ {7}(\S.*?) +([0-9a-f]{8,16}) +([0-9a-f]+) +([0-9a-f]+) +([0-9a-f]+) +(\d+) +(\d+) +(\d+) *$/.exec(line);
        if (!row) return;
        const [, type = '', addr = '', offset = '', size = '', entsize = '', link, info, align] = row;
        facts.sections.push([name, type, '', decimal(addr), number(offset), number(size), Number(link), Number(info), Number(align), number(entsize)]);
        name = null;
      }
    } else if (part === 'segments') {
      const row = /^ {2}(\S+) +(0x[0-9a-f]+) (0x[0-9a-f]+) (0x[0-9a-f]+) (0x[0-9a-f]+) (0x[0-9a-f]+) ([R ][W ][E ])(\S*) +(0x[0-9a-f]+|0)$/.exec(line);
      if (row) {
        const [, type = '', offset = '', vaddr = '', paddr = '', filesz = '', memsz = '', flags = '', , align = ''] = row;
        const bits = Object.entries(RWE).reduce((sum, [letter, bit]) => sum + (flags.includes(letter) ? bit : 0), 0);
        // Of types that it does not know it prints how far they are from the beginning of their range.
        const unnamed = /^LO(OS|PROC)\+(0x[0-9a-f]+)$/.exec(type);
        const word = unnamed ? String((unnamed[1] === 'OS' ? 0x60000000 : 0x70000000) + number(unnamed[2] ?? '0')) : type;
        facts.segments.push([word, String(bits), number(offset), decimal(vaddr), decimal(paddr), number(filesz), decimal(memsz), decimal(align)]);
      }
      facts.interp = /^ {6}\[Requesting program interpreter: (.*)\]$/.exec(line)?.[1] ?? facts.interp;
    }
  };
}

function dynamicLines(facts: ReadelfFacts): (line: string) => void {
  let needs = false;
  let ended = false;
  let from = '';
  return (line) => {
    const entry = /^ 0x([0-9a-f]+) (?:\(([^)]*)\)|(<[^>]*>[^ ]*)) *(.*)$/.exec(line);
    if (entry) {
      const [, tag = '', word = '', , value = ''] = entry;
      if (number(tag) === 0) ended = true;
      if (ended) return;
      const text = /\[(.*)\]$/.exec(value)?.[1] ?? null;
      const numeric = /^0x([0-9a-f]+)$/.exec(value)?.[1];
      const counted = /^(\d+)(?: \(bytes\))?$/.exec(value)?.[1];
      const flags =
        word === 'FLAGS' || word === 'FLAGS_1'
          ? value
              .replace(/^Flags: /, '')
              .replace(/^None$/, '')
              .trim()
          : null;
      facts.dynamic.push([
        word === '' || word.includes(':') ? String(number(tag)) : word,
        numeric !== undefined ? decimal(numeric) : (counted ?? null),
        flags ?? (STRINGS.has(word) ? text : null),
      ]);
      if (text === null) return;
      if (number(tag) === 1) facts.needed.push(text);
      else if (number(tag) === 14) facts.soname ??= text;
      else if (number(tag) === 15) facts.rpath.push(...text.split(':'));
      else if (number(tag) === 29) facts.runpath.push(...text.split(':'));
      return;
    }
    if (/^Version (needs|definition|symbols) section/.test(line)) needs = line.startsWith('Version needs');
    if (!needs) return;
    from = /^ +(?:0x)?[0-9a-f]+: Version: \d+ +File: (.*?) +Cnt: \d+$/.exec(line)?.[1] ?? from;
    const need = /^ +(?:0x)?[0-9a-f]+: +Name: (.*?) +Flags: (.*?) +Version: (\d+)$/.exec(line);
    if (need) facts.versionsNeeded.push([from, need[1] ?? '', (Number(need[3]) & 0x8000) !== 0, (need[2] ?? '').includes('WEAK')]);
  };
}

function symbolLines(facts: ReadelfFacts): (line: string) => void {
  // Counted by the lines themselves: `Num:` is in front of each.
  let into: 'dynamic' | 'static' | null = null;
  return (line) => {
    const header = /^Symbol table '([^']*)' contains (\d+) entr/.exec(line);
    if (header) {
      into = facts.sections.some((section) => section[0] === header[1] && section[1] === 'DYNSYM') ? 'dynamic' : 'static';
      return;
    }
    if (into !== null && /^ *\d+: [0-9a-f]{8}/.test(line)) facts.symbols[into]++;
    else if (/^Symbol table for image/.test(line)) into = null;
  };
}

function relocationLines(facts: ReadelfFacts): (line: string) => void {
  let counts = false;
  let plt = false;
  const { relocations } = facts;
  const add = (type: string, n: number): void => {
    relocations.byType[type] = (relocations.byType[type] ?? 0) + n;
    relocations.count += n;
    if (plt) relocations.plt += n;
  };
  return (line) => {
    const header = /^Relocation section '([^']*)' at offset 0x([0-9a-f]+) contains \d+ entr/.exec(line);
    if (header) {
      const offset = number(header[2] ?? '0');
      const section = facts.sections.find((one) => one[4] === offset && one[0] === header[1]);
      // What `--emit-relocs` leaves in a linked file is not for its loader.
      counts = facts.type === 'ET_REL' || (section !== undefined && (BigInt(section[2]) & SHF_ALLOC) !== 0n);
      plt = /^\.rela?\.(plt|iplt)$/.test(header[1] ?? '');
      return;
    }
    if (!counts) return;
    const packed = /^ +(\d+) offsets$/.exec(line);
    if (packed) return add('relr', Number(packed[1]));
    const row = /^[0-9a-f]{8,16} +[0-9a-f]{8,16} (R_\w+(?:\+\w+)*|unrecognized: +[0-9a-f]+)/.exec(line);
    if (row) add(row[1] ?? '', 1);
  };
}

function noteLines(facts: ReadelfFacts): (line: string) => void {
  return (line) => {
    const note = /^ {2}(\S.*?|) *\t?0x([0-9a-f]{8})\t/.exec(line);
    const last = facts.notes.at(-1);
    if (note) facts.notes.push({ name: (note[1] ?? '').trim(), size: number(note[2] ?? '0'), text: null });
    const text = /Build ID: ([0-9a-f]+)/.exec(line)?.[1] ?? /OS: (\w+, ABI: [\d.]+)/.exec(line)?.[1]?.replace(', ABI:', '') ?? null;
    const current = facts.notes.at(-1) ?? last;
    if (text !== null && current) current.text = text;
  };
}
