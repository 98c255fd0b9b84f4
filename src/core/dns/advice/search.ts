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

/** `capNs`: nothing that takes longer is of interest. */
export function candidatesOf(request: AdviceRequest, readers: readonly Reader[], evaluator: Evaluator, now: Now, all: readonly Shape[], capNs: number): Candidate[] {
  const found: Candidate[] = [];
  for (const shape of all)
    for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++)
      for (let timeout = 1; timeout <= MOST_TIMEOUT; timeout++) {
        const setting: Setting = { ...shape, timeout, attempts };
        const { worstNs } = evaluator.worst(setting);
        if (worstNs > capNs) break;
        const evaluated = evaluator.evaluate(setting);
        found.push({ setting, evaluated, cost: editCost(now, setting, readers), meets: meets(request, evaluated) });
        // The environment decides: every value is the same.
        if (!Number.isFinite(worstNs)) break;
      }
  return found;
}

export function meets({ totalNs, failoverNs, lossBudget }: AdviceRequest, evaluated: Evaluated): boolean {
  return (
    evaluated.fails.length === 0 &&
    evaluated.failsSlow.length === 0 &&
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
    .filter(({ evaluated }) => evaluated.fails.length === 0 && evaluated.failsSlow.length === 0 && Number.isFinite(evaluated.worstNs))
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
