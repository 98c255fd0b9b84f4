// Which names are asked for, and which failure ends the list (__res_context_search of resolv/res_query.c).
import type { QueryType } from '../types.ts';
import { query, type HostError, type Verdict } from './query.ts';
import type { World } from './world.ts';

export function search(world: World, name: string, types: readonly QueryType[]): Verdict {
  const { settings } = world;
  const dots = name.split('.').length - 1;
  const rooted = name.endsWith('.');
  const seen = { asIs: null as HostError | null, root: false, noData: false, servfail: false, searched: false };
  let last: HostError = 'HOST_NOT_FOUND';
  if (dots >= settings.ndots || rooted) {
    const end = query(world, name, types);
    if (end.kind !== 'failed' || rooted) return end;
    seen.asIs = end.error;
    last = end.error;
  }
  for (const domain of rooted ? [] : settings.search) {
    seen.searched = true;
    const bare = domain.startsWith('.') ? domain.slice(1) : domain;
    if (bare === '') seen.root = true;
    const end = query(world, `${name}.${bare}`, types);
    if (end.kind !== 'failed') return end;
    // No server can be reached at all: nothing more is tried, not even the name as it stands.
    if (world.errno === 'refused') return { kind: 'failed', error: 'TRY_AGAIN' };
    last = end.error;
    if (end.error === 'NO_DATA') seen.noData = true;
    else if (end.error === 'TRY_AGAIN' && world.buffer === 'servfail') seen.servfail = true;
    else if (end.error !== 'HOST_NOT_FOUND') break;
  }
  const bareWordAllowed = dots > 0 || !seen.searched || !settings.noTldQuery;
  if (bareWordAllowed && seen.asIs === null && !seen.root) {
    const end = query(world, name, types);
    if (end.kind !== 'failed') return end;
    last = end.error;
  }
  if (seen.asIs !== null) return { kind: 'failed', error: seen.asIs };
  if (seen.noData) return { kind: 'failed', error: 'NO_DATA' };
  return { kind: 'failed', error: seen.servfail ? 'TRY_AGAIN' : last };
}
