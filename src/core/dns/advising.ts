// The procedure dns.advise: what was asked in the words of the api, the models of the house, and, where it is asked for, the proof by measuring.
import type { ProcedureParsed } from '../../shared/api/contract.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { DnsAdvice } from '../../shared/domain/dns.ts';
import type { Handlers } from '../procedures.ts';
import type { Measurements } from './lab/measurements.ts';
import type { Measure } from './proving.ts';

type Measuring = Pick<Measurements, 'start' | 'cancel' | 'wait' | 'get'>;

/** `measurements`: null for a reader of the data folder, which measures nothing. */
export function adviceProcedures(measurements: Measuring | null): Pick<Handlers, 'dns.advise'> {
  return {
    async 'dns.advise'(request, { signal }) {
      if (request.prove && measurements === null)
        throw new InputError('only the owner of the data folder can measure; expected it, or advice without prove', { input: 'prove', expected: 'the owner' });
      const advice = await adviceOn(request);
      // Without a recommendation there is nothing to measure; what would have to change is told all the same.
      if (!request.prove || measurements === null || advice.recommendation === null) return { ...advice, proof: null };
      const { prove } = await import('./proving.ts');
      return { ...advice, proof: await prove(request.scenario, advice, measureWith(measurements, request), signal) };
    },
  };
}

/** Throws InputError for a call that no model covers, or a version that is none. */
async function adviceOn({ scenario, resolvers, budgetMs, failoverMs, latencyMs, loss, lossBudget }: ProcedureParsed<'dns.advise'>): Promise<Omit<DnsAdvice, 'proof'>> {
  const [{ adviseOn }, { knownVersion }, { goModel }, { glibcModel }, { muslModel }] = await Promise.all([
    import('./advice/index.ts'),
    import('./conf/index.ts'),
    import('./models/go/index.ts'),
    import('./models/glibc/index.ts'),
    import('./models/musl/index.ts'),
  ]);
  const nanoseconds = (ms: number | null): number | null => (ms === null ? null : ms * 1e6);
  const readers = resolvers.map(({ resolver, version }) => ({ kind: resolver, ...knownVersion(resolver, version) }));
  const advice = adviseOn(
    { scenario, resolvers: readers, totalNs: nanoseconds(budgetMs), failoverNs: nanoseconds(failoverMs), latencyNs: latencyMs * 1e6, loss, lossBudget },
    { go: goModel, glibc: glibcModel, musl: muslModel },
  );
  const nearest = readers.flatMap(({ note }) => (note === null ? [] : [{ code: 'version-nearest', text: note, line: null }]));
  return { ...advice, warnings: [...nearest, ...advice.warnings] };
}

/** As long as it takes: whoever asks for a proof has been told how bad the file is. */
const LONGEST_MS = 3_600_000;

function measureWith(measurements: Measuring, { endpoint, env, yes }: ProcedureParsed<'dns.advise'>): Measure {
  return async ({ title, scenarios, subjects, sampleLimitMs }, signal) => {
    const { id } = await measurements.start({ title, scenarios, subjects, vary: {}, rounds: 1, sampleLimitMs, limitMs: LONGEST_MS, yes, endpoint, env });
    const cancel = (): void => {
      // A cancel that fails leaves the wait below, which says how it ended.
      measurements.cancel(id).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await measurements.wait(id);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return measurements.get(id);
  };
}
