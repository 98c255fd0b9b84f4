// The messages that the rules of this group were written from: each must come out as what it was, with evidence that stands in it.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { GO_RULES } from '../../../../../src/core/diagnosis/rules/go/index.ts';
import { factsSchema } from '../../../../../src/shared/domain/facts.ts';

const textsSchema = z.array(z.object({ text: z.string(), source: z.url(), tool: z.string().optional(), facts: factsSchema.optional(), cause: z.string() }));
const folder = new URL('../../../../failures/texts/learn/', import.meta.url);

describe.each([...new Set(GO_RULES.map(({ cause }) => cause))].filter((cause) => existsSync(new URL(`${cause}.json`, folder))))('%s', (cause) => {
  const texts = textsSchema.parse(JSON.parse(readFileSync(new URL(`${cause}.json`, folder), 'utf8')));
  // Of a C input that went stale Go prints nothing, so hardly anybody posts a message: one was found.
  const least = cause === 'stale-c-input' ? 1 : 3;
  it(`has texts of ${least} sources and more`, () => {
    expect(new Set(texts.map(({ source }) => source)).size).toBeGreaterThanOrEqual(least);
  });
  it.each(texts.map((each) => [each.source, each] as const))('is found in %s', (_, { text, facts }) => {
    const { findings, notes } = explainText(text, facts === undefined ? {} : { facts }, GO_RULES);
    expect(notes.filter((note) => note.includes('failed'))).toEqual([]);
    expect(findings[0]).toMatchObject({ cause });
    expect(findings[0]?.fixes.length).toBeGreaterThan(0);
    const lines = text.split('\n');
    for (const { source, line, text: raw } of findings.flatMap(({ evidence }) => evidence)) if (source === 'log') expect(lines[(line ?? 0) - 1]).toBe(raw);
  });
});
