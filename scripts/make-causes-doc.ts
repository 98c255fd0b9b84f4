// docs/causes.md from the causes and the rules themselves: `node scripts/make-causes-doc.ts`. A test holds the file to it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAUSES } from '../src/shared/domain/causes.ts';
import { RULES } from '../src/core/diagnosis/rules/index.ts';

export function causesDocument(): string {
  const lines = [
    '# Causes',
    '',
    '<!-- Made by scripts/make-causes-doc.ts from src/shared/domain/causes.ts and src/core/diagnosis/rules. -->',
    '',
    'What `explain` can name, and what each rule stands on. The same words have many causes: a rule is only sure where the deciding fact was seen.',
    '',
  ];
  for (const [cause, meaning] of Object.entries(CAUSES)) {
    lines.push(`## ${cause}`, '', `${meaning[0]?.toUpperCase() ?? ''}${meaning.slice(1)}.`, '');
    for (const rule of RULES.filter((each) => each.cause === cause))
      lines.push(`- **${rule.id}** needs ${rule.needs.replace(/\.$/, '')}; contradicted by ${rule.contradictedBy.replace(/\.$/, '')}.`);
    if (RULES.some((each) => each.cause === cause)) lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

if (import.meta.main) await writeFile(join(import.meta.dirname, '..', 'docs', 'causes.md'), causesDocument());
