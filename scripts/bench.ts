// `npm run bench [-- --part start|builds|window|elf|images|explain|explain-speed|dns-models|dns-lab|trace|trace-read|trace-ask|trace-diff] …`: every measurement, or one part; the rest of the arguments is the part's own. Each prints a table and JSON.
const PARTS = ['start', 'builds', 'window', 'elf', 'images', 'explain', 'explain-speed', 'dns-models', 'dns-lab', 'trace', 'trace-read', 'trace-ask', 'trace-diff'] as const;
/** These run where they are named: `trace` takes its figures from them. */
const NAMED: readonly string[] = ['trace-read', 'trace-ask', 'trace-diff'];
const at = process.argv.indexOf('--part');
const chosen = at < 0 ? undefined : process.argv[at + 1];
const parts = PARTS.filter((part) => (at < 0 ? !NAMED.includes(part) : part === chosen));
if (parts.length === 0) {
  console.error(`--part ${chosen ?? ''}: expected ${PARTS.join(' or ')}`);
  process.exit(2);
}
if (parts.includes('start')) await import('./bench/start.ts');
if (parts.includes('window')) await import('./bench/window.ts');
if (parts.includes('elf')) await import('./bench/elf.ts');
if (parts.includes('images')) await import('./bench/images.ts');
if (parts.includes('explain')) await import('./bench/explain.ts');
if (parts.includes('explain-speed')) await import('./bench/explain-speed.ts');
if (parts.includes('dns-models')) await import('./bench/dns-models.ts');
if (parts.includes('dns-lab')) await import('./bench/dns-lab.ts');
if (parts.includes('trace')) await import('./bench/trace.ts');
if (parts.includes('trace-read')) await import('./bench/trace-read.ts');
if (parts.includes('trace-ask')) await import('./bench/trace-ask.ts');
if (parts.includes('trace-diff')) await import('./bench/trace-diff.ts');
if (parts.includes('builds')) await import('./bench/builds.ts');

export {};
