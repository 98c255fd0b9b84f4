// How sure a finding is, in words: the same words for the same share everywhere. Pure.
export type Confidence = 'certain' | 'likely' | 'possible' | 'faint';

/** Rules give more than 0.9 only where the deciding fact was seen. */
export function confidenceWord(confidence: number): Confidence {
  if (confidence > 0.9) return 'certain';
  if (confidence >= 0.6) return 'likely';
  return confidence >= 0.3 ? 'possible' : 'faint';
}

export const percent = (confidence: number): number => Math.round(confidence * 100);
