// What a prediction comes to in numbers: the metrics of facts/dns-resolvers.md 5, of any of the models. Whoever predicts calls it with the answer that it has; the rest is asked
// of the same model, with other name servers.
import type { DnsMetrics } from '../../../shared/domain/dns.ts';
import type { FaultSchedule } from '../../../shared/domain/dns-faults.ts';
import { typesOf } from './go/index.ts';
import { traitsOf } from './go/version.ts';
import type { Model, ModelAnswer, ModelApi, ModelInput, ModelServer, ResolverSettings } from './types.ts';

const MS = 1e6;
const SECOND = 1e9;
const LOSSES = [0.01, 0.05, 0.2] as const;

const SILENT: FaultSchedule = [{ fromNs: 0, fault: { name: 'silent', value: 0 } }];
const OK: FaultSchedule = [{ fromNs: 0, fault: { name: 'ok', value: 0 } }];

/** Of `answer`, which is what `run` made of `input`. Numbers of one lookup where the input asks for several: all silent, fail-over, patience. */
export function metricsOf(input: ModelInput, answer: ModelAnswer, run: Model): DnsMetrics {
  const { settings, api } = input;
  const slowest = answer.outcomes.at(-1);
  const stallNs = slowest?.wallNs ?? null;
  const allSilentNs = allSilentOf(input, run);
  return {
    stallNs,
    amplification: share(stallNs, settings.timeout),
    budgetAmplification: share(stallNs, settings.timeout * settings.attempts),
    queryAmplification: (slowest?.packets ?? 0) / typesAsked(settings, api),
    nameAmplification: slowest?.names.length ?? 0,
    allSilentNs,
    allSilentAmplification: share(allSilentNs, settings.timeout),
    failoverNs: settings.servers.slice(1).map((_, index) => failoverOf(input, run, index + 1)),
    patienceNs: patienceOf(input, run),
    lossSurvival: LOSSES.map((loss) => ({ loss, success: lossSurvival(settings, loss) })),
  };
}

const share = (wallNs: number | null, seconds: number): number | null => (wallNs === null || seconds === 0 ? null : wallNs / (seconds * SECOND));

/** q: how many types a lookup asks for of each name. */
function typesAsked({ kind, version, noAaaa }: ResolverSettings, api: ModelApi): number {
  if (kind === 'go') return typesOf(api, traitsOf(version)).length;
  return api === 'host' && !(kind === 'glibc' && noAaaa) ? 2 : 1;
}

/** One lookup of the same name by the same settings, under other servers; without timelines. */
const asked = (input: ModelInput, servers: readonly ModelServer[]): ModelInput => ({ ...input, servers, repeat: 1, deadlineNs: null, brief: true });

/** Slowest outcome; null: a call that never returns, or, where success is asked for, one that can fail. */
function slowestNs({ outcomes }: ModelAnswer, successful: boolean): number | null {
  if (successful && outcomes.some(({ result }) => result !== 'ok')) return null;
  return outcomes.at(-1)?.wallNs ?? null;
}

/** W of a file: all of its name servers are silent. */
function allSilentOf(input: ModelInput, run: Model): number | null {
  return slowestNs(
    run(
      asked(
        input,
        input.settings.servers.map(() => ({ schedule: SILENT, exists: null })),
      ),
    ),
    false,
  );
}

/** F_k: the first `dead` servers are silent, the others know what they know and answer. Null where that is no success. */
function failoverOf(input: ModelInput, run: Model, dead: number): number | null {
  const servers = input.settings.servers.map((_, index) => ({ schedule: index < dead ? SILENT : OK, exists: input.servers[index]?.exists ?? null }));
  return slowestNs(run(asked(input, servers)), true);
}

/**
 * The limit under which every delay of the first server, were it the only one, still lets the lookup succeed; to a millisecond. Null where it fails without any delay (no name
 * server is asked, `attempts:0`) or succeeds with each (a resolver that asks over TCP meets none of the delays of UDP).
 */
function patienceOf(input: ModelInput, run: Model): number | null {
  const alone: ModelInput = { ...input, settings: { ...input.settings, servers: input.settings.servers.slice(0, 1) } };
  const succeeds = (delayMs: number): boolean => {
    const schedule: FaultSchedule = [{ fromNs: 0, fault: { name: 'delay', value: delayMs } }];
    return run(asked(alone, [{ schedule, exists: null }])).outcomes.every(({ result }) => result === 'ok');
  };
  const stallNs = allSilentOf(alone, run);
  // Nobody waits longer for a late answer than for none.
  let fails = stallNs === null ? null : Math.ceil(stallNs / MS);
  if (fails === null || !succeeds(0) || succeeds(fails)) return null;
  let works = 0;
  while (fails - works > 1) {
    const middle = Math.floor((works + fails) / 2);
    if (succeeds(middle)) works = middle;
    else fails = middle;
  }
  return fails * MS;
}

/**
 * P that one type of one name is answered, where each packet, query or answer, is lost with `loss`: 1 − (1 − (1−p)²)^(A·n). glibc is a little better (late answers count), and musl has its
 * tries within one T. 0 where nothing is sent: `attempts:0`, and musl's `timeout:0`.
 */
export function lossSurvival({ kind, servers, attempts, timeout }: Pick<ResolverSettings, 'kind' | 'servers' | 'attempts' | 'timeout'>, loss: number): number {
  const tries = kind === 'musl' && timeout <= 0 ? 0 : Math.max(0, attempts) * servers.length;
  return 1 - (1 - (1 - loss) ** 2) ** tries;
}
