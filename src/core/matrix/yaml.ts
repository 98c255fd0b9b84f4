// YAML text -> plain data that remembers where everything stands. Bounded: size, nesting, number of values, aliases.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { show } from './suggest.ts';

export type Path = readonly (string | number)[];

/** One fault of the file. `offset` counts UTF-16 units from its start. */
export interface Fault {
  offset: number;
  text: string;
}

export interface ReadYaml {
  data: unknown;
  faults: Fault[];
  /** True where the faults leave nothing to check further. */
  broken: boolean;
  /** Where the value at a path stands (its key for `what: 'key'`); the nearest thing above it where it has no place of its own. */
  offsetOf(path: Path, what: 'key' | 'value'): number;
  /** `12:5`, both from 1. */
  position(offset: number): string;
}

const MAX_CHARS = 1_000_000;
const MAX_VALUES = 20_000;
const MAX_DEPTH = 40;

/** `keepsText` says at which paths a plain scalar is the text it was written as: `1.20`, `on` and `0x10` are not numbers there. */
export function readYaml(text: string, keepsText: (path: Path) => boolean): ReadYaml {
  const lines = new LineCounter();
  const places = new Map<string, { key: number | null; value: number }>();
  const result: ReadYaml = {
    data: undefined,
    faults: [],
    broken: true,
    offsetOf(path, what) {
      for (let length = path.length; length >= 0; length -= 1) {
        const place = places.get(JSON.stringify(path.slice(0, length)));
        if (place) return length === path.length && what === 'key' ? (place.key ?? place.value) : place.value;
      }
      return 0;
    },
    position(offset) {
      const { line, col } = lines.linePos(offset);
      return `${Math.max(1, line)}:${Math.max(1, col)}`;
    },
  };
  if (text.length > MAX_CHARS) {
    lines.addNewLine(0);
    result.faults.push({ offset: 0, text: `the file has ${text.length} characters; expected at most ${MAX_CHARS}` });
    return result;
  }

  const deep = tooDeep(text);
  if (deep !== null) {
    lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
    result.faults.push({ offset: deep, text: `more than ${MAX_DEPTH} brackets are open here; expected a flat file` });
    return result;
  }

  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, version: '1.2', logLevel: 'error' }); // keys that stand twice are found below, in linear time
  for (const fault of [...document.errors, ...document.warnings])
    result.faults.push({ offset: fault.pos[0], text: fault.code === 'MULTIPLE_DOCS' ? 'a second document starts here; expected one' : sentence(fault.message) });
  if (document.errors.length > 0) return result;

  const walker = new Walker(document, places, result.faults, keepsText);
  result.data = document.contents === null ? undefined : walker.plain(document.contents, [], null, 0);
  result.broken = walker.stopped;
  return result;
}

/** The parser's own messages, on one line. */
const sentence = (message: string): string => message.replace(/\s+/g, ' ').trim();

/** Where flow brackets or block indentation nest deeper than any matrix file; the parser is recursive. A rough count: brackets in texts count too. */
function tooDeep(text: string): number | null {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if (char === '\n') {
      // `- - - -` and `? ? ?` nest on one line
      const dashes = /^[ ]*((?:[-?][ ]+)*)/.exec(text.slice(at + 1, at + 1 + 4 * MAX_DEPTH))?.[1] ?? '';
      if (dashes.split(/[-?]/).length > MAX_DEPTH) return at + 1;
    }
    if (depth > 10 * MAX_DEPTH) return at;
  }
  return null;
}

class Walker {
  stopped = false;
  private values = 0;
  private readonly document: Document;
  private readonly places: Map<string, { key: number | null; value: number }>;
  private readonly faults: Fault[];
  private readonly keepsText: (path: Path) => boolean;

  constructor(document: Document, places: Map<string, { key: number | null; value: number }>, faults: Fault[], keepsText: (path: Path) => boolean) {
    this.document = document;
    this.places = places;
    this.faults = faults;
    this.keepsText = keepsText;
  }

  /** `key` is the offset of the key that leads here. Aliases are walked again and counted, so that a bomb of them ends early. */
  plain(node: Node, path: Path, key: number | null, depth: number): unknown {
    if (this.stopped) return undefined;
    const offset = node.range?.[0] ?? key ?? 0;
    this.values += 1;
    if (this.values > MAX_VALUES || depth > MAX_DEPTH) {
      this.stopped = true;
      this.faults.push({
        offset,
        text:
          this.values > MAX_VALUES
            ? `the file means more than ${MAX_VALUES} values (aliases repeat theirs); expected fewer`
            : `this nests deeper than ${MAX_DEPTH}; expected a flat file`,
      });
      return undefined;
    }
    const known = JSON.stringify(path);
    if (!this.places.has(known)) this.places.set(known, { key, value: offset });
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) {
        this.faults.push({ offset, text: `*${node.source} is no anchor of this file` });
        return undefined;
      }
      return this.plain(target, path, key, depth + 1);
    }
    if (isMap(node)) {
      const record: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // `__proto__` is a key like any other
      for (const pair of node.items) {
        const name = isScalar(pair.key) ? (typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value))) : null;
        const at = (pair.key as Node | null)?.range?.[0] ?? offset;
        if (name === null) {
          this.faults.push({ offset: at, text: 'this key is no text; expected a name' });
          continue;
        }
        const child = [...path, name];
        if (name in record || this.places.has(JSON.stringify([...path, name]))) {
          this.faults.push({ offset: at, text: 'this key stands twice; expected each key once' });
          continue;
        }
        const value = pair.value as Node | null;
        // A key with nothing behind it is a key left out: what comments out all values of a list leaves that.
        if (value === null || (isScalar(value) && value.value === null && !this.keepsText(child)) || (isScalar(value) && value.value === null && (value.source ?? '') === '')) {
          this.places.set(JSON.stringify(child), { key: at, value: at });
          continue;
        }
        const plain = this.plain(value, child, at, depth + 1);
        if (plain !== undefined) record[name] = plain; // else its fault is told already
      }
      return record;
    }
    if (isSeq(node)) return node.items.map((item, index) => this.plain(item as Node, [...path, index], null, depth + 1)).filter((item) => item !== undefined);
    if (isScalar(node)) {
      if (node.value === null && (node.source ?? '') === '') {
        if (path.length > 0) this.faults.push({ offset, text: 'an empty list item; expected a value' });
        return undefined;
      }
      if (typeof node.value !== 'string' && this.keepsText(path) && node.source !== undefined) return node.source;
      if (typeof node.value === 'bigint') return Number(node.value);
      return node.value;
    }
    this.faults.push({ offset, text: `${show(String(node))} is of a kind unknown here` });
    return undefined;
  }
}
