// Messages as people posted them (tests/failures/texts/learn): each has its cause first, and evidence that stands in it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { RUNTIME_RULES } from '../../../../../src/core/diagnosis/rules/runtime/index.ts';
import { factsSchema } from '../../../../../src/shared/domain/facts.ts';

const textsSchema = z.array(
  z.object({
    text: z.string(),
    source: z.string(),
    tool: z.string(),
    facts: factsSchema.optional(),
    cause: z.string(),
    /** Put together after a report that quotes no output. */ composed: z.boolean().optional(),
  }),
);
const CAUSES = [...new Set(RUNTIME_RULES.map(({ cause }) => cause))];

describe.each(CAUSES)('texts of %s', (cause) => {
  const texts = textsSchema.parse(JSON.parse(readFileSync(`tests/failures/texts/learn/${cause}.json`, 'utf8')));

  it('are at least three, of different tools', () => {
    expect(new Set(texts.map(({ tool }) => tool)).size).toBeGreaterThanOrEqual(3);
  });

  it.each(texts)('are explained: $source ($tool)', ({ text, facts }) => {
    const { findings, notes } = explainText(text, facts === undefined ? {} : { facts }, RUNTIME_RULES);
    expect(notes.filter((note) => note.includes('failed'))).toEqual([]);
    const [first] = findings;
    expect(first?.cause, JSON.stringify(findings.map((each) => [each.cause, each.confidence, each.title]))).toBe(cause);
    expect(first?.fixes.length).toBeGreaterThan(0);
    expect(first?.evidence.length).toBeGreaterThan(0);
    const raws = text.split(/\r?\n/);
    for (const finding of findings) for (const { source, line, text: raw } of finding.evidence) if (source === 'log') expect(raw).toBe(raws[(line ?? 0) - 1]);
  });
});
