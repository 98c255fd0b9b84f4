// The table of faults in docs/dns.md from the faults themselves: `node scripts/make-dns-doc.ts`. A test holds the file to it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS, faultForm } from '../src/shared/domain/dns-faults.ts';

const BEGIN = '<!-- faults: made by scripts/make-dns-doc.ts from src/shared/domain/dns-faults.ts -->';
const END = '<!-- end of faults -->';

/** The document with its table as the faults are now. Throws where the marks are gone. */
export function withFaults(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('docs/dns.md has lost the marks around its table of faults');
  const rows = FAULTS.map((fault) => `| \`${faultForm(fault)}\` | ${fault.udp} | ${fault.tcp} |`);
  return `${document.slice(0, begin)}${BEGIN}\n<!-- prettier-ignore-start -->\n\n| fault | over UDP | over TCP |\n|---|---|---|\n${rows.join('\n')}\n\n<!-- prettier-ignore-end -->\n${document.slice(end)}`;
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', 'docs', 'dns.md');
  await writeFile(file, withFaults(await readFile(file, 'utf8')));
}
