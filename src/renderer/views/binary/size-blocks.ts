// The bytes of a binary as blocks to draw: by section, by package of Go, by symbol; each with what it is, for its ground. Pure.
import type { SizeNode } from '../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../shared/domain/elf.ts';

export const LOOKS = ['section', 'package', 'symbol'] as const;
export type Look = (typeof LOOKS)[number];

/** Grounds: of sections by what they are when loaded; of packages by whose they are. */
export type Tone = 'code' | 'constant' | 'data' | 'unloaded' | 'own' | 'dependency' | 'standard' | 'plain';
export const SECTION_TONES: readonly Tone[] = ['code', 'constant', 'data', 'unloaded'];
export const PACKAGE_TONES: readonly Tone[] = ['own', 'dependency', 'standard', 'plain'];

export interface Block {
  name: string;
  kind: SizeNode['kind'];
  bytes: number;
  tone: Tone;
  /** From the largest. Together at most `bytes`. */
  children: Block[];
  /** What it stands for where it has no name of its own: bytes of the parent that no finer name is known for, or many small ones. */
  rest: { kind: 'unnamed' } | { kind: 'smaller'; count: number } | null;
}

/** Children drawn of one block; the others are one block together. */
const MOST = 2_000;
/** Levels that are followed: the workbench gives four. */
const DEEPEST = 12;

const byBytes = (a: Block, b: Block): number => b.bytes - a.bytes || Number(a.rest !== null) - Number(b.rest !== null) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Everything below it sorted, at most {@link MOST} each with one for all others, and one for what they leave of their parent. */
function finished(block: Block): Block {
  if (block.children.length === 0) return block;
  const sorted = block.children.filter(({ bytes }) => bytes > 0).sort(byBytes);
  const head = sorted.slice(0, MOST).map(finished);
  const smaller = sorted.slice(MOST);
  const more = (bytes: number, rest: Block['rest'], tone: Tone): void => void head.push({ name: '', kind: 'other', bytes, tone, children: [], rest });
  if (smaller.length > 0) more(sum(smaller), { kind: 'smaller', count: smaller.length }, block.tone);
  const left = block.bytes - sum(sorted);
  if (left > 0 && sorted.length > 0) more(left, { kind: 'unnamed' }, block.tone);
  return { ...block, children: head.sort(byBytes) };
}

const sum = (blocks: readonly Block[]): number => blocks.reduce((total, { bytes }) => total + bytes, 0);

/** What a section is when the program is loaded, by its flags (SHF_WRITE 1, SHF_ALLOC 2, SHF_EXECINSTR 4). */
export function sectionTone(flags: string): Tone {
  const bits = /^\d+$/.test(flags) ? BigInt(flags) : 0n;
  if ((bits & 2n) === 0n) return 'unloaded';
  if ((bits & 4n) !== 0n) return 'code';
  return (bits & 1n) !== 0n ? 'data' : 'constant';
}

/** The tree as the workbench gives it, with grounds. */
function toned(root: SizeNode, sections: Elf['sections']): Block {
  const tones = new Map(sections.map(({ name, flags }) => [name, sectionTone(flags)]));
  const block = (node: SizeNode, above: Tone, level: number): Block => {
    const tone = node.kind === 'section' ? (tones.get(node.name) ?? 'unloaded') : node.kind === 'header' ? 'unloaded' : above;
    return { name: node.name, kind: node.kind, bytes: node.bytes, tone, children: level >= DEEPEST ? [] : node.children.map((child) => block(child, tone, level + 1)), rest: null };
  };
  return block(root, 'unloaded', 0);
}

/** Sections, in them packages, in them symbols. */
export const blocksBySection = (root: SizeNode, sections: Elf['sections']): Block => finished(toned(root, sections));

/** Every node of a kind below a block, not looking below those. */
function* blocksOf(block: Block, kind: Block['kind']): Generator<Block> {
  for (const child of block.children)
    if (child.kind === kind) yield child;
    else yield* blocksOf(child, kind);
}

export interface Owners {
  /** Path of the main module; null where it is not known. */
  readonly main: string | null;
  /** Import paths of the standard library in the binary. */
  readonly standard: ReadonlySet<string>;
}

/** Whose a package is; the toolchain calls the main package of any module `main`. */
export function packageTone(path: string, { main, standard }: Owners): Tone {
  if (path === 'main' || (main !== null && (path === main || path.startsWith(`${main}/`)))) return 'own';
  if (standard.has(path)) return 'standard';
  return path.includes('.') ? 'dependency' : 'plain';
}

/** Packages of Go over all sections, in them their symbols; what belongs to none stays with its section. */
export function blocksByPackage(root: SizeNode, sections: Elf['sections'], owners: Owners): Block {
  const whole = toned(root, sections);
  const packages = new Map<string, { bytes: number; children: Block[] }>();
  const left: Block[] = [];
  for (const section of whole.children) {
    let named = 0;
    for (const one of blocksOf(section, 'package')) {
      const known = packages.get(one.name) ?? { bytes: 0, children: [] };
      known.bytes += one.bytes;
      for (const child of one.children) known.children.push(child);
      packages.set(one.name, known);
      named += one.bytes;
    }
    if (section.bytes > named) left.push({ ...section, bytes: section.bytes - named, tone: 'plain', children: [] });
  }
  const children = [...packages].map(([name, { bytes, children }]): Block => {
    const tone = packageTone(name, owners);
    return { name, kind: 'package', bytes, tone, children: children.map((child) => ({ ...child, tone })), rest: null };
  });
  return finished({ ...whole, tone: 'plain', children: [...children, ...left] });
}

/** Every symbol, whatever it is in, on the ground of its section; what no symbol names stays with the section. */
export function blocksBySymbol(root: SizeNode, sections: Elf['sections']): Block {
  const whole = toned(root, sections);
  const symbols = [...blocksOf(whole, 'symbol')];
  const left = whole.children.map((section): Block => {
    const named = section.kind === 'symbol' ? section.bytes : sum([...blocksOf(section, 'symbol')]);
    return { ...section, bytes: Math.max(0, section.bytes - named), children: [] };
  });
  return finished({ ...whole, children: [...symbols, ...left] });
}

export function blocksOfLook(look: Look, root: SizeNode, elf: Pick<Elf, 'sections'>, owners: Owners): Block {
  switch (look) {
    case 'section':
      return blocksBySection(root, elf.sections);
    case 'package':
      return blocksByPackage(root, elf.sections, owners);
    case 'symbol':
      return blocksBySymbol(root, elf.sections);
  }
}

/** The block that a way of names leads to, as far as it does: names of an address may be of another binary. */
export function blockAt(root: Block, way: readonly string[]): { block: Block; way: string[] } {
  let block = root;
  const gone: string[] = [];
  for (const name of way) {
    const next = block.children.find((child) => child.name === name && child.children.length > 0);
    if (next === undefined) break;
    block = next;
    gone.push(name);
  }
  return { block, way: gone };
}
