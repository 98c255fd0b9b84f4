// What zod found wrong, in sentences: where, what stands there, what was expected, and what was probably meant.
import { z } from 'zod';
import { matrixFileSchema } from '../../shared/domain/matrix-file.ts';
import { nearest, show } from './suggest.ts';
import type { Path } from './yaml.ts';

export interface SchemaFault {
  path: Path;
  /** The fault is about the key, not its value. */
  about: 'key' | 'value';
  text: string;
}

type Issue = z.core.$ZodIssue;

/** `axes.go[1]`, `cells[0].run.env`; `the file` for the whole. */
export function label(path: Path): string {
  if (path.length === 0) return 'the file';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${/^[\w/:.-]{1,60}$/.test(part) ? part : show(part)}`)).join('');
}

/** Sentences for the issues of one check against the matrix file's schema. */
export function schemaFaults(issues: readonly Issue[], data: unknown, below: Path = []): SchemaFault[] {
  return issues.flatMap((issue) => {
    const path = [...below, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
    return faultsOf(issue, path, data);
  });
}

function faultsOf(issue: Issue, path: Path, data: unknown): SchemaFault[] {
  const value = at(data, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        path: [...path, key],
        about: 'key',
        text: `${label([...path, key])} is not known;${near === null ? '' : ` did you mean ${near}?`} expected one of ${known.join(', ')}`,
      };
    });
  }
  if (issue.code === 'invalid_union' && Array.isArray(value)) {
    // Of "one value or a list of them" the list was meant: what is wrong is an item.
    const list = issue.errors.find((issues) => issues.length > 0 && issues.every((nested) => nested.path.length > 0));
    if (list) return schemaFaults(list, data, path);
  }
  if (issue.code === 'invalid_union' && isRecord(value)) {
    const variant = variantFor(issue.errors, value);
    if (variant !== null) return schemaFaults(variant, data, path);
    const keys = [...new Set(issue.errors.flat().flatMap((nested) => (nested.code === 'unrecognized_keys' || nested.path.length !== 1 ? [] : [String(nested.path[0])])))];
    if (keys.length > 0)
      return [
        {
          path,
          about: 'value',
          text: `${label(path)} has ${
            Object.keys(value).length === 0
              ? 'no key'
              : `the keys ${Object.keys(value)
                  .map((key) => show(key))
                  .join(', ')}`
          }; expected one of ${keys.join(', ')}`,
        },
      ];
  }
  if (value === undefined) {
    const parent = path.slice(0, -1);
    return [{ path: parent, about: 'key', text: `${label(parent)} lacks ${String(path.at(-1) ?? '')}; expected ${expectation(issue)}` }];
  }
  const words = leaves([issue]).flatMap((leaf) => (leaf.code === 'invalid_value' ? leaf.values.filter((known) => typeof known === 'string') : []));
  const near = typeof value === 'string' ? nearest(value, words) : null;
  return [{ path, about: 'value', text: `${label(path)} is ${describe(value)};${near === null ? '' : ` did you mean ${near}?`} expected ${expectation(issue)}` }];
}

/** The alternative of a union that the user meant: the one whose key is there, with what is wrong inside it. */
function variantFor(errors: readonly (readonly Issue[])[], value: Record<string, unknown>): readonly Issue[] | null {
  const meant = errors.filter(
    (issues) =>
      !issues.some((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys') &&
      !issues.some((issue) => issue.path.length === 1 && !(String(issue.path[0]) in value)),
  );
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return [...new Set(leaves(issue.errors.flat()).map(expectation))].join(' or ');
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}`;
    default:
      return issue.message; // our own words stand in the schema for every format
  }
}

const TYPE_WORDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'names with values',
};

const leaves = (issues: readonly Issue[]): Issue[] => issues.flatMap((issue) => (issue.code === 'invalid_union' ? leaves(issue.errors.flat()) : [issue]));

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a map';
  return value === null ? 'nothing' : show(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function at(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) value = isRecord(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[part] : undefined;
  return value;
}

type JsonSchema = { properties?: Record<string, JsonSchema>; items?: JsonSchema; additionalProperties?: JsonSchema | boolean; anyOf?: JsonSchema[] };
let published: JsonSchema | null = null;

/** The keys that the published schema knows at a path. */
function keysAt(path: Path): string[] {
  published ??= z.toJSONSchema(matrixFileSchema) as JsonSchema; // the part of JSON Schema that is used here
  let nodes: JsonSchema[] = [published];
  for (const part of path) {
    nodes = nodes
      .flatMap((node) => node.anyOf ?? [node])
      .flatMap((node) => {
        const next = typeof part === 'number' ? node.items : (node.properties?.[part] ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined));
        return next === undefined ? [] : [next];
      });
  }
  return [...new Set(nodes.flatMap((node) => node.anyOf ?? [node]).flatMap((node) => Object.keys(node.properties ?? {})))];
}
