// `npm run campaign -- NAME …`: the workbench on things that nobody here made. A campaign is one file in ./campaign and one line here; the rest of the arguments is its own.
const CAMPAIGNS: Record<string, () => Promise<unknown>> = {
  'public-projects': () => import('./campaign/public-projects.ts'),
  elf: () => import('./campaign/elf.ts'),
  verdicts: () => import('./campaign/verdicts.ts'),
  failures: () => import('./campaign/failures.ts'),
  dns: () => import('./campaign/dns.ts'),
  traces: () => import('./campaign/traces.ts'),
};
const name = process.argv[2] ?? '';
const start = CAMPAIGNS[name];
if (!start) {
  console.error(`usage: npm run campaign -- NAME [--help]; there are ${Object.keys(CAMPAIGNS).join(', ')}`);
  process.exit(2);
}
await start();

export {};
