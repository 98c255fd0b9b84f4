// All settings worth looking at, evaluated: those that meet the budget, smallest edit first, and those that no other beats.
import type { Evaluated, Evaluator } from './evaluate.ts';
import type { Reader } from './readers.ts';
import type { AdviceRequest, Setting } from './request.ts';
import { editCost, MOST_ATTEMPTS, MOST_TIMEOUT, type Now, type Shape } from './settings.ts';

export interface Candidate {
  setting: Setting;
  evaluated: Evaluated;
  cost: number;
  meets: boolean;
}

/** `capNs`: nothing that takes longer is of interest. Of one shape and number of attempts only those timeouts are kept that may be the best for something. */
export function candidatesOf(request: AdviceRequest, readers: readonly Reader[], evaluator: Evaluator, now: Now, all: readonly Shape[], capNs: number): Candidate[] {
  const found: Candidate[] = [];
  for (const shape of all)
    for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
      const known = new Map<number, Candidate>();
      const at = (timeout: number): Candidate => {
        const before = known.get(timeout);
        if (before !== undefined) return before;
        const setting: Setting = { ...shape, timeout, attempts };
        const evaluated = evaluator.evaluate(setting);
        const candidate = { setting, evaluated, cost: editCost(now, setting, readers), meets: meets(request, evaluated) };
        known.set(timeout, candidate);
        return candidate;
      };
      const timeouts = timeoutsWithin(evaluator, shape, attempts, capNs);
      // The shortest that is healthy survives as much as a longer one; what the file says now is the smallest edit; the longest that meets the budget is the most patient.
      timeouts.find((timeout) => isHealthy(at(timeout).evaluated));
      if (now.timeout !== null && timeouts.includes(now.timeout)) at(now.timeout);
      timeouts.findLast((timeout) => (request.totalNs === null || evaluator.worst({ ...shape, timeout, attempts }).worstNs <= request.totalNs) && at(timeout).meets);
      found.push(...known.values());
    }
  return found;
}

/** In rising order. musl's extra round makes 5 s last longer than 6 s, so one that takes too long is not the end yet. */
function timeoutsWithin(evaluator: Evaluator, shape: Shape, attempts: number, capNs: number): number[] {
  const within: number[] = [];
  for (let timeout = 1, beyond = 0; timeout <= MOST_TIMEOUT && beyond < 2; timeout++) {
    const { worstNs } = evaluator.worst({ ...shape, timeout, attempts });
    if (worstNs > capNs || !Number.isFinite(worstNs)) beyond += 1;
    else within.push(timeout);
  }
  return within;
}

const isHealthy = ({ fails, failsSlow }: Evaluated): boolean => fails.length === 0 && failsSlow.length === 0;

export function meets({ totalNs, failoverNs, lossBudget }: AdviceRequest, evaluated: Evaluated): boolean {
  return (
    isHealthy(evaluated) &&
    Number.isFinite(evaluated.worstNs) &&
    (totalNs === null || evaluated.worstNs <= totalNs) &&
    (failoverNs === null || evaluated.failoverNs === null || evaluated.failoverNs <= failoverNs) &&
    1 - evaluated.lossSurvival <= lossBudget + 1e-12
  );
}

/** Of those that meet the budget: the smallest edit, then the most lost packets survived, the longest patience, the fewest packets. */
export const bySmallestEdit = (a: Candidate, b: Candidate): number =>
  a.cost - b.cost || b.evaluated.lossSurvival - a.evaluated.lossSurvival || b.setting.timeout - a.setting.timeout || a.evaluated.packets - b.evaluated.packets;

/** No other is at least as good in worst time and in survival of loss, and better in one; of equals the smallest edit. Fastest first. */
export function frontOf(candidates: readonly Candidate[]): Candidate[] {
  const sorted = candidates
    .filter(({ evaluated }) => isHealthy(evaluated) && Number.isFinite(evaluated.worstNs))
    .sort((a, b) => a.evaluated.worstNs - b.evaluated.worstNs || b.evaluated.lossSurvival - a.evaluated.lossSurvival || Number(b.meets) - Number(a.meets) || bySmallestEdit(a, b));
  const front: Candidate[] = [];
  let best = -1;
  for (const candidate of sorted) {
    if (candidate.evaluated.lossSurvival <= best + 1e-15) continue;
    best = candidate.evaluated.lossSurvival;
    front.push(candidate);
  }
  return front;
}
