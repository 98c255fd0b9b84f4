// The texts of the window as flat lists, and what the sources ask of them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** `axes.otherWhy.level` -> text, for one namespace or a whole language (`matrix:axes…`). */
export function flat(texts: unknown, prefix = ''): [key: string, text: string][] {
  if (typeof texts === 'string') return [[prefix, texts]];
  if (typeof texts !== 'object' || texts === null) throw new Error(`${prefix} is no text`);
  return Object.entries(texts).flatMap(([name, value]) => flat(value, prefix === '' ? name : `${prefix}.${name}`));
}

/** A language as `namespace:key` -> text. */
export const flatLanguage = (language: Record<string, unknown>): Map<string, string> =>
  new Map(Object.entries(language).flatMap(([namespace, texts]) => flat(texts).map(([key, text]): [string, string] => [`${namespace}:${key}`, text])));

/** Without the ending that a count chooses. */
export const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

/** Names between double braces, sorted. */
export const variables = (text: string): string[] => [...text.matchAll(/\{\{\s*([^},\s]+)[^}]*\}\}/g)].map(([, name]) => name ?? '').sort();

/** One source file: the namespaces it speaks, the keys it names outright, and everything in it that could name one. */
export interface Source {
  file: string;
  namespaces: readonly string[];
  /** First arguments of `t(…)` that are plain text. */
  asked: readonly { key: string; line: number }[];
  /** Every text in the file, and every template with `*` for what is filled in. */
  strings: readonly string[];
}

const RENDERER = path.join(import.meta.dirname, '../../../src/renderer');

export function sources(): Source[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('i18n'))
    .map((file) => readSource(file, readFileSync(path.join(RENDERER, file), 'utf8')));
}

export function readSource(file: string, text: string): Source {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const namespaces = new Set<string>();
  const asked: { key: string; line: number }[] = [];
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.push(node.text);
    if (ts.isTemplateExpression(node)) strings.push(node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join(''));
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const name = ts.isIdentifier(node.expression) ? node.expression.text : ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
      if (name === 'useTranslation' || name === 'getFixedT') collect(first, namespaces);
      if (name === 't' && first !== undefined && ts.isStringLiteralLike(first)) asked.push({ key: first.text, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { file, namespaces: [...namespaces], asked, strings };
}

function collect(node: ts.Node | undefined, into: Set<string>): void {
  if (node === undefined) into.add('common');
  else if (ts.isStringLiteralLike(node)) into.add(node.text);
  else if (ts.isArrayLiteralExpression(node)) for (const each of node.elements) collect(each, into);
}
