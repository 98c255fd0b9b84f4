// A change as a patch that a user can take: the matrix file and the sources as diffs of their own text, the rest as the lines of a Dockerfile in the header.
// Pure; the texts of the files are handed in.
import { NONE, isAxis, type Axis } from '../../../shared/domain/axes.ts';
import type { Change } from '../../../shared/domain/explain.ts';
import { shown } from '../../../shared/domain/text.ts';
import { unifiedDiff, type FileChange } from '../../compare/index.ts';
import { axisValue } from '../../matrix/index.ts';
import { parse } from 'yaml';
import { dockerLines } from './docker-lines.ts';
import { setInYaml, type YamlValue } from './yaml-edit.ts';

export type PatchFile = FileChange;

export interface PatchInput {
  title: string;
  /** What it is for and how it was proven: lines of the header. */
  about: string[];
  tradeOffs: string[];
  change: Change;
  /** Path from the project's folder, and the text as it stands; null where there is no such file yet. */
  config: { path: string; text: string | null };
  /** Axes of the two cells. */
  red: Record<string, string>;
  green: Record<string, string>;
  /** Edited files of the project. */
  sources: PatchFile[];
}

/** Text before the first `diff` line is ignored by `git apply` and `patch`; it is kept to comments all the same. */
export function makePatch(input: PatchInput): string {
  const { config, change, red, green } = input;
  const { text, notes } = changedConfig(config.text ?? '', change, red, green);
  const docker = dockerLines(change, red, green);
  const diffs = [unifiedDiff({ path: config.path, before: config.text, after: text === '' && config.text === null ? null : text }), ...input.sources.map(unifiedDiff)].filter(
    (diff) => diff !== '',
  );
  const header = [
    input.title,
    ...input.about,
    ...(input.tradeOffs.length === 0 ? [] : ['What it costs:', ...input.tradeOffs.map((line) => `- ${line}`)]),
    ...notes,
    ...(docker.length === 0 ? [] : ['In the Dockerfile, and by hand:', ...docker.map((line) => `    ${line}`)]),
    ...(diffs.length === 0 ? ['Nothing of it stands in a file of the project: there is no diff.'] : []),
  ];
  return `${header
    .flatMap((line) => line.split('\n'))
    .map((line) => `# ${shown(line)}`.trimEnd())
    .join('\n')}\n${diffs.join('')}`;
}

/** The matrix file with the change in it. What its text can't take is told instead. */
function changedConfig(text: string, change: Change, red: Record<string, string>, green: Record<string, string>): { text: string; notes: string[] } {
  const notes: string[] = [];
  let now = text;
  const set = (path: string[], value: YamlValue | undefined): void => {
    const next = setInYaml(now, path, value);
    if (next === null) notes.push(`in the matrix file by hand: ${path.join('.')}${value === undefined ? ' goes' : `: ${JSON.stringify(value)}`}`);
    else now = next;
  };
  const file = recordOf(text);
  for (const [axis] of Object.entries(change.axes ?? {})) {
    const [from, to] = [red[axis] ?? NONE, green[axis] ?? NONE];
    if (isAxis(axis) && from !== to) set(['axes', axis], axisList(axis, recordOf(file.axes)[axis], from, to));
  }
  for (const [name, value] of Object.entries(change.env ?? {})) {
    if (name === 'CGO_ENABLED' || (value === null && recordOf(file.env)[name] === undefined)) continue;
    set(['env', name], value ?? undefined);
  }
  const text_ = (name: 'goflags' | 'ldflags'): void => {
    const value = change[name];
    if (value !== undefined && !(value === null && file[name] === undefined)) set([name], value ?? undefined);
  };
  text_('goflags');
  text_('ldflags');
  if (change.packages !== undefined && change.packages.length > 0) {
    const libc = green.libc === 'musl' ? 'musl' : 'glibc';
    const before = recordOf(file.packages)[libc];
    set(['packages', libc], [...new Set([...(Array.isArray(before) ? before.map(String) : []), ...change.packages])]);
  }
  for (const [name, value] of Object.entries(change.modules ?? {})) set(['modules', name], value);
  const { env, user, workdir, args, network, profile, time, memory } = change.run ?? {};
  const runNow = recordOf(file.run);
  for (const [name, value] of Object.entries(env ?? {})) if (value !== null || recordOf(runNow.env)[name] !== undefined) set(['run', 'env', name], value ?? undefined);
  const setting = (name: string, value: string | null | undefined): void => {
    if (value !== undefined && !(value === null && runNow[name] === undefined)) set(['run', name], value ?? undefined);
  };
  setting('user', user);
  setting('workdir', workdir);
  if (args !== undefined) set(['run', 'args'], args);
  setting('network', network);
  setting('profile', profile);
  if (time !== undefined) set(['run', 'limits', 'time'], time);
  if (memory !== undefined) set(['run', 'limits', 'memory'], memory);
  const ruled = Array.isArray(file.cells) && (change.env !== undefined || change.ldflags !== undefined || change.run !== undefined);
  if (ruled) notes.push('rules under `cells` of the matrix file stand above what this patch sets for all cells; look whether one names the same');
  return { text: now, notes };
}

function recordOf(value: unknown): Record<string, unknown> {
  const data = typeof value === 'string' ? parsed(value) : value;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.fromEntries(Object.entries(data)) : {};
}

/** A text that is no YAML has no names; the edit refuses it too, and says so. */
function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The values of an axis with the red one replaced; one value alone, or none written, becomes the green one. */
function axisList(axis: Axis, written: unknown, from: string, to: string): (string | number)[] {
  const values = written === undefined ? [] : (Array.isArray(written) ? written : [written]).map(String);
  const canonical = (text: string): string => {
    const value = axisValue(axis, text);
    return value.ok ? value.value : text;
  };
  const kept = values.filter((value) => canonical(value) !== from && canonical(value) !== to);
  const replaced = values.length > 1 ? kept : [];
  const text = (value: string): string | number => (axis === 'cgo' && /^[01]$/.test(value) ? Number(value) : axis === 'tags' && value === NONE ? '' : value);
  return [...replaced, to].map(text);
}
