// A change of a cell (a fix that is tried, a step of a bisect) on the matrix: which axes it then has, with which file it is built, how it is started. Pure;
// the files of the user are never touched. Everything that a change names is replaced, the rest stays.
import { isAxis, NONE, type Axes, type Axis } from '../../shared/domain/axes.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Change } from '../../shared/domain/explain.ts';
import { durationText, sizeText, type MatrixFile } from '../../shared/domain/matrix-file.ts';
import { LEVEL_VARIABLES } from './levels.ts';
import { cleanPath } from './run-settings.ts';
import { nearest, show } from './suggest.ts';
import type { ResolvedRun } from './types.ts';
import { parseDuration, parseSize } from './units.ts';
import { AUTO, axisValue, NATIVE, refusal } from './values.ts';

/** Where the engine mounts files of its own over whatever is put there (facts/docker.md 8). */
const RESOLV_CONF = '/etc/resolv.conf';
const MOUNTED_BY_ENGINE = ['/etc/hosts', '/etc/hostname'];
const PROGRAM = '/app';

/** Names of the build's environment that an axis (or the workbench itself) decides, and what to change instead. */
const DECIDED: Record<string, string> = {
  ...Object.fromEntries(LEVEL_VARIABLES.map((name) => [name, 'axes.level'])),
  GOOS: 'axes.platform',
  GOARCH: 'axes.platform',
  GOARM: 'axes.platform',
  GOTOOLCHAIN: 'axes.go',
  GOENV: 'env',
};

/**
 * Checks a change without knowing the cell, and spells it one way: `CGO_ENABLED` of env becomes the axis, a file put at /etc/resolv.conf the resolver's
 * text. Throws InputError for what no cell can take, and for a change that is a person's to make (with its lines).
 */
export function checkChange(change: Change, runImages: readonly string[]): Change {
  refuseManual(change);
  const axes: Record<string, string> = {};
  const env = { ...change.env };
  const switched = env.CGO_ENABLED;
  if (switched !== undefined) {
    delete env.CGO_ENABLED;
    if (switched !== null) axes.cgo = switched;
  }
  for (const [axis, text] of Object.entries({ ...axes, ...change.axes })) axes[checkedAxis(axis)] = checkedValue(axis, text);
  for (const name of Object.keys(DECIDED)) if (env[name] === null) Reflect.deleteProperty(env, name); // it never reaches a build of ours
  for (const name of Object.keys(env)) {
    if (name === '' || /[=\0]/.test(name)) throw faulty(`env.${show(name)}`, 'is no name of an environment variable', 'a name without =');
    const instead = DECIDED[name];
    if (instead !== undefined) throw faulty(`env.${name}`, `is decided by the matrix and would change nothing; change ${instead} instead`, instead);
  }
  const { files, resolvConf, ...run } = change.run ?? {};
  if (run.time !== undefined && !durationText.safeParse(run.time).success) throw faulty('run.time', `${show(run.time)} is no duration`, 'a duration such as 500ms, 30s or 2m');
  if (run.memory !== undefined && !sizeText.safeParse(run.memory).success) throw faulty('run.memory', `${show(run.memory)} is no size`, 'a size such as 64MB or 2GiB');
  const added = (files ?? []).map((file) => ({ ...file, path: checkedTarget(file.path) }));
  const resolver = added.find((file) => file.path === RESOLV_CONF);
  if (resolver !== undefined && !('content' in resolver)) throw faulty('run.files', `${RESOLV_CONF} of an image is never used: the engine mounts its own`, 'its text');
  for (const file of added)
    if ('from' in file && !runImages.includes(file.from)) {
      const near = nearest(file.from, runImages);
      throw faulty(
        'run.files',
        `${show(file.from)} is no run image of ours;${near === null ? '' : ` did you mean ${near}?`} expected one of ${runImages.join(', ')}`,
        runImages.join(', '),
      );
    }
  const text = resolvConf ?? (resolver !== undefined && 'content' in resolver ? resolver.content : undefined);
  const rest = added.filter((file) => file.path !== RESOLV_CONF);
  const settings = { ...run, ...(rest.length === 0 ? {} : { files: rest }), ...(text === undefined ? {} : { resolvConf: text }) };
  const { axes: _axes, env: _env, run: _run, manual: _manual, ...other } = change;
  return {
    ...other,
    ...(Object.keys(axes).length === 0 ? {} : { axes }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(Object.keys(settings).length === 0 ? {} : { run: settings }),
  };
}

/** Throws InputError where a change is a person's to make. */
export function refuseManual(change: Change): void {
  if (change.manual === undefined || change.manual.length === 0) return;
  throw new InputError(`this fix is for a person, the workbench can't do it: ${change.manual.join(' · ')}`, {
    input: 'change',
    place: 'manual',
    expected: 'a change that can be run',
  });
}

const faulty = (place: string, what: string, expected: string): InputError => new InputError(`change: ${place} ${what}`, { input: 'change', place, expected });

function checkedAxis(axis: string): Axis {
  if (isAxis(axis)) return axis;
  throw faulty('axes', `${show(axis)} is not an axis`, 'an axis');
}

/** Values as `--set` takes them; `+tag` of tags is kept for {@link changedAxes}. */
function checkedValue(axis: string, text: string): string {
  const name = checkedAxis(axis);
  const adds = name === 'tags' && text.startsWith('+');
  if ((name === 'libc' || name === 'link') && text === NONE) return NONE;
  const value = axisValue(name, adds ? text.slice(1) : text);
  if (!value.ok) throw faulty('axes', refusal(name, show(text), value), value.expected);
  return adds ? `+${value.value}` : value.value;
}

function checkedTarget(path: string): string {
  const clean = cleanPath(path);
  if (!path.startsWith('/') || clean === '/' || clean === '.' || path.includes('\0')) throw faulty('run.files', `${show(path)} is no absolute path of a file`, 'an absolute path');
  if (MOUNTED_BY_ENGINE.includes(clean)) throw faulty('run.files', `${clean} is mounted by the engine, so what is put there is never seen`, 'another path');
  if (clean === PROGRAM) throw faulty('run.files', `${PROGRAM} is the program itself`, 'another path');
  return clean;
}

export interface AxesContext {
  native: string;
  /** The values of the matrix for each axis, canonical and in order. */
  values: Record<Axis, string[]>;
  canonical: (axes: Axes) => Axes;
}

/**
 * The axes of a cell with a change applied: those that it names replaced, those that come to mean something again filled as the matrix would fill them, and
 * `base` still following the linkage where it did so before. `tags: '+x'` adds to the tags there are.
 */
export function changedAxes(axes: Axes, change: Change, { native, values, canonical }: AxesContext): Axes {
  const named = change.axes ?? {};
  if (Object.keys(named).length === 0) return axes;
  const next: Axes = { ...axes };
  for (const [axis, value] of Object.entries(named)) if (isAxis(axis)) next[axis] = value;
  if (next.platform === NATIVE) next.platform = native;
  if (next.tags.startsWith('+')) next.tags = joinTags(axes.tags, next.tags.slice(1));
  const followed = named.base === undefined && values.base.includes(AUTO) && canonical({ ...axes, base: AUTO }).base === axes.base;
  const fixedBase = followed || next.base === AUTO ? null : next.base;
  if (next.cgo === '1') {
    if (next.libc === NONE) next.libc = libcFor(fixedBase) ?? values.libc.find((libc) => libc !== NONE) ?? 'glibc';
    // Nothing that is dynamic starts in an empty image that the user asked for.
    if (next.link === NONE) next.link = fixedBase === 'empty' ? 'static' : (values.link.find((link) => link !== NONE) ?? 'dynamic');
  }
  return canonical({ ...next, base: followed ? AUTO : next.base });
}

const libcFor = (base: string | null): string | null => (base === 'musl' ? 'musl' : base === 'glibc' || base === 'glibc-old' || base === 'distroless' ? 'glibc' : null);

/** Canonical as the axis has them: each once, joined with commas. */
function joinTags(before: string, more: string): string {
  const joined = axisValue('tags', [...(before === NONE ? [] : before.split(',')), ...more.split(',')].join(','));
  return joined.ok ? joined.value : before;
}

/** The matrix file with what a change says of the whole build. What it says of environment and linker flags wins over `cells` too, and is applied there. */
export function changedFile(file: MatrixFile, change: Change): MatrixFile {
  const changed: MatrixFile = { ...file };
  const goflags = change.goflags === undefined ? change.env?.GOFLAGS : change.goflags;
  if (goflags === null) delete changed.goflags;
  else if (goflags !== undefined) changed.goflags = goflags;
  if (change.packages !== undefined) {
    // Both libcs: a change may move the cell from one to the other, and each cell takes those of its own.
    const packages = { ...file.packages };
    for (const libc of ['glibc', 'musl']) packages[libc] = [...new Set([...(packages[libc] ?? []), ...change.packages])];
    changed.packages = packages;
  }
  if (change.modules !== undefined) changed.modules = { ...file.modules, ...defined(change.modules) };
  return changed;
}

const defined = (record: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A record with names replaced, and those that are null taken out. */
export const changedRecord = (record: Record<string, string>, change: Record<string, string | null> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...record, ...change }).filter((entry): entry is [string, string] => entry[1] !== null));

/** How the program of a changed cell is started. */
export function changedRun(run: ResolvedRun, change: Change): ResolvedRun {
  const settings = change.run ?? {};
  return {
    ...run,
    env: changedRecord(run.env, settings.env),
    user: settings.user === undefined ? run.user : settings.user,
    workdir: settings.workdir === undefined ? run.workdir : settings.workdir,
    args: settings.args ?? run.args,
    network: settings.network ?? run.network,
    profile: settings.profile ?? run.profile,
    timeNs: settings.time === undefined ? run.timeNs : parseDuration(settings.time),
    memoryBytes: settings.memory === undefined ? run.memoryBytes : parseSize(settings.memory),
    added: settings.files ?? run.added,
    resolvConf: settings.resolvConf ?? run.resolvConf,
  };
}

/** One change for two that follow each other: a fix of a cell that is itself changed. */
export function mergeChanges(first: Change, then: Change): Change {
  const run = { ...first.run, ...then.run };
  const files = [...(first.run?.files ?? []).filter((file) => !(then.run?.files ?? []).some((other) => other.path === file.path)), ...(then.run?.files ?? [])];
  if (first.run?.env !== undefined || then.run?.env !== undefined) run.env = { ...first.run?.env, ...then.run?.env };
  if (files.length > 0) run.files = files;
  const tags = then.axes?.tags?.startsWith('+') === true && first.axes?.tags !== undefined ? `${first.axes.tags},${then.axes.tags.slice(1)}`.replace(/^-,/, '') : then.axes?.tags;
  const merged: Change = {
    ...first,
    ...then,
    axes: { ...first.axes, ...then.axes, ...(tags === undefined ? {} : { tags }) },
    env: { ...first.env, ...then.env },
    packages: [...new Set([...(first.packages ?? []), ...(then.packages ?? [])])],
    modules: { ...first.modules, ...then.modules },
    sources: [...(first.sources ?? []), ...(then.sources ?? [])],
    run,
  };
  return withoutEmpty(merged);
}

const withoutEmpty = (change: Change): Change =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0));
