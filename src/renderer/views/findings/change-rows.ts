// What a fix changes, as rows of a table: of what, from what, to what. Pure.
import type { Change } from '../../../shared/domain/explain.ts';

export interface ChangeRow {
  /** `axis`, `env`, …: a key of the texts. */
  kind: 'axis' | 'env' | 'flag' | 'packages' | 'modules' | 'source' | 'run' | 'runEnv' | 'file' | 'fileFrom';
  /** Which one: an axis, a name, a path. */
  name: string;
  /** What it is now, where that is known. */
  from: string | null;
  /** Null: it is taken out. */
  to: string | null;
  /** Several lines: a text that is put there. */
  text: boolean;
}

const row = (kind: ChangeRow['kind'], name: string, to: string | null, from: string | null = null, text = false): ChangeRow => ({ kind, name, from, to, text });

/** `axes`: those of the cell, where there is one. */
export function changeRows(change: Change, axes: Readonly<Record<string, string>> = {}): ChangeRow[] {
  const { run } = change;
  const rows: ChangeRow[] = [
    // A fix names the whole of what it wants; what the cell has already does not change.
    ...Object.entries(change.axes ?? {})
      .filter(([axis, value]) => axes[axis] !== value)
      .map(([axis, value]) => row('axis', axis, value, axes[axis] ?? null)),
    ...Object.entries(change.env ?? {}).map(([name, value]) => row('env', name, value)),
  ];
  if (change.goflags !== undefined) rows.push(row('flag', 'GOFLAGS', change.goflags));
  if (change.ldflags !== undefined) rows.push(row('flag', '-ldflags', change.ldflags));
  if (change.packages !== undefined && change.packages.length > 0) rows.push(row('packages', '', change.packages.join(' ')));
  for (const [name, value] of Object.entries(change.modules ?? {})) if (value !== undefined) rows.push(row('modules', name, value));
  for (const edit of change.sources ?? [])
    rows.push('find' in edit ? row('source', edit.path, edit.replace, edit.find, true) : row('source', edit.path, edit.content, null, edit.content !== null));
  if (run === undefined) return rows;
  for (const [name, value] of Object.entries(run.env ?? {})) rows.push(row('runEnv', name, value));
  for (const name of ['user', 'workdir', 'network', 'profile', 'time', 'memory'] as const) {
    const value = run[name];
    if (value !== undefined) rows.push(row('run', name, value));
  }
  if (run.args !== undefined) rows.push(row('run', 'args', run.args.join(' ')));
  for (const file of run.files ?? []) rows.push('from' in file ? row('fileFrom', file.path, file.from) : row('file', file.path, file.content, null, true));
  if (run.resolvConf !== undefined) rows.push(row('file', '/etc/resolv.conf', run.resolvConf, null, true));
  return rows;
}

/** Nothing in it that the workbench can do: only lines for a person. */
export function isByHand(change: Change): boolean {
  return (change.manual?.length ?? 0) > 0 && changeRows(change).length === 0;
}
