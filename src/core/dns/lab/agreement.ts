// Is what was measured one of the outcomes that were predicted: as many packets, and a time within 50 ms or 2 %. Pure.
import type { DnsOutcome, DnsPrediction, DnsSample } from '../../../shared/domain/dns.ts';
import { sampleWall } from '../../../shared/domain/dns-pairs.ts';

const LEAST_NS = 50_000_000;
const SHARE = 0.02;

export const withinBounds = (measuredNs: number, predictedNs: number): boolean => Math.abs(measuredNs - predictedNs) <= Math.max(LEAST_NS, predictedNs * SHARE);

/** Distance in time to an outcome with as many packets; null where the packets differ, or only one of the two ever returns. */
function distance(sample: DnsSample, outcome: DnsOutcome): number | null {
  if (sample.packets !== outcome.packets) return null;
  const wall = sampleWall(sample);
  if (wall === null || outcome.wallNs === null) return wall === outcome.wallNs ? 0 : null;
  return wall - outcome.wallNs;
}

/** Ended before an outcome that was predicted could come: nobody can say what it would have become. */
export const endedEarly = (sample: Pick<DnsSample, 'lookups'>, prediction: DnsPrediction, limitNs: number): boolean =>
  sampleWall(sample) === null && prediction.outcomes.some(({ wallNs }) => wallNs !== null && wallNs > limitNs);

/** How the samples of one pair stand to its prediction. Samples that were not measured to their end don't count; `limitNs`: when they were ended, if not before. */
export function agreementOf(
  samples: readonly DnsSample[],
  prediction: DnsPrediction | null,
  limitNs = Number.POSITIVE_INFINITY,
): { agrees: boolean | null; worstNs: number | null } {
  const measured = samples.filter((sample) => sample.state === 'done' && prediction !== null && !endedEarly(sample, prediction, limitNs));
  if (prediction === null || measured.length === 0) return { agrees: null, worstNs: null };
  let agrees = true;
  let worstNs: number | null = 0;
  for (const sample of measured) {
    let nearest: { off: number; outcome: DnsOutcome } | null = null;
    for (const outcome of prediction.outcomes) {
      const off = distance(sample, outcome);
      if (off !== null && (nearest === null || Math.abs(off) < Math.abs(nearest.off))) nearest = { off, outcome };
    }
    if (nearest === null) {
      agrees = false;
      worstNs = null;
      continue;
    }
    if (worstNs !== null && Math.abs(nearest.off) > Math.abs(worstNs)) worstNs = Math.round(nearest.off);
    if (Math.abs(nearest.off) > Math.max(LEAST_NS, (nearest.outcome.wallNs ?? 0) * SHARE)) agrees = false;
  }
  return { agrees, worstNs };
}
