// What the image's own loader makes of a program that stands in it. Called by audits, which ask for a start and not for a host.
import type { CheckResult } from '../../shared/domain/verdict.ts';
import { emptyElf } from '../evidence/index.ts';
import type { ImageIndex } from '../image/types.ts';
import { CHECK } from './checks/index.ts';
import { contextOf } from './context.ts';
import { pass } from './result.ts';

const OF_THE_LOADER = ['interp', 'needed', 'versions'] as const;

/**
 * The checks of a start that a loader makes, for the ELF file at this path of the image (links are followed). By what the index keeps of it: no byte of the
 * file is read again. Empty where there is no ELF file. `env`: what it would start with.
 */
export function judgeInImage(image: ImageIndex, path: string, env: Readonly<Record<string, string>>): CheckResult[] {
  const found = image.resolve(path);
  const brief = found.found ? image.elf(found.path) : null;
  if (!found.found || brief === null) return [];
  const context = contextOf(
    // Evidence stands in the image; of a document of the file nothing is asked, as the subject has none.
    { elf: emptyElf(found.path, found.entry.size, 'elf'), undefinedSymbols: null, scriptHead: null, image, host: null, at: found.path, env },
    { subject: { path: found.path, called: found.path, brief, elf: null }, format: pass('an ELF file of the image') },
  );
  return OF_THE_LOADER.map((id) => ({ id, ...CHECK[id](context) }));
}
