// The procedures of the lab that need no engine and no store: what the files mean, what a lookup will cost. The models are loaded at the first call.
import type { Handlers } from '../procedures.ts';

export function predictionProcedures(): Pick<Handlers, 'dns.lint' | 'dns.predict' | 'dns.grid'> {
  return {
    'dns.lint': async ({ scenario, resolvers }) => (await import('./conf/index.ts')).lint(scenario, resolvers),
    async 'dns.predict'({ scenario, resolvers }) {
      const { predict } = await import('./predict.ts');
      return { predictions: resolvers.map(({ resolver, version }) => predict(scenario, resolver, version)) };
    },
    'dns.grid': async ({ scenario, vary, resolvers }, { signal }) => (await import('./grid.ts')).gridOf(scenario, vary, resolvers, signal),
  };
}
