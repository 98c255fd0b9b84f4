// One prediction: settings as the resolver reads them -> its model -> metrics -> dns-prediction@1. Here is what no model of one resolver knows by itself: /etc/hosts
// after the name servers, and Go's LookupCNAME, which asks two resolvers.
import type { DnsOutcome, DnsPrediction, DnsScenario, DnsWarning, Resolver } from '../../shared/domain/dns.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { inHosts, isAddress, knownVersion, newestVersion } from './conf/index.ts';
import { inputOf, type ScenarioInput } from './input.ts';
import { atOnce } from './models/at-once.ts';
import { either, fastestFirst } from './models/explore.ts';
import { glibcModel } from './models/glibc/index.ts';
import { goModel } from './models/go/index.ts';
import { metricsOf } from './models/metrics.ts';
import { muslModel } from './models/musl/index.ts';
import { ARP_FAIL_NS } from './models/servers.ts';
import type { Model, ModelAnswer, ModelApi, ModelInput } from './models/types.ts';
import { warningsOf } from './warnings.ts';

const MODELS: Record<Resolver, Model> = { go: goModel, glibc: glibcModel, musl: muslModel };

export interface PredictOptions {
  /**
   * Who calls libc for `cname`: `go` is LookupCNAME of a program built with cgo, which asks libc first and then Go's own resolver; `c` is getaddrinfo with
   * AI_CANONNAME.
   */
  caller?: 'go' | 'c';
  /** A Go program built with cgo calls getaddrinfo with AI_V4MAPPED and AI_ALL (net/cgo_linux.go): for `ip6` libc then asks for A too. */
  v4Mapped?: boolean;
  /** Without timelines. */
  brief?: boolean;
}

/** What is predicted before metrics: grids need no more. */
export interface Predicted extends ScenarioInput {
  version: string;
  answer: ModelAnswer;
  /** The same lookup under other name servers or settings. */
  run: Model;
  warnings: DnsWarning[];
}

/** Throws InputError for a fault or a version that is none, and for a lookup that no model covers. */
export function predict(scenario: DnsScenario, resolver: Resolver, version: string | null, options: PredictOptions = {}): DnsPrediction {
  const { answer, warnings, input, run, version: known } = outcomesOf(scenario, resolver, version, options);
  return { schema: 'cgoscope/dns-prediction@1', resolver, version: known, outcomes: answer.outcomes, metrics: metricsOf(input, answer, run), warnings };
}

export function outcomesOf(scenario: DnsScenario, resolver: Resolver, asked: string | null, { caller = 'go', v4Mapped = false, brief = false }: PredictOptions = {}): Predicted {
  const api = apiOf(scenario);
  const { version, note } = knownVersion(resolver, asked);
  const record = api === 'txt' || api === 'mx' || api === 'srv';
  const always = record && caller === 'go' && resolver !== 'go';
  const kind: Resolver = always ? 'go' : resolver;
  const found = inputOf(scenario, kind, always ? newestVersion('go') : version, api, brief);
  const twice = api === 'cname' && kind !== 'go' && caller === 'go';
  const mapped = v4Mapped && api === 'ip6' && kind !== 'go';
  const run: Model = (input) => {
    const here = { ...found, input };
    const decided = fatal(here) ?? (twice ? cnameUnderCgo(scenario, kind, input) : fromHosts(scenario, here));
    return decided ?? (mapped ? mappedUnderCgo(kind, input) : MODELS[kind](input));
  };
  const answer = run(found.input);
  const extra: DnsWarning[] = [];
  if (note !== null) extra.push({ code: 'version-nearest', text: note });
  if (always)
    extra.push({
      code: 'always-go',
      text: `Go's Lookup${api.toUpperCase()} always uses Go's own resolver, in a program built with cgo too: predicted is that of Go ${newestVersion('go')}.`,
    });
  if (twice)
    extra.push({
      code: 'cname-asks-twice',
      text: "LookupCNAME of a Go program built with cgo asks libc for the CNAME first; when that finds none, or fails, Go's own resolver begins anew. The times add up.",
    });
  return { ...found, version, answer, run, warnings: [...extra, ...warningsOf(scenario, resolver, found, answer)] };
}

function apiOf({ api, parallel }: DnsScenario): ModelApi {
  const fail = (what: string): never => {
    throw new InputError(`no model covers ${what}; expected one of host, ip4, ip6, cname, txt, mx and srv, one after the other, or a measurement`, {
      input: what,
      expected: 'host, ip4, ip6, cname, txt, mx or srv',
    });
  };
  if (parallel > 1) return fail(`${parallel} lookups at once`);
  return api === 'dial' || api === 'prefer-go-dial' ? fail(api) : api;
}

const whole = (outcome: DnsOutcome): ModelAnswer => ({ outcomes: [outcome], complete: true, warnings: [] });
/** A file that ends the program, or holds it for ever, before anything is asked. */
function fatal({ read }: ScenarioInput): ModelAnswer | null {
  if (read.reading.fatal === 'SIGABRT') return whole(atOnce(0, 'SIGABRT'));
  return read.reading.fatal === 'endless' ? whole({ ...atOnce(0, null), wallNs: null, result: 'hang' }) : null;
}

/** Where /etc/hosts decides. Null: name servers are asked. */
function fromHosts({ hosts, name, api }: DnsScenario, { input, read }: ScenarioInput): ModelAnswer | null {
  const { kind } = input.settings;
  const { order } = read;
  if (!['host', 'ip4', 'ip6', 'cname'].includes(api) || !order.readsFiles || isAddress(kind, name)) return null;
  const found = inHosts(kind, hosts, name);
  if (found === null) return null;
  const count = (api === 'ip6' ? 0 : found.ip4) + (api === 'ip4' ? 0 : found.ip6);
  // A name of the other family only: Go and musl stop there, glibc goes on to the name servers.
  if (count === 0 && kind === 'glibc') return null;
  const noAddress = kind === 'go' ? 'no suitable address found' : 'EAI_NODATA';
  const here = atOnce(api === 'cname' && kind === 'go' ? 1 : count, count === 0 ? noAddress : null);
  if (order.filesFirst || !order.asksServers) return whole(here);
  // `dns files`: the file helps where the name servers did not.
  const answer = MODELS[kind](input);
  return {
    ...answer,
    outcomes: answer.outcomes.map((outcome) => (outcome.result === 'fail' ? { ...outcome, result: here.result, addresses: here.addresses, error: here.error ?? null } : outcome)),
  };
}

/** Every outcome of libc, followed by every outcome of Go that begins when it has failed. */
function cnameUnderCgo(scenario: DnsScenario, kind: Exclude<Resolver, 'go'>, input: ModelInput): ModelAnswer {
  if (scenario.repeat > 1) throw new InputError('no model covers LookupCNAME more than once under cgo; expected --repeat 1', { input: 'repeat', expected: '1' });
  const libc = MODELS[kind]({ ...input, record: 'CNAME' });
  const deadlineNs = input.deadlineNs ?? null;
  const own = inputOf(scenario, 'go', newestVersion('go'), 'cname', input.brief ?? false).input;
  // Metrics ask with other name servers than the scenario's; Go's built-in ones are two.
  const count = input.settings.builtInServers ? own.servers.length : Math.min(own.servers.length, input.servers.length);
  const go: ModelInput = {
    ...own,
    settings: { ...own.settings, servers: own.settings.servers.slice(0, count) },
    servers: own.servers.slice(0, count).map((server, index) => input.servers[index] ?? server),
  };
  const outcomes: DnsOutcome[] = [];
  const warnings = [...libc.warnings];
  let { complete } = libc;
  for (const first of libc.outcomes) {
    const { wallNs } = first;
    if (wallNs === null || first.result !== 'fail' || first.error === 'SIGFPE' || (deadlineNs !== null && wallNs >= deadlineNs)) {
      outcomes.push(first);
      continue;
    }
    const servers = laterBy(go.servers, wallNs);
    const second = goModel({ ...go, servers, settings: { ...go.settings, asksServers: true }, deadlineNs: deadlineNs === null ? null : deadlineNs - wallNs });
    complete &&= second.complete;
    for (const { code, text } of second.warnings) if (!warnings.some((each) => each.code === code)) warnings.push({ code, text });
    for (const outcome of second.outcomes) outcomes.push(joined(first, outcome, wallNs));
  }
  return { outcomes: merged(outcomes), complete, warnings };
}

/**
 * `ip6` with AI_V4MAPPED and AI_ALL. musl asks for both families at once (lookup_name.c makes it AF_UNSPEC); glibc looks up AAAA to its end, then A
 * (gaih_inet in getaddrinfo.c). Go keeps the IPv6 addresses alone. Measured: not in facts/dns-resolvers.md.
 */
function mappedUnderCgo(kind: Exclude<Resolver, 'go'>, input: ScenarioInput['input']): ModelAnswer {
  const none = { result: 'fail', addresses: 0, error: 'no suitable address found' } as const;
  if (kind === 'musl') {
    // Which types were answered stands in the timeline.
    const both = muslModel({ ...input, api: 'host', brief: false });
    const hasIp6 = ({ timeline }: DnsOutcome) => timeline.some(({ type, outcome }) => type === 'AAAA' && outcome === 'answer');
    return {
      ...both,
      outcomes: merged(both.outcomes.map((outcome) => (outcome.result !== 'ok' ? outcome : hasIp6(outcome) ? { ...outcome, addresses: 1 } : { ...outcome, ...none }))),
    };
  }
  const aaaa = glibcModel({ ...input, brief: false });
  const outcomes: DnsOutcome[] = [];
  let { complete } = aaaa;
  for (const first of aaaa.outcomes) {
    const { wallNs } = first;
    if (wallNs === null) {
      outcomes.push(first);
      continue;
    }
    const servers = laterBy(input.servers, wallNs).map((server, index) => ({ ...server, ...soughtSince(first, index, wallNs) }));
    const second = glibcModel({ ...input, servers, api: 'ip4' });
    complete &&= second.complete;
    for (const outcome of second.outcomes)
      outcomes.push(
        outcome.wallNs === null
          ? joined(first, outcome, wallNs)
          : { ...joined(first, outcome, wallNs), result: first.result, addresses: first.addresses, error: first.error ?? (first.result === 'ok' ? null : none.error) },
      );
  }
  return { outcomes: merged(outcomes), complete, warnings: aaaa.warnings };
}

/** Since when the kernel looks for a neighbour that is not there, as seen from `afterNs`: the tries for it go on over the end of a lookup. */
function soughtSince({ timeline }: DnsOutcome, server: number, afterNs: number): { soughtSinceNs?: number } {
  let since: number | null = null;
  for (const exchange of timeline) if (exchange.server === server + 1 && (since === null || exchange.tNs >= since + ARP_FAIL_NS)) since = exchange.tNs;
  return since === null ? {} : { soughtSinceNs: since - afterNs };
}

/** Servers with a schedule are further on in it by then. */
const laterBy = (servers: ScenarioInput['input']['servers'], afterNs: number) =>
  servers.map((server) => ({ ...server, schedule: server.schedule.map(({ fromNs, fault }) => ({ fromNs: fromNs - afterNs, fault })) }));

function joined(first: DnsOutcome, second: DnsOutcome, afterNs: number): DnsOutcome {
  const later = second.timeline.map((exchange) => ({
    ...exchange,
    tNs: summed(exchange.tNs, afterNs),
    ...(typeof exchange.endNs === 'number' ? { endNs: summed(exchange.endNs, afterNs) } : {}),
  }));
  return {
    ...second,
    wallNs: second.wallNs === null ? null : summed(second.wallNs, afterNs),
    packets: first.packets + second.packets,
    names: [...new Set([...first.names, ...second.names])],
    timeline: [...first.timeline, ...later],
    probability: both(first.probability ?? null, second.probability ?? null),
  };
}

/** Go's waiting may already be the longest that can be told. */
const summed = (ns: number, afterNs: number): number => Math.min(ns + afterNs, Number.MAX_SAFE_INTEGER);

/** The odds of one and the other; null where those of one are not known. */
const both = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);

/** Alike ones become one. */
function merged(outcomes: readonly DnsOutcome[]): DnsOutcome[] {
  const found = new Map<string, DnsOutcome>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.wallNs, outcome.packets, outcome.result, outcome.addresses, outcome.names, outcome.error]);
    const before = found.get(key);
    if (before === undefined) found.set(key, { ...outcome });
    else before.probability = either(before.probability ?? null, outcome.probability ?? null);
  }
  return [...found.values()].sort(fastestFirst);
}
