// The `package` axis against the main packages that the project really has.
import { InputError } from '../../shared/domain/errors.ts';
import type { MainPackage, Project } from '../project/types.ts';
import { nearest, show } from './suggest.ts';

/** The main that a text names: its folder (`./cmd/x`, `cmd/x`), its import path, or its last element where only one has it. */
export function findMain(mains: MainPackage[], text: string): MainPackage | null {
  const asked = text.replace(/\/+$/, '');
  const byPath = mains.find((main) => main.dir === asked || main.dir === `./${asked}` || main.importPath === asked || (asked === './' && main.dir === '.'));
  if (byPath) return byPath;
  const byName = mains.filter((main) => main.dir.split('/').at(-1) === asked || (main.dir === '.' && main.importPath.split('/').at(-1) === asked));
  return byName.length === 1 ? (byName[0] ?? null) : null;
}

/** Folders of the mains that the texts name; `./...` and `./cmd/...` name all below. Throws InputError naming the ones there are. */
export function resolvePackages(project: Project, texts: string[]): string[] {
  const dirs: string[] = [];
  for (const text of texts) {
    if (text === '...' || text.endsWith('/...')) {
      const prefix = text === '...' ? '.' : text.slice(0, -4).replace(/^(?!\.)/, './');
      const below = project.mains.filter((main) => prefix === '.' || prefix === './' || main.dir === prefix || main.dir.startsWith(`${prefix}/`));
      if (below.length === 0) throw unknownPackage(project, text);
      dirs.push(...below.map((main) => main.dir));
      continue;
    }
    const main = findMain(project.mains, text);
    if (main === null) throw unknownPackage(project, text);
    dirs.push(main.dir);
  }
  return [...new Set(dirs)];
}

function unknownPackage(project: Project, text: string): InputError {
  const known = project.mains.map((main) => main.dir);
  const near = nearest(text, known);
  return new InputError(
    `${show(text)} is no main package of ${project.path};${near === null ? '' : ` did you mean ${near}?`} expected one of ${known.slice(0, 20).join(', ')}${known.length > 20 ? ` and ${known.length - 20} more` : ''}`,
    { input: text, place: 'package', expected: known.join(', ') },
  );
}
