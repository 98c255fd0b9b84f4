// Worlds and projects for tests of the matrix, without a disk and without an engine.
import type { World } from '../../src/core/matrix/types.ts';
import type { Project } from '../../src/core/project/types.ts';

export const world = (more: Partial<World> = {}): World => ({
  native: 'linux/amd64',
  emulated: ['linux/arm64'],
  goVersions: ['1.22', '1.24', '1.27'],
  runImages: ['empty', 'glibc', 'glibc-old', 'musl', 'distroless'],
  ...more,
});

/** A project with these main packages (folders) and files; the first main imports "C". */
export function project(mains: string[] = ['.'], more: Partial<Project> = {}, files: string[] = ['go.mod', 'main.go']): Project {
  return {
    path: '/home/me/project',
    module: 'example.test/m',
    goDirective: '1.22',
    toolchainDirective: null,
    mains: mains.map((dir, index) => ({ dir, importPath: dir === '.' ? 'example.test/m' : `example.test/m/${dir.slice(2)}`, importsC: index === 0 })),
    importsC: true,
    vendored: false,
    workspace: false,
    tree: { root: '/home/me/project', entries: files.map((path) => ({ path, type: 'file', mode: 0o644, size: 1, hash: 'ab' })), bytes: files.length, hash: 'cd' },
    projectDir: '.',
    edited: new Map(),
    notes: [],
    ...more,
  };
}
