import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withFaults } from '../../scripts/make-dns-doc.ts';

it('docs/dns.md lists the faults that there are (node scripts/make-dns-doc.ts)', () => {
  const document = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'dns.md'), 'utf8');
  expect(document).toBe(withFaults(document));
});
