// `dns advise`: what to change in a resolv.conf so that lookups meet a budget; written as a file or as a patch, and proven by measuring it.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { EXIT } from '../../exit.ts';
import { Progress } from '../../progress.ts';
import type { Shell } from '../../shell.ts';
import type { EngineOptions } from '../options.ts';
import { withConsent } from './consent.ts';
import { durationMs, resolversOf, scenarioOf, type ScenarioOptions } from './scenario.ts';

export interface AdviseOptions extends EngineOptions, Omit<ScenarioOptions, 'server' | 'repeat' | 'deadline'> {
  resolver: string[];
  resolverVersion?: string;
  budget?: string;
  failover?: string;
  latency?: string;
  loss?: string;
  lossBudget?: string;
  prove?: boolean;
  yes?: boolean;
  to?: string;
  patch?: string;
}

export async function advise(shell: Shell, options: AdviseOptions): Promise<void> {
  const resolvers = resolversOf(options.resolver);
  const { resolverVersion: version = null } = options;
  if (version !== null && resolvers.length > 1)
    throw new InputError('--resolver-version is of one resolver; expected one --resolver beside it', { input: '--resolver-version', expected: 'one --resolver' });
  const time = (text: string | undefined, option: string): number | null => (text === undefined ? null : durationMs(text, option));
  const budgetMs = time(options.budget, '--budget');
  const failoverMs = time(options.failover, '--failover');
  const latencyMs = latencyOf(time(options.latency, '--latency'));
  const loss = options.loss === undefined ? 0 : shareOf(options.loss, '--loss');
  const lossBudget = options.lossBudget === undefined ? 1 : shareOf(options.lossBudget, '--loss-budget');
  if (budgetMs === null && failoverMs === null && options.lossBudget === undefined)
    throw new InputError('no budget; expected --budget 2s, --failover 1s, or --loss-budget 0.1%', { input: '--budget', expected: 'a budget' });
  const scenario = await scenarioOf(shell, { ...options, server: [], repeat: 1 });
  if (options.to !== undefined && options.patch !== undefined && path.resolve(shell.io.cwd, options.to) === path.resolve(shell.io.cwd, options.patch))
    throw new InputError(`--to and --patch name the same file, ${shown(options.to)}; expected one for each`, { input: '--patch', expected: 'another file than that of --to' });
  refuseForeignBytes(scenario.resolvConf, options);
  const prove = options.prove === true;
  const request = {
    scenario,
    resolvers: resolvers.map((resolver) => ({ resolver, version })),
    budgetMs,
    failoverMs,
    latencyMs,
    loss,
    lossBudget,
    prove,
    endpoint: options.endpoint ?? null,
    env: shell.env,
  };
  const api = await shell.api(prove);
  const over = new AbortController();
  const stop = new AbortController();
  const progress = prove ? new Progress(shell.io, { total: 0 }) : null;
  if (progress !== null) {
    api.on('lab', (event) => progress.event(event), { signal: over.signal });
    shell.io.onInterrupt(() => {
      if (stop.signal.aborted) return shell.io.leave(EXIT.interrupted);
      progress.note('cancelling: the advice is kept');
      stop.abort();
    }, over.signal);
  }
  let advice: DnsAdvice;
  try {
    advice = await withConsent(shell, 'dns advise', options.yes === true, (yes) => api.call('dns.advise', { ...request, yes }, { signal: stop.signal }));
  } finally {
    progress?.end();
    over.abort();
  }
  if (options.json === true) shell.document(advice);
  else {
    const { adviceLines } = await import('../../text/dns/advise.ts');
    shell.say(adviceLines(advice, shell.paint, shell.io.columns()));
  }
  if (prove && advice.recommendation === null) shell.io.err('not measured, as nothing is recommended\n');
  await writeOut(shell, advice, options);
  if (stop.signal.aborted) shell.code = EXIT.interrupted;
}

/** Such bytes were read as U+FFFD: written, they would be others than the user's, and a patch would not fit. */
function refuseForeignBytes(resolvConf: string, { to, patch }: AdviseOptions): void {
  const at = resolvConf.indexOf('\u{fffd}');
  if (at < 0 || (to === undefined && patch === undefined)) return;
  const option = to === undefined ? '--patch' : '--to';
  const line = resolvConf.slice(0, at).split('\n').length;
  throw new InputError(`${option}: line ${line} of --resolv-conf holds bytes that are no UTF-8, and they could not be written as they are; expected a file in UTF-8`, {
    input: '--resolv-conf',
    expected: 'a file in UTF-8',
  });
}

async function writeOut(shell: Shell, { recommendation }: DnsAdvice, { to, patch }: AdviseOptions): Promise<void> {
  const files = [
    { file: to, text: recommendation?.resolvConf },
    { file: patch, text: recommendation?.diff },
  ];
  for (const { file, text } of files) {
    if (file === undefined) continue;
    const target = path.resolve(shell.io.cwd, file);
    if (text === undefined) shell.io.err(`not written, as nothing is recommended: ${shown(target)}\n`);
    else {
      await writeFile(target, text);
      shell.io.err(`written: ${shown(target)}\n`);
    }
  }
}

/** As much as the api takes. */
const MOST_LATENCY_MS = 60_000;

function latencyOf(ms: number | null): number {
  if (ms !== null && ms > MOST_LATENCY_MS)
    throw new InputError(`--latency: ${ms / 1_000} s is longer than any resolver waits; expected at most 60s`, { input: '--latency', expected: 'at most 60s' });
  return ms ?? 0;
}

/** `1%`, `0.1 %`, `0.001`. */
function shareOf(text: string, option: string): number {
  const found = /^(\d{1,3}(?:\.\d{1,9})?)\s*(%?)$/.exec(text.trim());
  const value = found === null ? Number.NaN : Number(found[1]) / (found[2] === '%' ? 100 : 1);
  if (!(value <= 1)) throw new InputError(`${option}: "${shown(text)}" is no share; expected one such as 1% or 0.01`, { input: option, expected: 'a share such as 1%' });
  return value;
}
