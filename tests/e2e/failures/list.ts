// The builders of real failures: every file of tests/failures/<group>, whose default export is one failure or a list of them.
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isCause } from '../../../src/shared/domain/causes.ts';
import type { Failure } from '../../failures/types.ts';

const FOLDER = fileURLToPath(new URL('../../failures/', import.meta.url));
export const GROUPS = ['start', 'build', 'go', 'runtime'] as const;

export interface ListedFailure {
  group: string;
  failure: Failure;
}

/** By group and name. Throws for a file that exports something else, an unknown cause, or a name that is there twice. */
export async function listFailures(): Promise<ListedFailure[]> {
  const listed: ListedFailure[] = [];
  for (const group of GROUPS) {
    for (const file of filesOf(group)) {
      const { default: exported } = (await import(pathToFileURL(`${FOLDER}${group}/${file}`).href)) as { default: Failure | Failure[] | undefined }; // looked at below
      for (const failure of Array.isArray(exported) ? exported : [exported]) {
        if (failure === undefined || typeof failure.name !== 'string' || !isCause(failure.cause) || (failure.kind !== 'cell' && failure.kind !== 'text'))
          throw new Error(`${group}/${file} does not export failures of tests/failures/types.ts by default`);
        if (listed.some(({ failure: other }) => other.name === failure.name)) throw new Error(`${group}/${file}: there are two failures called ${failure.name}`);
        listed.push({ group, failure });
      }
    }
  }
  return listed;
}

function filesOf(group: string): string[] {
  try {
    return readdirSync(`${FOLDER}${group}`)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // nothing can be made of this group yet
    throw error;
  }
}
