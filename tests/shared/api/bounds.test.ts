// Every input that can cross a boundary has an end: a page, a second program or a bug can't hand the workbench a text, list or number without bounds.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DESKTOP } from '../../../src/shared/api/bridge.ts';
import { checkInput } from '../../../src/shared/api/check.ts';
import { PROCEDURES } from '../../../src/shared/api/contract.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';

interface Node {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node | false;
  propertyNames?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Places of a JSON Schema where anything of any size is taken. */
function unbounded(node: Node, place: string): string[] {
  const below = [
    ...Object.entries(node.properties ?? {}).flatMap(([name, each]) => unbounded(each, `${place}.${name}`)),
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((each) => unbounded(each, place)),
    ...(node.items === undefined ? [] : unbounded(node.items, `${place}[]`)),
    ...(typeof node.additionalProperties === 'object' ? unbounded(node.additionalProperties, `${place}{}`) : []),
    ...(node.propertyNames === undefined ? [] : unbounded(node.propertyNames, `${place} names`)),
  ];
  const is = (type: string): boolean => [node.type].flat().includes(type);
  if (node.enum !== undefined || node.const !== undefined) return below;
  const open =
    (is('string') && node.maxLength === undefined) ||
    (is('array') && node.maxItems === undefined) ||
    ((is('number') || is('integer')) && (node.maximum === undefined || (node.minimum ?? node.exclusiveMinimum) === undefined)) ||
    (node.type === undefined && node.anyOf === undefined && node.oneOf === undefined);
  return open ? [place, ...below] : below;
}

// an input as a JSON Schema; the walk above looks at what the schemas of ours use, and calls everything else open
const places = (name: string, input: z.ZodType): string[] => unbounded(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Node, name);

it.each(Object.entries(PROCEDURES))('%s takes nothing without an end', (name, { input }) => expect(places(name, input)).toEqual([]));
it.each(Object.entries(DESKTOP))('%s, of the desktop, takes nothing without an end', (name, { input }) => expect(places(name, input)).toEqual([]));

it('an input without an end would be seen', () => {
  const open = z.object({
    a: z.string(),
    b: z.array(z.string().max(1)),
    c: z.number().min(0),
    d: z.unknown(),
    e: z.record(z.string().max(1), z.string()),
    f: z.string().nullable(),
  });
  expect(places('x', open)).toEqual(['x.a', 'x.b', 'x.c', 'x.d', 'x.e{}', 'x.f']);
});

describe('refused before anything is done', () => {
  it.each([
    ['clean.run', { olderDays: -1 }],
    ['clean.run', { olderDays: 1e300 }],
    ['project.open', { path: '/a\0b' }],
    ['folder.list', { path: 'x'.repeat(10_000) }],
    ['plan.make', { path: '/p', set: Array.from({ length: 1_001 }, () => 'cgo=0') }],
    ['plan.make', { path: '/p', env: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`N${i}`, ''])) }],
    ['cell.get', { run: 'last', cell: '1', logBytes: 2 ** 40 }],
    ['run.get', { run: 'x'.repeat(5_000) }],
    ['log.read', { run: 'last', cell: 1, stream: 'build', count: 5_001 }],
  ] as const)('%s with %j', (name, input) => expect(() => checkInput(name, input)).toThrow(InputError));
});
