// The real messages that the rules of this group were written from: each has its cause first, with evidence out of the message or the facts, and at least one fix.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { START_RULES } from '../../../../../src/core/diagnosis/rules/start/index.ts';
import { samplesOf } from '../../../../failures/texts/judge.ts';

const causes = new Set<string>(START_RULES.map(({ cause }) => cause));
/** What a linker says of a library belongs to another group; what a loader says of one is ours. */
const ours = samplesOf('learn').filter(({ cause, name }) => cause !== null && causes.has(cause) && (cause !== 'link-lib-missing' || name.includes('at-start')));

describe('messages of starts that failed', () => {
  it('are there for every cause of the group, at least five each', () => {
    for (const cause of causes)
      expect({ cause, texts: ours.filter((each) => each.cause === cause).length >= (cause === 'link-lib-missing' ? 4 : 5) }).toEqual({ cause, texts: true });
  });

  it.each(ours)('$name: $cause', ({ text, facts, cause }) => {
    if (typeof text !== 'string') throw new Error('texts of the learning half are strings');
    const { findings, notes } = explainText(text, { facts }, START_RULES);
    expect(findings.map((each) => each.cause)).toEqual(expect.arrayContaining([cause]));
    expect(findings[0]?.cause).toBe(cause);
    expect(notes.filter((note) => note.includes('bug'))).toEqual([]);
    for (const { evidence, fixes, see } of findings) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(fixes.length).toBeGreaterThan(0);
      expect(see[0]).toMatch(/^docs\/causes\.md#/);
      for (const { source, text: said } of evidence) if (source === 'log') expect(text.includes(said ?? '\u0000')).toBe(true);
    }
  });
});
