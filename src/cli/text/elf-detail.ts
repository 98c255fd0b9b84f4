// The parts of a binary that were asked for, as tables: one function per part, in the order in which the parts are named.
import { ELF_PARTS, type ElfDetail, type ElfPart, type SizeNode } from '../../shared/domain/elf-detail.ts';
import type { NamedFact } from '../../shared/domain/describe.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatBytes } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type Column, type TableCell } from './table.ts';

/** Rows of a part in the text; the JSON document has all that was read. */
const MOST_ROWS = 60;
const MOST_CHILDREN = 12;

type Rows = (TableCell | string)[][];
interface Part {
  title: string;
  columns: Column[];
  rows: Rows;
  /** How many rows there are beyond those given. */
  more?: number;
  /** Where there are no rows. */
  none: string;
}

const hex = (value: string | null): string => (value === null ? '-' : `0x${BigInt(value).toString(16)}`);
const right = (title: string): Column => ({ title, align: 'right' });
const left = (title: string): Column => ({ title });
const wide = (title: string): Column => ({ title, shrink: { min: 16 } });

const PARTS: Record<ElfPart, (detail: ElfDetail, paint: Paint) => Part[]> = {
  places: ({ places }) => [
    {
      title: 'places: the bytes that facts were read from',
      columns: [wide('fact'), right('offset'), right('bytes')],
      rows: (places ?? []).map(({ fact, offset, length }) => [shown(fact), String(offset), String(length)]),
      none: 'no fact was read',
    },
  ],
  versions: ({ versions }) => [
    {
      title: 'versions needed',
      columns: [left('of'), left('version'), right('index'), wide('symbols')],
      rows: (versions?.needed ?? []).map((one) => [shown(one.file), `${shown(one.version)}${one.weak ? ' (weak)' : ''}`, String(one.index), one.symbols.map(shown).join(' ')]),
      none: 'none',
    },
    {
      title: 'versions defined',
      columns: [left('version'), right('index'), wide('parents')],
      rows: (versions?.defined ?? []).map((one) => [
        `${shown(one.name)}${one.base ? ' (base)' : ''}${one.weak ? ' (weak)' : ''}`,
        String(one.index),
        one.parents.map(shown).join(' '),
      ]),
      none: 'none',
    },
  ],
  symbols: ({ symbols }, paint) => [
    {
      title: `symbols: ${symbols?.dynamic ?? 0} dynamic, ${symbols?.static ?? 0} static`,
      columns: [left('table'), right('value'), right('size'), left('type'), left('bind'), left('section'), wide('name')],
      rows: (symbols?.list ?? []).map((one) => [
        { text: one.table, paint: paint.dim },
        hex(one.value),
        one.size,
        one.type.replace(/^STT_/, '').toLowerCase(),
        one.bind.replace(/^STB_/, '').toLowerCase(),
        shown(one.section),
        `${shown(one.name)}${one.version === null ? '' : `${one.hidden || one.section === 'SHN_UNDEF' ? '@' : '@@'}${shown(one.version)}`}`,
      ]),
      more: symbols?.cut ?? 0,
      none: 'none: stripped, and not linked dynamically',
    },
  ],
  relocations: ({ relocations }) => [
    {
      title: 'relocations',
      columns: [left('table'), left('kind'), right('count'), left('type'), right('of it')],
      rows: (relocations?.tables ?? []).flatMap((one) =>
        Object.entries(one.byType).map(([type, count], index) =>
          index === 0 ? [`${shown(one.name)}${one.plt ? ' (PLT)' : ''}`, one.kind, String(one.count), shown(type), String(count)] : ['', '', '', shown(type), String(count)],
        ),
      ),
      none: 'none',
    },
  ],
  plt: ({ plt }) => [
    {
      title: 'PLT and GOT: which symbol lives in which slot',
      columns: [right('slot'), right('stub'), left('type'), wide('symbol')],
      rows: (plt?.entries ?? []).map((one) => [
        hex(one.slot),
        hex(one.stub),
        shown(one.type),
        `${shown(one.symbol ?? '-')}${one.version === null ? '' : `@${shown(one.version)}`}`,
      ]),
      more: plt?.cut ?? 0,
      none: 'no slot is filled by a loader',
    },
  ],
  tls: ({ tls }) => [
    {
      title: !tls?.segment
        ? 'thread-local storage'
        : `thread-local storage: ${formatBytes(Number(tls.segment.memoryBytes))}, of it ${formatBytes(tls.segment.fileBytes)} in the file${tls.staticFlag ? ', DF_STATIC_TLS' : ''}`,
      columns: [left('model'), right('count'), wide('known by')],
      rows: (tls?.models ?? []).map((one) => [shown(one.model), one.count === null ? '-' : String(one.count), one.evidence.map(shown).join('; ')]),
      none: 'none',
    },
  ],
  init: ({ init }) => [
    {
      title: 'called before and after main',
      columns: [left('array'), right('index'), right('address'), wide('symbol')],
      rows: (init?.entries ?? []).map((one) => [`.${one.array}_array`, String(one.index), hex(one.value), shown(one.symbol ?? '-')]),
      more: init?.cut ?? 0,
      none: 'no array of constructors or destructors',
    },
  ],
  properties: ({ properties }) => [
    { title: 'GNU properties', columns: [left('property'), wide('value')], rows: (properties ?? []).map((one) => [shown(one.name), shown(one.value)]), none: 'none' },
  ],
  go: ({ go }) => [
    {
      title: 'Go',
      columns: [left(''), wide('')],
      rows:
        go === null
          ? []
          : [
              ['pclntab', go.pclntab === null ? 'not found' : `format of ${go.pclntab.version}, ${counted(go.pclntab.functions, 'function')}`],
              ['linked by', `${go.linkMode.mode}${go.linkMode.evidence.length > 0 ? ` (${go.linkMode.evidence.map(shown).join('; ')})` : ''}`],
              ...(go.level === null
                ? []
                : [['level', `${shown(go.level.variable)}=${shown(go.level.value)}${go.level.assumed ? ' (the default; build info does not say it)' : ''}`]]),
              ...go.has.map((one) => [one.package, `${one.present === null ? 'not known' : one.present ? 'in it' : 'not in it'} (${shown(one.evidence)})`]),
              ...go.cgoSymbols.map((one) => [one.kind, `${one.count}${one.names.length > 0 ? `: ${one.names.slice(0, 6).map(shown).join(' ')}` : ''}`]),
            ],
      none: 'no Go in it',
    },
    {
      title: 'packages by size of their code',
      columns: [right('bytes'), right('functions'), wide('package')],
      rows: [...(go?.packages ?? [])].sort((a, b) => b.bytes - a.bytes).map((one) => [formatBytes(one.bytes), String(one.functions), shown(one.path)]),
      none: 'none',
    },
  ],
  hardening: ({ hardening }, paint) => [
    {
      title: 'hardening',
      columns: [left(''), left(''), wide('')],
      rows: (hardening ?? []).map((one) => [
        one.id,
        { text: one.value, paint: one.value === 'yes' ? paint.green : one.value === 'no' ? paint.red : one.value === 'partial' ? paint.yellow : paint.dim },
        shown(one.why),
      ]),
      none: 'nothing is known',
    },
  ],
  sizes: ({ sizes }) => [
    {
      title: sizes === null ? 'sizes' : `sizes: ${formatBytes(sizes.bytes)}`,
      columns: [right('bytes'), right('share'), left('kind'), wide('name')],
      rows: sizes === null ? [] : sizeRows(sizes, sizes.bytes),
      none: 'an empty file',
    },
  ],
};

/** The largest children of each level, two levels down; the rest of a level is one row. */
function sizeRows(node: SizeNode, whole: number, depth = 0): Rows {
  const children = [...node.children].sort((a, b) => b.bytes - a.bytes);
  const share = (bytes: number): string => (whole === 0 ? '-' : `${((100 * bytes) / whole).toFixed(1)} %`);
  const indent = '  '.repeat(depth);
  const rows: Rows = children
    .slice(0, MOST_CHILDREN)
    .flatMap((child) => [[formatBytes(child.bytes), share(child.bytes), child.kind, `${indent}${shown(child.name)}`], ...(depth < 1 ? sizeRows(child, whole, depth + 1) : [])]);
  const rest = children.slice(MOST_CHILDREN).reduce((sum, child) => sum + child.bytes, 0);
  if (children.length > MOST_CHILDREN) rows.push([formatBytes(rest), share(rest), '', `${indent}${children.length - MOST_CHILDREN} more`]);
  return rows;
}

/** Every part that the document has, in the order of {@link ELF_PARTS}. */
export function elfDetailLines(detail: ElfDetail, paint: Paint, columns: number | undefined): string[] {
  const lines: string[] = [];
  for (const part of ELF_PARTS) {
    if (!detail.parts.includes(part)) continue;
    for (const { title, columns: cols, rows, more = 0, none } of PARTS[part](detail, paint)) {
      const left = rows.length - MOST_ROWS + more;
      lines.push('', paint.bold(title));
      if (rows.length === 0) lines.push(`  ${none}`);
      else lines.push(...table(cols, rows.slice(0, MOST_ROWS), { columns, head: paint.dim, indent: '  ' }));
      if (left > 0) lines.push(`  ${paint.dim(`and ${left} more; --json has ${more > 0 ? 'more of them' : 'them'}`)}`);
    }
  }
  return lines;
}

/** Hardening and Go as rows under the facts of `elf FILE`: what people look for first. */
export function elfSummaryFacts(detail: ElfDetail): NamedFact[] {
  const rows: NamedFact[] = [];
  const facts = (detail.hardening ?? []).filter(({ value }) => value !== 'not-applicable' && value !== 'unknown');
  if (facts.length > 0) rows.push(['hardening', facts.map(hardeningWord).join(' · ')]);
  const inside = (detail.go?.has ?? []).filter(({ present }) => present === true).map((one) => one.package);
  if (detail.go !== null) rows.push(['in it', inside.length === 0 ? 'none of the packages that read the system' : inside.join(' · ')]);
  return rows;
}

/** `pie`, `no pie`, `partial relro`; of a fact that is an absence (`no-rwx`) the bad half is the thing itself. */
function hardeningWord({ id, value }: NonNullable<ElfDetail['hardening']>[number]): string {
  if (id === 'stripped') return value === 'yes' ? id : 'not stripped';
  const absence = id.startsWith('no-');
  if (value === 'yes') return absence ? id.replace('-', ' ') : id;
  return absence ? `${value === 'partial' ? 'partly ' : ''}${id.slice(3).toUpperCase()}` : `${value} ${id}`;
}
