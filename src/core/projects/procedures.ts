// Procedures of the project list and the folder picker.
import { statSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import type { Handlers } from '../procedures.ts';
import { projectFolder } from '../project/index.ts';
import type { Store } from '../store/types.ts';
import { listFolder } from './folder.ts';

const isFolder = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false; // above it is a file, or a folder that this user may not enter
    throw error;
  }
};

/** What a reader can do too. */
export function projectProcedures(store: Store): Pick<Handlers, 'projects.recent' | 'folder.list' | 'project.init'> {
  return {
    'projects.recent': async ({ limit }) => ({
      projects: store.recentProjects(limit).map(({ path, runs, last }) => ({ path, name: basename(path) || path, exists: isFolder(path), runs, last })),
    }),
    'folder.list': ({ path, hidden }) => listFolder(path, hidden),
    'project.init': async ({ path }) => ({ file: await (await import('../workbench-files.ts')).initProject(path) }),
  };
}

/** What writes the list. */
export function projectListProcedures(store: Store): Pick<Handlers, 'project.open' | 'project.forget'> {
  return {
    'project.open': async ({ path }) => {
      if (!isAbsolute(path)) throw new InputError(`${path} is not an absolute path`, { input: path, expected: 'the absolute path of a folder with go.mod or go.work' });
      const folder = projectFolder(path);
      store.openProject(folder);
      return { path: folder };
    },
    'project.forget': async ({ path }) => ({ forgotten: store.forgetProject(path) }),
  };
}
