// The audit of images: what is in one, what follows from it, and what differs between two. Pure; of an index alone.
import type { ImageFacts, ImageFinding } from '../../../shared/domain/image.ts';
import type { ImageIndex } from '../types.ts';
import { inSlices } from '../slices.ts';
import { examine, type Examined } from './facts/index.ts';
import { findingsOf } from './findings.ts';
import { surveying } from './survey.ts';

export { compareImages } from './compare.ts';
export { factsOfImage, imageSummary, type ImageSummary } from './facts/index.ts';

export interface AuditOf {
  readonly image: ImageFacts;
  readonly findings: ImageFinding[];
}

const said = (examined: Examined): AuditOf => ({ image: examined.facts, findings: findingsOf(examined) });

/** Everything in imageFactsSchema, and the findings, errors first. */
export const auditOf = (index: ImageIndex): AuditOf => said(examine(index));

/** {@link factsOfImage}, with pauses for others in which it can be cancelled. */
export const factsInSlices = async (index: ImageIndex, signal?: AbortSignal): Promise<ImageFacts> => examine(index, await inSlices(surveying(index), signal)).facts;

/** {@link auditOf}, with pauses for others in which it can be cancelled: a million files take seconds. */
export const auditInSlices = async (index: ImageIndex, signal?: AbortSignal): Promise<AuditOf> => said(examine(index, await inSlices(surveying(index), signal)));
