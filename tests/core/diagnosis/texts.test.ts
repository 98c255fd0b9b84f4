// The texts that people posted, and logs without a fault: what was reached once stays reached. Each wrong verdict is named.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../src/core/diagnosis/index.ts';
import { NOISES } from '../../failures/texts/noise.ts';
import { controls, judge, samplesOf, shortOf, type Judged, type Sample } from '../../failures/texts/judge.ts';

/** What was reached by the last change of the rules; a change may raise it and not lower it. */
const FLOOR = { 'held-out': 0.93, 'blind-2': 0.95, controls: 1 } as const;

const explain = (sample: Sample) => explainText(sample.text, { facts: sample.facts });
const judgeAll = (samples: readonly Sample[]): Judged[] => samples.map((sample) => judge(sample, explain));
const share = (all: readonly Judged[]): number => all.filter(({ right }) => right).length / all.length;
const wrong = (all: readonly Judged[]): string =>
  all
    .filter(({ right }) => !right)
    .map(({ sample, got, blamed }) =>
      sample.cause === null ? `${sample.name}: blamed ${blamed.join(', ')}` : `${sample.name} (${sample.source}): expected ${sample.cause}, got ${got}`,
    )
    .join('\n');

const heldOut = judgeAll(samplesOf('held-out'));
const clean = judgeAll(controls());

describe('texts of failures that nobody looked at while writing rules', () => {
  it('are there for every cause, at least three of each', () => {
    expect(shortOf(samplesOf('held-out'), 3)).toEqual([]);
  });

  it('are explained as often as before', () => {
    expect(share(heldOut), wrong(heldOut)).toBeGreaterThanOrEqual(FLOOR['held-out']);
  });
});

describe('texts that somebody gathered who had seen neither rules nor texts', () => {
  const blind2 = judgeAll(samplesOf('blind-2'));
  const clean2 = judgeAll(controls('blind-2'));

  it('are explained as often as before', () => {
    expect(blind2.length).toBeGreaterThanOrEqual(195);
    expect(share(blind2), wrong(blind2)).toBeGreaterThanOrEqual(FLOOR['blind-2']);
  });

  it('are blamed for nothing where nothing of ours failed', () => {
    expect(clean2.length).toBeGreaterThanOrEqual(61);
    expect(share(clean2), wrong(clean2)).toBeGreaterThanOrEqual(FLOOR.controls);
  });

  it('are told with evidence that stands in them', () => {
    expect([...blind2, ...clean2].flatMap(({ sample, evidence }) => evidence.wrong.map((each) => `${sample.name}: ${each}`))).toEqual([]);
  });
});

describe('logs without a fault of ours', () => {
  it('are a hundred or more', () => {
    expect(clean.length).toBeGreaterThanOrEqual(100);
  });

  it('are blamed for nothing, or for no more than before', () => {
    expect(share(clean), wrong(clean)).toBeGreaterThanOrEqual(FLOOR.controls);
  });
});

it('every piece of evidence stands in the input: the line by its number, byte for byte, the fact by its path', () => {
  const all = [...heldOut, ...clean, ...judgeAll(samplesOf('learn'))];
  expect(all.flatMap(({ sample, evidence }) => evidence.wrong.map((each) => `${sample.name}: ${each}`))).toEqual([]);
  expect(all.reduce((sum, { evidence }) => sum + evidence.all, 0)).toBeGreaterThan(100);
});

describe('the same text as a collector, a shell or a long log has it', () => {
  const plain = heldOut.filter(({ sample: { text } }, index) => index % 6 === 0 && typeof text === 'string' && text.trim() !== '');

  it.each(NOISES)('is told the same cause, with evidence that is there: $name', (noise) => {
    const changed = plain.flatMap(({ sample, got }) => {
      const noisy = judge({ ...sample, text: noise.add(String(sample.text)) }, explain);
      return noisy.got === got && noisy.evidence.wrong.length === 0 ? [] : [`${sample.name}: ${got}, with noise ${noisy.got}; ${noisy.evidence.wrong.join('; ')}`];
    });
    expect(changed).toEqual([]);
  });
});
