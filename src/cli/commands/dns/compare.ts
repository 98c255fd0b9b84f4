// `dns compare`: two measurements side by side. Needs no engine.
import type { Shell } from '../../shell.ts';
import type { JsonOption } from '../options.ts';

export async function compare(shell: Shell, a: string, b: string, options: JsonOption): Promise<void> {
  const document = await (await shell.api(false)).call('dns.compare', { a, b });
  if (options.json === true) return shell.document(document);
  const { comparisonLines } = await import('../../text/dns/compare.ts');
  shell.say(comparisonLines(document, shell.paint, shell.io.columns()));
}
