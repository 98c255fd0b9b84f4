// The advice itself: what the file costs now, the smallest edit that meets the budget, what cannot be had. Every recommendation is read and predicted again.
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { plainDiff } from '../../compare/index.ts';
import { editsBetween } from './changes.ts';
import { canonical, edited, plain, survivable } from './edit.ts';
import { createEvaluator, type Evaluated } from './evaluate.ts';
import { impossibleBecause } from './impossible.ts';
import { readAlike, readerOf, type Reader } from './readers.ts';
import { reasonFor, shortfalls } from './reasons.ts';
import type { AdviceRequest, Models, Setting } from './request.ts';
import { bySmallestEdit, candidatesOf, frontOf, meets, type Candidate } from './search.ts';
import { limitsOf, nowOf, shapes, type Now } from './settings.ts';
import { warningsOf } from './warnings.ts';

/** By how much of the loss budget settings are told apart when no loss was named. */
const NOMINAL_LOSS = 0.01;
/** Candidates whose text is tried before giving up: what fails, fails for the file's sake. */
const MOST_TEXTS = 24;
const MOST_FRONT = 30;

/** Pure. Throws nothing for any file; the models must not either. */
export function adviseOn(asked: AdviceRequest, models: Models): Omit<DnsAdvice, 'proof'> {
  const request: AdviceRequest = { ...asked, loss: asked.loss > 0 ? asked.loss : NOMINAL_LOSS };
  const { scenario, totalNs, failoverNs, latencyNs, loss } = request;
  const readers = request.resolvers.map((each) => readerOf(scenario, each));
  const now = nowOf(readers);
  const before = asItStands(request, readers, models);
  const evaluator = createEvaluator(request, readers, models);
  const cap = Math.max(totalNs ?? 0, Number.isFinite(before.worstNs) ? before.worstNs : 0) || Number.POSITIVE_INFINITY;
  const candidates = candidatesOf(request, readers, evaluator, now, shapes(now, readers, limitsOf(request)), cap);
  const good = meets(request, before) && readAlike(readers);
  const recommendation = good ? unchanged(request, before) : recommended(request, readers, models, now, before, candidates);
  return {
    schema: 'cgoscope/dns-advice@0',
    resolvers: request.resolvers.map(({ kind }) => kind),
    budget: { totalNs, failoverNs, latencyNs, loss },
    now: {
      meets: meets(request, before),
      worstNs: finite(before.worstNs),
      failoverNs: finite(before.failoverNs),
      lossSurvival: before.lossSurvival,
      perResolver: byKind(before),
      why: shortfalls(request, before),
    },
    recommendation,
    impossible: recommendation === null ? impossibleBecause(request, readers, models, candidates) : [],
    front: frontOf(candidates)
      .slice(0, MOST_FRONT)
      .map((candidate) => pointOf(candidate, readers, now)),
    warnings: warningsOf(request, readers),
  };
}

const byKind = ({ perResolver }: Evaluated) => Object.fromEntries([...perResolver].map(([kind, ns]) => [kind, finite(ns)]));

const finite = (ns: number | null): number | null => (ns === null || !Number.isFinite(ns) ? null : ns);

/** The file as its readers read it, without a setting in between. */
function asItStands(request: AdviceRequest, readers: readonly Reader[], models: Models): Evaluated {
  // Readers may differ in every number: each is asked for by itself, and the worst is taken.
  const each = readers.map((reader): Evaluated => {
    const { timeout, attempts, ndots, servers } = reader.settings;
    const evaluated = createEvaluator(request, [reader], models).evaluate({ timeout, attempts, ndots, servers: servers.length, keepsSearch: true, without: [] });
    return reader.read.reading.fatal === null ? evaluated : killed(reader, evaluated);
  });
  const failovers = each.flatMap(({ failoverNs }) => (failoverNs === null ? [] : [failoverNs]));
  const perResolver: Evaluated['perResolver'] = new Map();
  for (const one of each) for (const [kind, ns] of one.perResolver) perResolver.set(kind, Math.max(perResolver.get(kind) ?? 0, ns));
  return {
    worstNs: Math.max(0, ...each.map(({ worstNs }) => worstNs)),
    perResolver,
    failoverNs: failovers.length === 0 ? null : Math.max(...failovers),
    lossSurvival: Math.min(1, ...each.map(({ lossSurvival }) => lossSurvival)),
    packets: Math.max(0, ...each.map(({ packets }) => packets)),
    fails: each.flatMap(({ fails }) => fails),
    failsSlow: each.flatMap(({ failsSlow }) => failsSlow),
  };
}

/** Reading the file is already the end: the program dies at once, or spins for ever. */
function killed({ kind, read }: Reader, evaluated: Evaluated): Evaluated {
  const ns = read.reading.fatal === 'endless' ? Number.POSITIVE_INFINITY : 0;
  return {
    ...evaluated,
    worstNs: ns,
    perResolver: new Map([[kind, ns]]),
    failoverNs: evaluated.failoverNs === null ? null : Number.POSITIVE_INFINITY,
    lossSurvival: 0,
    packets: 0,
    fails: [kind],
  };
}

function unchanged({ scenario }: AdviceRequest, before: Evaluated): DnsAdvice['recommendation'] {
  return {
    resolvConf: scenario.resolvConf,
    diff: '',
    edits: [],
    worstNs: finite(before.worstNs),
    failoverNs: finite(before.failoverNs),
    lossSurvival: before.lossSurvival,
    perResolver: byKind(before),
  };
}

function recommended(
  request: AdviceRequest,
  readers: readonly Reader[],
  models: Models,
  now: Now,
  before: Evaluated,
  candidates: readonly Candidate[],
): DnsAdvice['recommendation'] {
  const { scenario } = request;
  const feasible = candidates.filter((candidate) => candidate.meets).sort(bySmallestEdit);
  for (const { setting } of feasible.slice(0, MOST_TEXTS)) {
    for (const text of texts(scenario.resolvConf, now, setting, readers)) {
      const after = checked(request, models, text);
      if (after === null) continue;
      const edits = editsBetween(scenario.resolvConf, text, reasonFor({ request, now, setting, before, after }));
      return {
        resolvConf: text,
        diff: plainDiff('resolv.conf', scenario.resolvConf, text),
        edits,
        worstNs: finite(after.worstNs),
        failoverNs: finite(after.failoverNs),
        lossSurvival: after.lossSurvival,
        perResolver: byKind(after),
      };
    }
  }
  return null;
}

/** Ways to write a setting, the one that changes least first. */
function texts(text: string, now: Now, setting: Setting, readers: readonly Reader[]): string[] {
  const small = edited(survivable(text, readers), now, setting, readers);
  // What one reader makes of the file is as good as what another does; one that found name servers knows more.
  const byServers = [...readers].sort((a, b) => Number(a.settings.builtInServers) - Number(b.settings.builtInServers) || b.settings.servers.length - a.settings.servers.length);
  return [...new Set([small, plain(small), ...byServers.flatMap((reader) => canonical(small, reader, setting))])];
}

/** Read again by everybody, and predicted again; null: they do not read it alike, or it does not meet the budget. */
function checked(request: AdviceRequest, models: Models, text: string): Evaluated | null {
  const changed: AdviceRequest = { ...request, scenario: { ...request.scenario, resolvConf: text } };
  const readers = changed.resolvers.map((each) => readerOf(changed.scenario, each));
  if (!readAlike(readers)) return null;
  const after = asItStands(changed, readers, models);
  return meets(changed, after) ? after : null;
}

function pointOf({ setting, evaluated, meets: good }: Candidate, readers: readonly Reader[], now: Now): DnsAdvice['front'][number] {
  const search = Math.max(0, ...readers.map(({ settings }) => settings.search.length));
  return {
    timeout: setting.timeout,
    attempts: setting.attempts,
    servers: setting.servers,
    search: setting.keepsSearch ? search : 0,
    ndots: setting.ndots,
    options: now.flags.filter((flag) => !setting.without.includes(flag)),
    worstNs: finite(evaluated.worstNs),
    failoverNs: finite(evaluated.failoverNs),
    lossSurvival: evaluated.lossSurvival,
    packets: evaluated.packets,
    meets: good,
  };
}
