// The audit of images: what is in one, what follows from it, and what differs between two. Pure; of an index alone.
import type { ImageFacts, ImageFinding } from '../../../shared/domain/image.ts';
import type { ImageIndex } from '../types.ts';
import { examine } from './facts/index.ts';
import { findingsOf } from './findings.ts';

export { compareImages } from './compare.ts';
export { factsOfImage, imageSummary, type ImageSummary } from './facts/index.ts';

/** Everything in imageFactsSchema, and the findings, errors first. */
export function auditOf(index: ImageIndex): { image: ImageFacts; findings: ImageFinding[] } {
  const examined = examine(index);
  return { image: examined.facts, findings: findingsOf(examined) };
}
