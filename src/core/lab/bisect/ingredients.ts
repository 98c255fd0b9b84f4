// What a stored cell was made of, as far as a bisect can change it: its axes, the settings of its matrix file, the modules in its binary or in go.mod.
import type { Axes } from '../../../shared/domain/axes.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import type { Ingredients } from '../../diagnosis/bisect/path.ts';
import { compileExpression, parseMatrixFile } from '../../matrix/index.ts';
import type { StoredRun } from '../../store/types.ts';

const texts = (record: Readonly<Record<string, string | number | boolean>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, String(value)]));

/** `modules`: versions by path, of whatever the caller knows them from. */
export function ingredientsOf(run: Pick<StoredRun, 'config' | 'environment'>, cell: Cell, modules: Readonly<Record<string, string>>): Ingredients {
  const file = run.config === null ? {} : parseMatrixFile(run.config, 'the matrix file of the run').file;
  const axes = cell.axes as Axes; // written by the matrix room, which always sets every axis
  const rules = (file.cells ?? []).filter((rule) => compileExpression(rule.when, run.environment['platform'] ?? '', [])(axes));
  const merged = (parts: Record<string, string>[]): Record<string, string> => Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  return {
    axes: cell.axes,
    env: merged([texts(file.env), ...rules.map((rule) => texts(rule.env))]),
    runEnv: merged([texts(file.run?.env), ...rules.map((rule) => texts(rule.run?.env))]),
    goflags: file.goflags ?? null,
    ldflags: rules.findLast((rule) => rule.ldflags !== undefined)?.ldflags ?? file.ldflags ?? null,
    modules,
  };
}

/** Modules of a binary's build info; replaced ones are left out, as their version is not go.mod's. */
export const modulesOf = (elf: Pick<Elf, 'go'> | null): Record<string, string> =>
  Object.fromEntries((elf?.go?.deps ?? []).filter(({ replace }) => replace === null).map(({ path, version }) => [path, version]));
