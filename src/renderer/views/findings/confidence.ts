// How sure a finding is, in words: the same words for the same share everywhere. Pure.
export const CONFIDENCE = ['certain', 'likely', 'possible', 'faint'] as const;
export type Confidence = (typeof CONFIDENCE)[number];

/** Rules give more than 0.9 only where the deciding fact was seen. */
export function confidenceWord(confidence: number): Confidence {
  if (confidence > 0.9) return 'certain';
  if (confidence >= 0.6) return 'likely';
  return confidence >= 0.3 ? 'possible' : 'faint';
}

export const percent = (confidence: number): number => Math.round(confidence * 100);
