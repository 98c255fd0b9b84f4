// From a green cell to a red one by single steps: every axis, setting and module version that differs, versions that lie between included. Pure.
import { AXES, NONE } from '../../../shared/domain/axes.ts';
import type { Change } from '../../../shared/domain/explain.ts';

/** What a cell was built and run with, as far as a bisect can change it. */
export interface Ingredients {
  axes: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
  runEnv: Readonly<Record<string, string>>;
  goflags: string | null;
  ldflags: string | null;
  /** module path -> version */
  modules: Readonly<Record<string, string>>;
}

/** One point on the way. The first is the green cell, the last the red one. */
export interface Step {
  /** `axis go`, `env GOFLAGS`, `module example.com/x`; `green` of the first. */
  what: string;
  from: string | null;
  to: string | null;
  /** In words. */
  text: string;
  ingredients: Ingredients;
}

/** Values of an ordered thing between two, exclusive, in order from the first to the second; empty where it has none or they are unknown. */
export type Between = (what: { kind: 'axis' | 'module'; name: string }, from: string, to: string) => readonly string[];

/** Most steps of one thing: of a module with thousands of versions every so many are taken, so that a search stays a search among neighbours. */
const MAX_BETWEEN = 64;

/** An axis that comes after another may mean nothing before it: cgo before libc and link, platform before level. */
const ORDER = ['package', 'platform', 'cgo', 'go', 'libc', 'link', 'tags', 'level', 'base'] as const;

export function pathBetween(green: Ingredients, red: Ingredients, between: Between): Step[] {
  const steps: Step[] = [{ what: 'green', from: null, to: null, text: 'the green cell', ingredients: green }];
  let now = green;
  const go = (what: string, from: string | null, to: string | null, text: string, next: Partial<Ingredients>): void => {
    now = { ...now, ...next };
    steps.push({ what, from, to, text, ingredients: now });
  };

  for (const axis of [...ORDER, ...AXES.filter((each) => !(ORDER as readonly string[]).includes(each))]) {
    const from = green.axes[axis] ?? NONE;
    const to = red.axes[axis] ?? NONE;
    if (from === to) continue;
    // Libc and link mean nothing without cgo, a level nothing on another platform: they come and go with that axis, in no step of their own.
    if (((axis === 'libc' || axis === 'link') && (from === NONE || to === NONE)) || (axis === 'level' && green.axes['platform'] !== red.axes['platform'])) {
      now = { ...now, axes: { ...now.axes, [axis]: to } };
      const last = steps.at(-1);
      if (last !== undefined && steps.length > 1) last.ingredients = now;
      continue;
    }
    let before = from;
    for (const value of [...thinned(axis === 'tags' ? tagSteps(from, to) : between({ kind: 'axis', name: axis }, from, to)), to]) {
      go(`axis ${axis}`, before, value, `${axis} ${before} → ${value}`, { axes: { ...now.axes, [axis]: value } });
      before = value;
    }
  }
  for (const part of ['env', 'runEnv'] as const)
    for (const name of [...new Set([...Object.keys(green[part]), ...Object.keys(red[part])])].sort()) {
      const [from, to] = [green[part][name] ?? null, red[part][name] ?? null];
      if (from === to) continue;
      const { [name]: _gone, ...rest } = now[part];
      const word = part === 'env' ? 'build env' : 'run env';
      go(`${word} ${name}`, from, to, `${word} ${name} ${said(from)} → ${said(to)}`, { [part]: to === null ? rest : { ...rest, [name]: to } });
    }
  for (const part of ['goflags', 'ldflags'] as const) {
    const [from, to] = [green[part], red[part]];
    if (from !== to) go(part, from, to, `${part} ${said(from)} → ${said(to)}`, { [part]: to });
  }
  for (const path of Object.keys(red.modules).sort()) {
    const [from, to] = [green.modules[path], red.modules[path]];
    if (from === undefined || to === undefined || from === to) continue;
    let before = from;
    for (const version of [...thinned(between({ kind: 'module', name: path }, from, to)), to]) {
      go(`module ${path}`, before, version, `${path} ${before} → ${version}`, { modules: { ...now.modules, [path]: version } });
      before = version;
    }
  }
  return steps;
}

const said = (value: string | null): string => (value === null || value === '' ? '(none)' : value);

/** One tag after the other: first those that go, then those that come. */
function tagSteps(from: string, to: string): string[] {
  const [left, right] = [from, to].map((text) => (text === NONE ? [] : text.split(',')));
  const values: string[] = [];
  let now = left ?? [];
  for (const tag of (left ?? []).filter((each) => !(right ?? []).includes(each))) values.push((now = now.filter((each) => each !== tag)).join(','));
  for (const tag of (right ?? []).filter((each) => !(left ?? []).includes(each))) values.push((now = [...now, tag]).join(','));
  return values.slice(0, -1).map((value) => (value === '' ? NONE : value));
}

function thinned(values: readonly string[]): readonly string[] {
  if (values.length <= MAX_BETWEEN) return values;
  return Array.from({ length: MAX_BETWEEN }, (_, index) => values[Math.floor((index * values.length) / MAX_BETWEEN)] ?? '');
}

/** What has to be changed of the red cell to stand at a step. `goMod`: the text of the project's go.mod, for steps with other module versions. */
export function changeAt(step: Ingredients, red: Ingredients, goMod: string | null): Change {
  const axes = Object.fromEntries(
    Object.entries(step.axes).filter(([axis, value]) => value !== (red.axes[axis] ?? NONE) && !(value === NONE && (axis === 'libc' || axis === 'link'))),
  );
  const env = mapChange(step.env, red.env);
  const runEnv = mapChange(step.runEnv, red.runEnv);
  const modules = Object.entries(step.modules).filter(([path, version]) => red.modules[path] !== undefined && red.modules[path] !== version);
  const otherModules = modules.length > 0 && goMod !== null;
  // Other versions need other sums in go.sum: -mod=mod lets Go add them, checked against the sum database as always.
  const goflags = otherModules ? [step.goflags ?? '', '-mod=mod'].filter((flag) => flag !== '').join(' ') : step.goflags;
  return {
    ...(Object.keys(axes).length > 0 ? { axes } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
    ...(Object.keys(runEnv).length > 0 ? { run: { env: runEnv } } : {}),
    ...(goflags !== red.goflags ? { goflags } : {}),
    ...(step.ldflags !== red.ldflags ? { ldflags: step.ldflags } : {}),
    ...(otherModules ? { sources: [{ path: 'go.mod', content: withVersions(goMod, modules) }] } : {}),
  };
}

function mapChange(step: Readonly<Record<string, string>>, red: Readonly<Record<string, string>>): Record<string, string | null> {
  const names = new Set([...Object.keys(step), ...Object.keys(red)]);
  return Object.fromEntries([...names].filter((name) => step[name] !== red[name]).map((name) => [name, step[name] ?? null]));
}

/** go.mod with other versions in its `require` lines; comments and the rest stay as they are. */
export function withVersions(goMod: string, versions: readonly (readonly [path: string, version: string])[]): string {
  const wanted = new Map(versions);
  return goMod
    .split('\n')
    .map((line) =>
      line.replace(/^(\s*(?:require\s+)?"?)([^\s"()]+)("?\s+)(v\S+)/, (whole, lead: string, path: string, space: string) => {
        const version = wanted.get(path);
        return version === undefined ? whole : `${lead}${path}${space}${version}`;
      }),
    )
    .join('\n');
}
