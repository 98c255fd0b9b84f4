import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../src/core/diagnosis/rules/index.ts';
import { CAUSES } from '../../src/shared/domain/causes.ts';
import { causesDocument } from '../../scripts/make-causes-doc.ts';

it('docs/causes.md says what the rules say (node scripts/make-causes-doc.ts)', () => {
  expect(readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'causes.md'), 'utf8')).toBe(causesDocument());
});

it('every cause has a rule, but the one that needs none', () => {
  const ruled = new Set<string>(RULES.map(({ cause }) => cause));
  expect(Object.keys(CAUSES).filter((cause) => !ruled.has(cause))).toEqual(['difference']);
});
