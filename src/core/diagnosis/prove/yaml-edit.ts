// One value of a YAML text set or taken out, with everything else (comments, order, indentation) left as it stands. Pure. What comes out is read again and
// compared, so an edit that this can't do is refused instead of spoiling a file.
import { isMap, isScalar, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

export type YamlValue = string | number | boolean | readonly (string | number)[];

/** The edited text; null where it can't be done (faulty YAML, a value in the way, anchors). `undefined` takes the value out. */
export function setInYaml(text: string, path: readonly string[], value: YamlValue | undefined): string | null {
  const doc = parseDocument(text);
  if (doc.errors.length > 0 || hasAlias(doc)) return null;
  const edited = edit(text, doc, path, value);
  if (edited === null) return null;
  const wanted = parseDocument(text);
  if (value === undefined) {
    wanted.deleteIn(path);
    for (let depth = path.length - 1; depth > 0; depth -= 1) {
      const above = wanted.getIn(path.slice(0, depth));
      if (isMap(above) && above.items.length === 0) wanted.deleteIn(path.slice(0, depth));
    }
  } else wanted.setIn(path, typeof value === 'object' ? [...value] : value);
  const result = parseDocument(edited);
  return result.errors.length === 0 && JSON.stringify(result.toJS() ?? {}) === JSON.stringify(wanted.toJS() ?? {}) ? edited : null;
}

/** What one name says, another may say too: an edit of the one would be an edit of both. */
function hasAlias(doc: Document): boolean {
  let found = false;
  visit(doc, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** A scalar or a list as YAML; JSON is YAML, plain words stay plain. */
function yamlText(value: YamlValue): string {
  if (typeof value === 'object') return `[${value.map((each) => yamlText(each)).join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z./][A-Za-z0-9._/-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|~)$/i.test(value) ? value : JSON.stringify(value);
}

type Range = readonly [number, number];
const rangeOf = (node: Node | null | undefined): Range | null => (node?.range ? [node.range[0], node.range[1]] : null);
const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');
const startOf = (pair: Pair): number => rangeOf(pair.key as Node)?.[0] ?? 0; // keys of a parsed document are nodes
const endOf = (pair: Pair): number => rangeOf(pair.value as Node | null)?.[1] ?? rangeOf(pair.key as Node)?.[1] ?? 0;

function edit(text: string, doc: Document, path: readonly string[], value: YamlValue | undefined): string | null {
  let map: unknown = doc.contents;
  if (map === null) return value === undefined ? text : `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${block(path, value, 0)}`;
  for (const [depth, name] of path.entries()) {
    if (!isMap(map)) return null;
    const found: Pair | undefined = map.items.find((pair) => keyOf(pair) === name);
    if (found === undefined) return value === undefined ? text : insert(text, map, path.slice(depth), value);
    if (depth === path.length - 1) return value === undefined ? remove(text, doc, map, found, path) : replace(text, found, value);
    if (found.value === null || (isScalar(found.value) && found.value.value === null)) return value === undefined ? text : null;
    map = found.value;
  }
  return null;
}

/** Block style, each name on a line of its own. */
const block = (path: readonly string[], value: YamlValue, indent: number): string =>
  path.map((name, depth) => `${' '.repeat(indent + 2 * depth)}${yamlText(name)}:${depth === path.length - 1 ? ` ${yamlText(value)}` : ''}\n`).join('');

const flow = (path: readonly string[], value: YamlValue): string => {
  const [name = '', ...rest] = path;
  return `${yamlText(name)}: ${rest.length === 0 ? yamlText(value) : `{ ${flow(rest, value)} }`}`;
};

function insert(text: string, map: YAMLMap, path: readonly string[], value: YamlValue): string | null {
  const last = map.items.at(-1);
  const range = rangeOf(map);
  if (range === null) return null;
  if (map.flow === true) {
    if (last === undefined) return `${text.slice(0, range[0])}{ ${flow(path, value)} }${text.slice(range[1])}`;
    const at = endOf(last);
    return `${text.slice(0, at)}, ${flow(path, value)}${text.slice(at)}`;
  }
  const first = map.items[0];
  if (last === undefined || first === undefined) return null;
  const indent = startOf(first) - (text.lastIndexOf('\n', startOf(first) - 1) + 1);
  const at = lineEnd(text, endOf(last));
  return `${text.slice(0, at)}${at > 0 && text[at - 1] !== '\n' ? '\n' : ''}${block(path, value, indent)}${text.slice(at)}`;
}

/** Where the line that holds the end of a value ends, its newline included. */
function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const next = text.indexOf('\n', at);
  return next < 0 ? text.length : next + 1;
}

function replace(text: string, pair: Pair, value: YamlValue): string | null {
  const range = rangeOf(pair.value as Node | null);
  const key = rangeOf(pair.key as Node);
  if (range === null || key === null) return null;
  const colon = text.indexOf(':', key[1]);
  if (colon < 0) return null;
  const inner = text.slice(colon + 1, range[0]);
  // A block list or a block text begins on a line of its own, or after a mark: the new value takes the place right after the colon.
  const from = inner.includes('\n') || range[0] <= colon ? colon + 1 : range[0];
  const tail = text[range[1] - 1] === '\n' ? '\n' : '';
  return `${text.slice(0, from)}${from === colon + 1 ? ' ' : ''}${yamlText(value)}${tail}${text.slice(range[1])}`;
}

function remove(text: string, doc: Document, map: YAMLMap, pair: Pair, path: readonly string[]): string | null {
  // A map without names says nothing: it goes with its last one.
  if (map.items.length === 1) return path.length === 1 ? cut(text, pair) : edit(text, doc, path.slice(0, -1), undefined);
  if (map.flow !== true) return cut(text, pair);
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  const before = map.items[index - 1];
  if (next !== undefined) return text.slice(0, startOf(pair)) + text.slice(startOf(next));
  return before === undefined ? null : text.slice(0, endOf(before)) + text.slice(endOf(pair));
}

const cut = (text: string, pair: Pair): string => text.slice(0, text.lastIndexOf('\n', startOf(pair) - 1) + 1) + text.slice(lineEnd(text, endOf(pair)));
