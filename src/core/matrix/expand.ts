// Axes -> cells: every combination once, canonical, with flags, expectations and run settings. Pure; what the world can do is handed in.
import { AXES, cellKey, isAxis, NONE, type Axes, type Axis, type Libc } from '../../shared/domain/axes.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Change } from '../../shared/domain/explain.ts';
import type { MatrixFile } from '../../shared/domain/matrix-file.ts';
import { defaults } from './defaults.ts';
import { changedAxes, changedRecord, changedRun, checkChange, type AxesContext } from './change.ts';
import { compileExpression } from './expressions.ts';
import { goArgv, goEnv, linkOf } from './flags.ts';
import { levelOn } from './levels.ts';
import { resolvePackages } from './packages.ts';
import { goTarget, normalPlatform, runsNatively, supportsPie } from './platforms.ts';
import { resolveRun, textRecord } from './run-settings.ts';
import { nearest, show } from './suggest.ts';
import type { CellSpec, ExpandedMatrix, MatrixInput, World } from './types.ts';
import { AUTO, axisValue, NATIVE, refusal } from './values.ts';
import { compareVersions, minorOf } from './versions.ts';

/** Combinations before equal ones fall together, and cells of one run. Beyond that it is a mistake. */
const MAX_COMBINATIONS = 200_000;
export const MAX_CELLS = 4_000;

/** Throws InputError for values that no axis knows, unknown packages, expressions that say nothing, and matrices without or with too many cells. */
export function expandMatrix(input: MatrixInput): ExpandedMatrix {
  const { project, file } = input;
  const world = normalWorld(input.world);
  if (project.mains.length === 0)
    throw new InputError(`${project.path} has no main package; cgoscope builds and runs programs`, { input: project.path, expected: 'a package main with func main' });
  const { values, sources, notes, goTooOld } = chosenValues(input, world);

  const combinations = AXES.reduce((product, axis) => product * values[axis].length, 1);
  if (combinations > MAX_COMBINATIONS)
    throw new InputError(`the axes mean ${combinations} combinations; expected at most ${MAX_COMBINATIONS}`, { input: 'axes', expected: 'fewer values' });
  const distinct = new Map<string, Axes>();
  for (const axes of product(values)) {
    if (isOtherPlatformsLevel(axes, values.level)) continue;
    const canonical = canonicalAxes(axes);
    const key = cellKey(canonical);
    if (!distinct.has(key)) distinct.set(key, canonical);
  }

  const test = (text: string): ((axes: Axes) => boolean) => compileExpression(text, world.native, project.mains);
  const include = (file.include ?? []).map(test);
  const exclude = (file.exclude ?? []).map(test);
  const only = input.only.map(test);
  const kept = [...distinct].filter(
    ([, axes]) => (include.length === 0 || include.some((keeps) => keeps(axes))) && !exclude.some((drops) => drops(axes)) && only.every((keeps) => keeps(axes)),
  );
  if (kept.length === 0) throw noCellLeft(input, distinct.size);
  if (kept.length > MAX_CELLS) throw new InputError(`the matrix has ${kept.length} cells; expected at most ${MAX_CELLS}`, { input: 'axes', expected: 'fewer values, or --only' });

  const rules: Rules = {
    expect: (file.expect ?? []).map((rule) => ({
      holds: test(rule.when),
      expected: rule.code === undefined ? rule.outcome : `${rule.outcome} ${rule.code}`,
      why: rule.why ?? null,
    })),
    cells: (file.cells ?? []).map((rule) => ({ holds: test(rule.when), rule })),
  };
  checkRunFiles(input);
  const change = input.change === null || input.change === undefined ? null : checkChange(input.change, world.runImages);
  const wanted =
    change === null ? kept.map(([key, axes]) => ({ key, axes, was: axes })) : changedCells(kept, input, change, { native: world.native, values, canonical: canonicalAxes });
  const tooOld = change?.axes?.go === undefined ? goTooOld : null;
  const cells = wanted.map((each, index) => cellSpec(index + 1, each, file, world, rules, tooOld, change));
  const axes = Object.fromEntries(AXES.map((axis) => [axis, { values: values[axis], source: sources[axis] }])) as ExpandedMatrix['axes']; // every axis is there
  return { axes, cells, collapsed: combinations - distinct.size, notes };
}

interface WantedCell {
  key: string;
  axes: Axes;
  /** Its axes before a change: what is expected of it, and how its program is started, stays as it was. */
  was: Axes;
}

/** Cells with a change applied; those that fall together by it are one. */
function changedCells(kept: [string, Axes][], input: MatrixInput, change: Change, context: AxesContext): WantedCell[] {
  const changed = new Map<string, WantedCell>();
  for (const [, was] of kept) {
    const next = changedAxes(was, change, context);
    const axes = change.axes?.package === undefined ? next : { ...next, package: resolvePackages(input.project, [next.package])[0] ?? next.package };
    const key = cellKey(axes);
    if (!changed.has(key)) changed.set(key, { key, axes, was });
  }
  const only = (input.changedOnly ?? []).map((text) => compileExpression(text, context.native, input.project.mains));
  const cells = [...changed.values()].filter(({ axes }) => only.every((keeps) => keeps(axes)));
  if (cells.length === 0)
    throw new InputError('none of the changed cells is the one that was asked for; the project or the matrix file is another by now', {
      input: (input.changedOnly ?? []).join(' '),
      expected: 'the same project and matrix file',
    });
  return cells;
}

interface Rules {
  expect: { holds: (axes: Axes) => boolean; expected: string; why: string | null }[];
  cells: { holds: (axes: Axes) => boolean; rule: NonNullable<MatrixFile['cells']>[number] }[];
}

function normalWorld(world: World): World {
  const normal = (text: string): string => {
    const platform = normalPlatform(text);
    return platform.ok ? platform.platform : text;
  };
  return { ...world, native: normal(world.native), emulated: world.emulated.map(normal) };
}

type Source = ExpandedMatrix['axes'][Axis]['source'];

/** Values of every axis: --set over the file over the defaults, canonical and each once. */
function chosenValues(input: MatrixInput, world: World): { values: Record<Axis, string[]>; sources: Record<Axis, Source>; notes: string[]; goTooOld: string | null } {
  const chosen = defaults(input.project, world);
  const set = parseSet(input.set);
  const notes: string[] = [];
  const errors: string[] = [];
  const values = { ...chosen.values };
  const sources = Object.fromEntries(AXES.map((axis) => [axis, set.has(axis) ? 'set' : input.file.axes?.[axis] === undefined ? 'default' : 'file'])) as Record<Axis, Source>; // every axis is there
  for (const axis of AXES) {
    const given = set.get(axis) ?? listOf(input.file.axes?.[axis]);
    if (given === null) {
      const note = chosen.notes[axis];
      if (note !== undefined) notes.push(note);
      continue;
    }
    const from = set.has(axis) ? '--set' : 'axes';
    if (given.length === 0) errors.push(`${from}: ${axis} has no value`);
    const canonical: string[] = [];
    for (const text of given) {
      const value = axisValue(axis, text);
      if (value.ok) canonical.push(axis === 'platform' && value.value === NATIVE ? world.native : value.value);
      else errors.push(`${from}: ${refusal(axis, show(text), value)}`);
    }
    values[axis] = [...new Set(axis === 'package' && errors.length === 0 ? resolvePackages(input.project, canonical) : canonical)];
  }
  if (errors.length > 0) throw new InputError(errors.join('\n'), { input: 'axes', expected: 'known values' });
  const explicitGo = set.has('go') || input.file.axes?.go !== undefined;
  notes.push(...remarks(input, values, world, explicitGo));
  return { values, sources, notes, goTooOld: explicitGo ? null : chosen.goTooOld };
}

const listOf = (value: NonNullable<MatrixFile['axes']>[Axis]): string[] | null => (value === undefined ? null : (Array.isArray(value) ? value : [value]).map(String));

/** `axis=v,v` each; the same axis twice adds. A `+` joins what belongs to one value (`tags=netgo+osusergo`). */
function parseSet(set: string[]): Map<Axis, string[]> {
  const values = new Map<Axis, string[]>();
  for (const text of set) {
    const at = text.indexOf('=');
    const axis = text.slice(0, at).trim();
    if (at < 0 || !isAxis(axis)) {
      const near = nearest(at < 0 ? text : axis, AXES);
      throw new InputError(`--set ${show(text)} is not axis=value;${near === null ? '' : ` did you mean ${near}=…?`} expected an axis of ${AXES.join(', ')}`, {
        input: `--set ${text}`,
        place: axis,
        expected: AXES.join(', '),
      });
    }
    values.set(axis, [...(values.get(axis) ?? []), ...text.slice(at + 1).split(',')]);
  }
  return values;
}

/** What a person should know of the values and would not be told by a cell. */
function remarks(input: MatrixInput, values: Record<Axis, string[]>, world: World, explicitGo: boolean): string[] {
  const notes: string[] = [];
  const { goDirective } = input.project;
  for (const go of explicitGo ? values.go : []) {
    if (goDirective !== null && compareVersions(go, goDirective) < 0)
      notes.push(`go ${go} is older than the go ${goDirective} of the project: since 1.21 Go refuses that (GOTOOLCHAIN=local), and those cells show it`);
  }
  for (const base of values.base) {
    if (base === AUTO || world.runImages.includes(base)) continue;
    const near = nearest(base, world.runImages);
    if (near !== null) notes.push(`base ${base} is taken as an image reference; did you mean ${near}?`);
  }
  if (values.level.some((level) => level !== NONE && !values.platform.some((platform) => levelOn(goTarget(platform).goarch, level) !== null)))
    notes.push('a level on the axis belongs to none of the platforms and means nothing here');
  if (input.file.buildvcs === true) notes.push('version-control data is not sent, so buildvcs stamps nothing');
  return notes;
}

function* product(values: Record<Axis, string[]>): Generator<Axes> {
  const at = AXES.map(() => 0);
  for (;;) {
    yield Object.fromEntries(AXES.map((axis, index) => [axis, values[axis][at[index] ?? 0] ?? NONE])) as Axes; // every axis is there
    let index = AXES.length - 1;
    for (; index >= 0; index -= 1) {
      const axis = AXES[index] as Axis; // index is in range
      at[index] = (at[index] ?? 0) + 1;
      if ((at[index] ?? 0) < values[axis].length) break;
      at[index] = 0;
    }
    if (index < 0) return;
  }
}

/** `level: [v3, v8.1]` means v3 on amd64 and v8.1 on arm64, and no third cell without a level on either. */
function isOtherPlatformsLevel(axes: Axes, levels: string[]): boolean {
  const { goarch } = goTarget(axes.platform);
  const means = (level: string): boolean => level === NONE || levelOn(goarch, level) !== null;
  return !means(axes.level) && levels.some(means);
}

/** Values that mean nothing become `-`, so that no cell is built twice, and `auto` becomes the run image it stands for. */
function canonicalAxes(axes: Axes): Axes {
  const cgo = axes.cgo === '1';
  const { goarch } = goTarget(axes.platform);
  const canonical: Axes = {
    ...axes,
    libc: cgo ? axes.libc : NONE,
    // Without cgo the linker is Go's own and the result static, unless a PIE is asked for: that has an interp of its own (facts/claims.md C22b).
    link: cgo || axes.link === 'pie' ? axes.link : NONE,
    level: axes.level !== NONE && levelOn(goarch, axes.level) === null ? NONE : axes.level,
  };
  return { ...canonical, base: axes.base === AUTO ? autoBase(canonical) : axes.base };
}

/** The smallest of our run images that the linkage asked for can start in. */
function autoBase(axes: Axes): string {
  const link = linkOf(axes);
  if (link === 'static' || link === 'static-pie') return 'empty';
  // A PIE that Go links itself names glibc's loader whatever the toolchain.
  return axes.libc === 'musl' ? 'musl' : 'glibc';
}

function cellSpec(number: number, { key, axes, was }: WantedCell, file: MatrixFile, world: World, rules: Rules, goTooOld: string | null, change: Change | null): CellSpec {
  const own = rules.cells.filter(({ holds }) => holds(axes) || (change !== null && holds({ ...axes, tags: was.tags }))).map(({ rule }) => rule);
  // A change of how it is built is none of what is run: arguments and files are those that its old axes chose.
  const ownRun = change === null ? own : rules.cells.filter(({ holds }) => holds(was)).map(({ rule }) => rule);
  // A fix must do what was expected of the red cell, not what the file expects of some other.
  const expect = rules.expect.filter(({ holds }) => holds(was)).at(-1);
  const libc = axes.libc === NONE ? null : (axes.libc as Libc); // values are checked where axes are made
  const ldflags = change?.ldflags === undefined ? own.reduce<string | null>((flags, rule) => rule.ldflags ?? flags, file.ldflags ?? null) : change.ldflags;
  const env = changedRecord(Object.assign({}, textRecord(file.env), ...own.map((rule) => textRecord(rule.env))) as Record<string, string>, change?.env); // records of text only
  const run = resolveRun(
    file,
    ownRun.flatMap((rule) => (rule.run === undefined ? [] : [rule.run])),
  );
  const native = runsNatively(axes.platform, world.native);
  const emulated = !native && world.emulated.includes(axes.platform);
  return {
    number,
    key,
    axes,
    link: linkOf(axes),
    libc,
    need: { go: minorOf(axes.go), platform: axes.platform, libc, packages: libraries(file, axes) },
    base: axes.base,
    emulated,
    expected: expect?.expected ?? 'pass',
    expectedWhy: expect?.why ?? null,
    goArgv: goArgv(axes, file, ldflags),
    goEnv: goEnv(axes, file, env),
    run: change === null ? run : changedRun(run, change),
    notRun: native || emulated ? null : `the engine runs ${world.native} and has no emulator for ${axes.platform}, so the program is built and not run`,
    unsupported: unsupported(axes, world, goTooOld),
  };
}

/** C libraries of the cell: those of its libc, and those of its libc on its platform. */
function libraries(file: MatrixFile, axes: Axes): string[] {
  if (axes.libc === NONE) return [];
  const names = Object.entries(file.packages ?? {}).flatMap(([where, packages]) => {
    const [libc, platform] = where.trim().split(/\s+/);
    const normal = platform === undefined ? null : normalPlatform(platform);
    return libc === axes.libc && (normal === null || (normal.ok && normal.platform === axes.platform)) ? packages : [];
  });
  return [...new Set(names)].sort();
}

/** What is known to be impossible without asking any toolchain; one sentence. */
function unsupported(axes: Axes, world: World, goTooOld: string | null): string | null {
  const { goos, goarch } = goTarget(axes.platform);
  if (goos !== 'linux') return `${axes.platform} is not linux: there is no container to run it in`;
  if (goTooOld !== null) return goTooOld;
  if (!world.goVersions.includes(axes.go)) return `no toolchain has go ${axes.go}; there are ${world.goVersions.join(', ')}`;
  if ((axes.link === 'pie' || axes.link === 'static-pie') && !supportsPie(goarch)) return `Go has no -buildmode=pie on ${axes.platform}`;
  if (axes.level !== NONE) {
    const level = levelOn(goarch, axes.level);
    // An older Go ignores the variable, or takes the value without a word: the cell would not be what it says (facts/claims.md C17, C18).
    if (level !== null && compareVersions(axes.go, level.since) < 0)
      return `go ${axes.go} does not know ${level.variable}=${axes.level} (it came with ${level.since}) and would build without it`;
  }
  return null;
}

function noCellLeft(input: MatrixInput, before: number): InputError {
  const filters = [...(input.file.include?.length ? ['include'] : []), ...(input.file.exclude?.length ? ['exclude'] : []), ...input.only.map((text) => `--only ${show(text)}`)];
  return new InputError(`none of the ${before} cells is left after ${filters.join(', ')}; with cgo=0, libc and link are "-"`, {
    input: input.only.join(' ') || 'include/exclude',
    place: filters.join(', '),
    expected: 'an expression that keeps at least one cell',
  });
}

/** Files that programs are given must be among what is sent; paths count from the project's folder. */
function checkRunFiles(input: MatrixInput): void {
  const { project, file } = input;
  const below = project.projectDir === '.' ? '' : `${project.projectDir}/`;
  const sent = new Map(project.tree.entries.map((entry) => [entry.path, entry.type]));
  const errors: string[] = [];
  for (const [where, settings] of [['run', file.run] as const, ...(file.cells ?? []).map((rule, index) => [`cells[${index}].run`, rule.run] as const)]) {
    for (const source of Object.values(resolveRun({ run: settings ?? {} }, []).files)) {
      const type = sent.get(`${below}${source}`);
      if (type === undefined || type === 'directory')
        errors.push(`${where}.files: ${show(source)} is ${type === undefined ? 'not in what is sent of the project' : 'a folder'}; expected a file below ${project.path}`);
    }
  }
  if (errors.length > 0) throw new InputError(errors.join('\n'), { input: 'run.files', expected: 'files of the project' });
}
