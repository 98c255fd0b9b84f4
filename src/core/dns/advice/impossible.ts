// When no setting of the file meets the budget: what would have to change.
import { createEvaluator } from './evaluate.ts';
import { readerOf, type Reader } from './readers.ts';
import type { AdviceRequest, Models } from './request.ts';
import { candidatesOf, type Candidate } from './search.ts';
import { limitsOf, nowOf, shapes, type ShapeLimits } from './settings.ts';
import { shortfalls } from './reasons.ts';
import { counted, named, seconds } from './words.ts';

export function impossibleBecause(request: AdviceRequest, readers: readonly Reader[], models: Models, candidates: readonly Candidate[]): string[] {
  const { totalNs, failoverNs, latencyNs, scenario } = request;
  const now = nowOf(readers);
  const said: string[] = [];
  for (const { kind, pinned } of readers) {
    const words = (['timeout', 'attempts', 'ndots', 'search'] as const).filter((key) => pinned.has(key));
    if (words.length > 0) said.push(`The environment decides ${words.join(', ')} for ${named(kind)}, whatever the file says: change RES_OPTIONS or LOCALDOMAIN there.`);
  }
  for (const { kind, read } of readers)
    if (read.reading.fatal !== null) said.push(`Reading this file is the end of a program that asks ${named(kind)}: see the warnings; that line has to be mended by hand.`);
  // The least that the file can reach, and what is still missing.
  const least = candidates
    .filter(({ evaluated }) => evaluated.fails.length === 0)
    .sort((a, b) => shortOf(request, a) - shortOf(request, b) || a.evaluated.worstNs - b.evaluated.worstNs)[0];
  if (least !== undefined) {
    const { setting, evaluated } = least;
    said.push(
      `The nearest is timeout:${setting.timeout} attempts:${setting.attempts} with ${counted(setting.servers, 'name server')}: ${seconds(evaluated.worstNs)} when all are silent${evaluated.failoverNs === null ? '' : `, ${seconds(evaluated.failoverNs)} when one is`}. ${shortfalls(request, evaluated).join(' ')}`.trim(),
    );
  }
  const feasible = (changed: AdviceRequest, limits: Partial<ShapeLimits> = {}): Candidate | undefined => {
    const others = changed.resolvers.map((each) => readerOf(changed.scenario, each));
    const its = nowOf(others);
    const evaluator = createEvaluator(changed, others, models);
    return candidatesOf(changed, others, evaluator, its, shapes(its, others, { ...limitsOf(changed), ...limits }), totalNs ?? Number.POSITIVE_INFINITY)
      .filter((candidate) => candidate.meets)
      .sort((a, b) => a.cost - b.cost)[0];
  };
  const how = ({ setting, evaluated }: Candidate): string =>
    `timeout:${setting.timeout} attempts:${setting.attempts} with ${counted(setting.servers, 'name server')} then takes ${seconds(evaluated.worstNs)}`;
  if (now.hasSearch && !scenario.name.endsWith('.')) {
    const rooted = feasible({ ...request, scenario: { ...scenario, name: `${scenario.name}.`, exists: [], servers: [] } });
    if (rooted !== undefined) said.push(`Names written in full, with a dot at their end (${scenario.name}.), are asked for once, without the search list: ${how(rooted)}.`);
    const bare = feasible({ ...request, scenario: { ...scenario, exists: [], servers: [] } }, { changesNames: true });
    if (bare !== undefined && !bare.setting.keepsSearch) said.push(`A file without its search list would do, where nobody writes names without their domain: ${how(bare)}.`);
  }
  if (failoverNs !== null && now.servers > 1) {
    const alone = feasible({ ...request, failoverNs: null }, { leastServers: 1 });
    if (alone !== undefined)
      said.push(`Without the budget for a silent name server it would do: ${how(alone)}${alone.setting.servers === 1 ? ', but there is nothing left to fail over to' : ''}.`);
  }
  if (totalNs !== null && Math.ceil(latencyNs / 1e9) * 1e9 >= totalNs)
    said.push(`A name server that may take ${seconds(latencyNs)} needs a longer timeout than that, in whole seconds: the budget has to be larger, or the name server faster.`);
  said.push('A cache or forwarder on the machine itself (127.0.0.1 as the only name server) answers at once and does the waiting and the failing over for everybody.');
  if (readers.some(({ kind }) => kind !== 'musl'))
    said.push('A timeout is at least a second: less waiting than that is to be had from a deadline in the program only (a context in Go).');
  return said;
}

/** How many times over its budgets, at the worst of them. */
function shortOf({ totalNs, failoverNs }: AdviceRequest, { evaluated }: Candidate): number {
  const total = totalNs === null ? 0 : evaluated.worstNs / totalNs;
  const failover = failoverNs === null || evaluated.failoverNs === null ? 0 : evaluated.failoverNs / Math.max(failoverNs, 1);
  return Math.max(total, failover, 1 - evaluated.lossSurvival > 0 ? 1 : 0) + (evaluated.failsSlow.length > 0 ? 1_000 : 0);
}
