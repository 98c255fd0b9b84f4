// What a setting costs, by the models: every name server silent, each one of them silent, all healthy, all slow, packets lost. The worst of all readers counts.
import type { DnsOutcome, Resolver } from '../../../shared/domain/dns.ts';
import type { FaultName, FaultSchedule } from '../../../shared/domain/dns-faults.ts';
import type { ModelApi, ModelServer, ResolverSettings } from '../models/types.ts';
import { lossSurvival } from './loss.ts';
import { hasFlag, settingsUnder, type Reader } from './readers.ts';
import { COSTLY_FLAGS, type AdviceRequest, type Models, type Setting } from './request.ts';

/** Infinity: a call that never returns, or never succeeds. */
export interface Evaluated {
  worstNs: number;
  perResolver: Map<Resolver, number>;
  /** Null: there is one name server, so nothing to fail over to. */
  failoverNs: number | null;
  lossSurvival: number;
  /** Of one lookup when all are silent, at most. */
  packets: number;
  /** Readers that do not find the name though every name server is well: at once, and at the latency that was named. */
  fails: Resolver[];
  failsSlow: Resolver[];
}

export interface Evaluator {
  worst(setting: Setting): { worstNs: number; packets: number; perResolver: Map<Resolver, number> };
  evaluate(setting: Setting): Evaluated;
}

/** What one reader meets: `silent` is a place from 0, or all. */
type World = { silent: number | 'all' } | { delayMs: number };

export function createEvaluator(request: AdviceRequest, readers: readonly Reader[], models: Models): Evaluator {
  const known = new Map<string, DnsOutcome[]>();
  const api = apiOf(request);
  const exists = request.scenario.servers.map(({ exists: own }) => namesOf(own));
  const common = request.scenario.exists.length === 0 ? null : namesOf(request.scenario.exists);

  const ask = (reader: Reader, settings: ResolverSettings, world: World): DnsOutcome[] => {
    const flags = COSTLY_FLAGS.map((flag) => Number(hasFlag(settings, flag))).join('');
    const key = [
      reader.kind,
      reader.version,
      settings.servers.length,
      settings.search.join(' '),
      settings.ndots,
      settings.timeout,
      settings.attempts,
      flags,
      JSON.stringify(world),
    ].join('|');
    const before = known.get(key);
    if (before !== undefined) return before;
    const servers = settings.servers.map((_, index): ModelServer => ({ schedule: scheduleOf(world, index), exists: exists[index] ?? common }));
    const { outcomes } = models[reader.kind]({ settings, servers, name: request.scenario.name, api, brief: true });
    known.set(key, outcomes);
    return outcomes;
  };

  /** Whether the name is found at all, by this reader under settings that nobody doubts. */
  const findable = new Map(readers.map((reader) => [reader, ask(reader, { ...reader.settings, timeout: 5, attempts: 2, useVc: false }, { delayMs: 0 }).every(isFound)]));

  const worst: Evaluator['worst'] = (setting) => {
    const perResolver = new Map<Resolver, number>();
    let packets = 0;
    for (const reader of readers) {
      const outcomes = ask(reader, settingsUnder(reader, setting), { silent: 'all' });
      perResolver.set(reader.kind, Math.max(perResolver.get(reader.kind) ?? 0, ...outcomes.map(timeOf)));
      packets = Math.max(packets, ...outcomes.map((outcome) => outcome.packets));
    }
    return { worstNs: Math.max(0, ...perResolver.values()), packets, perResolver };
  };

  return {
    worst,
    evaluate(setting) {
      let failoverNs: number | null = null;
      let survival = 1;
      const fails = new Set<Resolver>();
      const failsSlow = new Set<Resolver>();
      for (const reader of readers) {
        const settings = settingsUnder(reader, setting);
        const wanted = findable.get(reader) === true;
        const lost = (outcomes: readonly DnsOutcome[]): boolean => (wanted ? !outcomes.every(isFound) : outcomes.some(isBroken));
        if (lost(ask(reader, settings, { delayMs: 0 }))) fails.add(reader.kind);
        else if (request.latencyNs > 0 && lost(ask(reader, settings, { delayMs: Math.ceil(request.latencyNs / 1e6) }))) failsSlow.add(reader.kind);
        for (let dead = 0; dead < settings.servers.length && settings.servers.length > 1; dead++) {
          const outcomes = ask(reader, settings, { silent: dead });
          failoverNs = Math.max(failoverNs ?? 0, ...outcomes.map((outcome) => (wanted && outcome.result !== 'ok' ? Number.POSITIVE_INFINITY : timeOf(outcome))));
        }
        survival = Math.min(survival, lossSurvival(settings, request.loss, api));
      }
      return { ...worst(setting), failoverNs, lossSurvival: survival, fails: [...fails], failsSlow: [...failsSlow] };
    },
  };
}

const timeOf = ({ wallNs }: DnsOutcome): number => wallNs ?? Number.POSITIVE_INFINITY;
const isFound = ({ result }: DnsOutcome): boolean => result === 'ok';
/** Of a name that does not exist: the resolver itself fails. */
const isBroken = ({ result, error, packets }: DnsOutcome): boolean => result === 'hang' || error === 'SIGFPE' || (result === 'fail' && packets === 0);

/** Dialling looks up both families. */
const apiOf = ({ scenario: { api } }: AdviceRequest): ModelApi => (api === 'dial' || api === 'prefer-go-dial' ? 'host' : api);

const always = (name: FaultName, value = 0): FaultSchedule => [{ fromNs: 0, fault: { name, value } }];
const OK = always('ok');
const SILENT = always('silent');

function scheduleOf(world: World, index: number): FaultSchedule {
  if ('delayMs' in world) return world.delayMs === 0 ? OK : always('delay', world.delayMs);
  return world.silent === 'all' || world.silent === index ? SILENT : OK;
}

/** Fully qualified, lower case. Null: every name. */
function namesOf(names: readonly string[] | null): ReadonlySet<string> | null {
  return names === null ? null : new Set(names.map((name) => `${name.trim().toLowerCase().replace(/\.$/, '')}.`));
}
