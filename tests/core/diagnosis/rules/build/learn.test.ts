// Messages as people posted them: what they are concluded to be, with every rule of the product at work.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { BUILD_RULES } from '../../../../../src/core/diagnosis/rules/build/index.ts';
import { factsSchema } from '../../../../../src/shared/domain/facts.ts';

const posted = z.array(z.object({ text: z.string(), source: z.string(), tool: z.string(), cause: z.string(), facts: factsSchema.optional() }));
const folder = new URL('../../../../failures/texts/learn/', import.meta.url);
/** Nothing is printed where they happen; facts decide, and facts.test.ts tries them. */
const SILENT = ['static-not-static', 'constructor-dropped'];
const causes = [...new Set(BUILD_RULES.map(({ cause }) => cause))].filter((cause) => cause !== 'not-a-failure');

describe.each(causes)('%s', (cause) => {
  const texts = posted.parse(JSON.parse(readFileSync(new URL(`${cause}.json`, folder), 'utf8')));

  it('is known in three wordings and more', () => {
    expect(texts.length).toBeGreaterThanOrEqual(SILENT.includes(cause) ? 1 : 3);
  });

  it.each(texts.map((text) => [text.tool, text] as const))('is concluded from what %s printed', (_tool, { text, facts }) => {
    const { findings, notes } = explainText(text, facts === undefined ? {} : { facts });
    expect(notes.filter((note) => note.includes('bug of ours'))).toEqual([]);
    expect(findings[0]?.cause, JSON.stringify(findings.map(({ cause: other, confidence }) => [other, confidence]))).toBe(cause);
    expect(findings[0]?.fixes.length).toBeGreaterThan(0);
    const lines = text.split('\n');
    for (const { source, line, text: raw } of findings[0]?.evidence ?? []) if (source === 'log') expect(raw).toBe(lines[(line ?? 0) - 1]);
  });
});
