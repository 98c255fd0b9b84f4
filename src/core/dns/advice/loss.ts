// How often a lookup survives packets that are lost, in closed form (facts/dns-resolvers.md 5).
import type { ModelApi, ResolverSettings } from '../models/types.ts';

/**
 * Each of the A·n tries needs two packets to arrive, so a type is lost with (1−(1−p)²)^(A·n). musl needs every type that it asked for; Go and glibc are judged by
 * the type that is wanted. TCP sends again what is lost, so with use-vc nothing is (musl ignores it).
 */
export function lossSurvival(settings: ResolverSettings, loss: number, api: ModelApi): number {
  const { kind, attempts, servers } = settings;
  if (settings.useVc && kind !== 'musl') return 1;
  const survives = 1 - (1 - (1 - loss) ** 2) ** (attempts * servers.length);
  return kind === 'musl' && (api === 'host' || api === 'cname') ? survives ** 2 : survives;
}
