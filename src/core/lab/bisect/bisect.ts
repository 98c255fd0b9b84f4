// The search for the one step that turns green into red: a path of single changes, halved by really running the cells between.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runRequestSchema } from '../../../shared/api/contract.ts';
import { CancelledError, InputError, errorText } from '../../../shared/domain/errors.ts';
import { bisectSchema, type Bisect, type Change } from '../../../shared/domain/explain.ts';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';
import { nearestGreen } from '../../compare/index.ts';
import { changeAt, pathBetween, type Ingredients, type Step } from '../../diagnosis/bisect/path.ts';
import { nextStep } from '../../diagnosis/bisect/search.ts';
import { compareVersions } from '../../matrix/index.ts';
import { moduleEnvironment, parseModFile } from '../../project/index.ts';
import { newRunId } from '../../store/index.ts';
import { elfOfCell, findCell, splitReference } from '../../store/procedures.ts';
import type { Store, StoredRun } from '../../store/types.ts';
import { readRequest } from '../plan.ts';
import { ingredientsOf, modulesOf } from './ingredients.ts';
import { moduleVersions, versionsBetween } from './module-versions.ts';

export interface BisectRequest {
  red: string;
  green: string | null;
  endpoint: string | null;
  env: Record<string, string>;
}

export interface BisectOptions {
  store: Store;
  /** Starts one changed cell and answers its run; `client` null: the run has no watcher but the bisect. */
  startCell(of: { run: StoredRun; cell: Cell; change: Change; purpose: string; endpoint: string | null; env: Record<string, string> }): Promise<{ id: string }>;
  waitFor(run: string): Promise<void>;
  cancelRun(run: string): void;
  /** Versions that toolchains exist for, on the engine that the request names. */
  goVersions(request: { endpoint: string | null; env: Record<string, string> }): Promise<string[]>;
  /** Something was stored: windows read it again. */
  changed(): void;
}

export interface Bisects {
  start(request: BisectRequest): Promise<{ id: string }>;
  get(id: string): Bisect;
  /** Resolves when it is over. */
  wait(id: string): Promise<void>;
  cancel(id: string): boolean;
  busy(): boolean;
  close(): Promise<void>;
}

/**
 * How a cell counts: a cell that failed is compared with one that passed, also where its matrix file expects it to fail; one that is red because it
 * passed, with one that came out as expected. Null: grey.
 */
function judgeLike(red: Cell): (cell: Cell) => boolean | null {
  const byOutcome = red.outcome !== 'pass';
  return (cell) => (cell.state !== 'done' || cell.green === null ? null : byOutcome ? cell.outcome === 'pass' : cell.green);
}

const stateKey = (id: string): string => `bisect:${id}`;
const LEVELS = ['v1', 'v2', 'v3', 'v4'];
/** Asking proxies for versions of many modules may take this long in all. */
const ASKING_MS = 60_000;

interface Live {
  document: Bisect;
  steps: Step[];
  cancel: AbortController;
  running: string | null;
  ended: Promise<void>;
}

export function createBisects(options: BisectOptions): Bisects {
  const { store } = options;
  const live = new Map<string, Live>();

  const cellOf = (reference: string): { run: StoredRun; cell: Cell } => {
    const { run: name, cell } = splitReference(reference);
    if (cell === null) throw new InputError(`"${reference}" names a run; a bisect is between two cells`, { input: reference, expected: 'RUN/CELL' });
    const run = store.getRun(name);
    return { run, cell: findCell(run, cell) };
  };

  /** The nearest green cell of the same run; where it has none, the same cell in the newest older run where it was green. */
  const greenOf = (red: { run: StoredRun; cell: Cell }): { run: StoredRun; cell: Cell } => {
    const judge = judgeLike(red.cell);
    const here = nearestGreen(
      red.cell,
      red.run.cells.filter((cell) => judge(cell) === true),
    );
    if (here !== null) return { run: red.run, cell: here };
    for (const { run, cell } of store.cellHistory(red.cell.key, red.run.project.path, 200)) {
      if (run >= red.run.id || judge(cell) !== true) continue;
      const stored = store.getRun(run);
      if (stored.origin === 'local') return { run: stored, cell };
    }
    throw new InputError(`no cell of run ${red.run.id} is green, nor was this one in an older run`, {
      input: `${red.run.id}/${red.cell.number}`,
      expected: 'a green cell: name one (RUN/CELL)',
    });
  };

  async function start(request: BisectRequest): Promise<{ id: string }> {
    const red = cellOf(request.red);
    const judge = judgeLike(red.cell);
    if (judge(red.cell) !== false && red.cell.green !== false)
      throw new InputError(`cell ${red.run.id}/${red.cell.number} has not failed`, { input: request.red, expected: 'a cell that failed' });
    if (red.run.origin !== 'local')
      throw new InputError(`run ${red.run.id} was not started here (${red.run.origin}): its cells can't be run again`, {
        input: request.red,
        expected: 'a run of this data folder',
      });
    const green = request.green === null ? greenOf(red) : cellOf(request.green);
    if (judge(green.cell) !== true)
      throw new InputError(`cell ${green.run.id}/${green.cell.number} is no green cell to compare with: it is ${outcomeText(green.cell)}`, {
        input: request.green ?? request.red,
        expected: 'a green cell',
      });
    // The settings of an import are a stranger's, and the steps would build with them.
    if (green.run.origin !== 'local')
      throw new InputError(`run ${green.run.id} was not started here (${green.run.origin}): its settings are not used for cells of this machine`, {
        input: request.green ?? request.red,
        expected: 'a run of this data folder',
      });
    if (green.run.project.path !== red.run.project.path)
      throw new InputError(`the two cells are of different projects: ${green.run.project.path} and ${red.run.project.path}`, {
        input: request.green ?? '',
        expected: 'a cell of the same project',
      });

    const notes: string[] = [];
    const read = await readNow(red.run);
    const now = read.project.tree.hash;
    const goMod = await readFile(join(red.run.project.path, 'go.mod'), 'utf8').catch((error: unknown) => {
      notes.push(`go.mod can't be read, so versions of modules are not bisected: ${errorText(error)}`);
      return null;
    });
    const required = goMod === null ? {} : Object.fromEntries(parseModFile(goMod, 'go.mod').requires.map(({ path, version }) => [path, version]));
    // Only what go.mod names can be set there.
    const known = (versions: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(versions).filter(([path]) => required[path] !== undefined));
    const greenIs = ingredientsOf(green.run, green.cell, green.run.project.treeHash === now ? required : known(modulesOf(elfOfCell(store, green.run.id, green.cell.number))));
    const redIs = ingredientsOf(red.run, red.cell, required);
    if (green.run.project.treeHash !== now)
      notes.push(`the project's files have changed since ${green.run.id}/${green.cell.number} was green; files of then are not kept, so the first step tries it with those of now`);
    if (red.run.project.treeHash !== now) notes.push(`the project's files have changed since ${red.run.id}/${red.cell.number} was red; the last step tries it with those of now`);

    const cancel = new AbortController();
    const go = await options.goVersions(request);
    const { env, secretEnv } = moduleEnvironment(request.env, read.file.modules, { folder: read.project.path });
    const versions = new Map<string, readonly string[]>();
    const asked = AbortSignal.timeout(ASKING_MS);
    for (const [path, to] of Object.entries(redIs.modules)) {
      const from = greenIs.modules[path];
      if (from === undefined || from === to) continue;
      const listed = asked.aborted ? { reason: 'the proxies take too long' } : await moduleVersions(path, { ...env, ...secretEnv }, asked);
      if ('versions' in listed) versions.set(path, versionsBetween(listed.versions, from, to));
      else notes.push(`versions of ${path} between ${from} and ${to} are not known (${listed.reason}); they are one step`);
    }
    const steps = pathBetween(greenIs, redIs, ({ kind, name }, from, to) => (kind === 'module' ? (versions.get(name) ?? []) : between(name, from, to, go)));

    const id = newRunId();
    const label = (each: { run: StoredRun; cell: Cell }): string => `${each.run.id}/${each.cell.number}`;
    const document: Bisect = {
      schema: 'cgoscope/bisect@0',
      id,
      state: 'running',
      green: { run: green.run.id, cell: green.cell.number, label: label(green) },
      red: { run: red.run.id, cell: red.cell.number, label: label(red) },
      steps: steps.map((step, number) => ({ number, change: step.text, what: step.what, from: step.from, to: step.to, run: null, cell: null, outcome: null, green: null })),
      step: null,
      why: '',
      notes,
    };
    // Cells that were run with the very same files and things need no second run.
    if (green.run.id === red.run.id || green.run.project.treeHash === now) mark(document, 0, green.run.id, green.cell, true);
    if (red.run.project.treeHash === now) mark(document, steps.length - 1, red.run.id, red.cell, false);
    const each: Live = { document, steps, cancel, running: null, ended: Promise.resolve() };
    save(each); // what can't be stored is not begun
    live.set(id, each);
    each.ended = search(each, red, redIs, goMod, request).finally(() => live.delete(id));
    return { id };
  }

  function save({ document }: Live): void {
    store.setState(stateKey(document.id), document);
    options.changed();
  }

  async function search(each: Live, red: { run: StoredRun; cell: Cell }, redIs: Ingredients, goMod: string | null, request: BisectRequest): Promise<void> {
    const { document, steps } = each;
    const tried = new Set<number>(document.steps.filter(({ run }) => run !== null).map(({ number }) => number));
    try {
      for (;;) {
        if (each.cancel.signal.aborted) throw new CancelledError();
        const next = nextStep(document.steps.map(({ number, green }) => (tried.has(number) ? green : undefined)));
        if (next.kind !== 'try') {
          conclude(document, next, red.cell);
          document.state = 'done';
          break;
        }
        const step = steps[next.index];
        if (step === undefined) throw new Error(`step ${next.index} of ${steps.length}`);
        const { id } = await options.startCell({
          run: red.run,
          cell: red.cell,
          change: changeAt(step.ingredients, redIs, goMod),
          purpose: `bisect ${document.id} step ${next.index}`,
          endpoint: request.endpoint,
          env: request.env,
        });
        each.running = id;
        // Cancelled while it was started: nobody knew its run then.
        if (each.cancel.signal.aborted) options.cancelRun(id);
        const entry = document.steps[next.index];
        if (entry !== undefined) entry.run = id;
        save(each);
        await options.waitFor(id);
        each.running = null;
        const [cell] = store.getRun(id).cells;
        if (cell === undefined) throw new Error(`run ${id} has no cell`);
        if (cell.state === 'cancelled' || cell.state === 'interrupted') throw new CancelledError(cell.reason ?? cell.state);
        mark(document, next.index, id, cell, judgeLike(red.cell)(cell));
        tried.add(next.index);
        save(each);
      }
    } catch (error) {
      const byUs = each.cancel.signal.aborted && !(each.cancel.signal.reason instanceof Closed);
      document.state = byUs ? 'cancelled' : 'interrupted';
      document.why = byUs ? 'cancelled' : errorText(error);
    }
    try {
      save(each);
    } catch (error) {
      document.why = `${document.why}; it could not be stored: ${errorText(error)}`; // the store takes nothing: whoever waits reads it from memory
    }
  }

  const read = (id: string): Bisect => {
    const living = live.get(id);
    if (living !== undefined) return living.document;
    const parsed = bisectSchema.safeParse(store.getState(stateKey(id)));
    if (!parsed.success) throw new InputError(`there is no bisect ${id}`, { input: id, expected: 'the id that its start answered' });
    // Its owner died: nobody goes on with it.
    return parsed.data.state === 'running' ? { ...parsed.data, state: 'interrupted', why: 'the workbench that ran it has ended' } : parsed.data;
  };

  return {
    start,
    get: read,
    async wait(id) {
      await live.get(id)?.ended;
    },
    cancel(id) {
      const each = live.get(id);
      if (each === undefined) return read(id).state === 'cancelled'; // an unknown id is refused
      each.cancel.abort(new CancelledError());
      if (each.running !== null) options.cancelRun(each.running);
      return true;
    },
    busy: () => live.size > 0,
    async close() {
      for (const each of live.values()) each.cancel.abort(new Closed('the workbench was ended'));
      await Promise.all([...live.values()].map((each) => each.ended));
    },
  };
}

/** The project and its matrix file as they stand on disk now; rejects with InputError where they are gone. */
const readNow = (run: StoredRun): ReturnType<typeof readRequest> => readRequest(runRequestSchema.parse({ ...Object(run.request), env: {} }));

class Closed extends Error {
  override readonly name = 'Closed';
}

function mark(document: Bisect, index: number, run: string, cell: Cell, green: boolean | null): void {
  const step = document.steps[index];
  if (step !== undefined) Object.assign(step, { run, cell: cell.number, outcome: cell.state === 'done' ? outcomeText(cell) : (cell.reason ?? cell.state), green });
}

function conclude(document: Bisect, end: Exclude<ReturnType<typeof nextStep>, { kind: 'try' }>, red: Cell): void {
  const text = (index: number): string => document.steps[index]?.change ?? '';
  switch (end.kind) {
    case 'found': {
      document.step = end.index;
      document.why = `${text(end.index)}: green before it, red with it`;
      const outcome = document.steps[end.index]?.outcome;
      if (outcome !== outcomeText(red)) document.notes.push(`it fails otherwise there than in the red cell: ${outcome ?? '?'} instead of ${outcomeText(red)}`);
      return;
    }
    case 'hidden': {
      const between = document.steps.slice(end.green + 1, end.red);
      document.why = `it is one of the steps ${end.green + 1} to ${end.red} (${text(end.green + 1)} … ${text(end.red)}); what lies between can't be judged: ${between.map(({ outcome }) => outcome ?? '?').join('; ')}`;
      return;
    }
    case 'no-green':
      document.why = `with the files of now the green cell comes out ${document.steps[0]?.outcome ?? '?'}: what broke it is in the project's files, or outside (time, network, packages of the toolchain), not among the steps`;
      return;
    case 'no-red':
      document.why = `with the files of now the red cell comes out ${document.steps.at(-1)?.outcome ?? '?'}: there is nothing to look for any more`;
      return;
  }
}

/** What lies between two values of an axis that has an order. */
function between(axis: string, from: string, to: string, go: readonly string[]): string[] {
  if (axis === 'go') {
    const up = compareVersions(from, to) < 0;
    const inside = go.filter((version) => compareVersions(version, up ? from : to) > 0 && compareVersions(version, up ? to : from) < 0).sort(compareVersions);
    return up ? inside : inside.reverse();
  }
  if (axis === 'level') {
    const [a, b] = [LEVELS.indexOf(from), LEVELS.indexOf(to)];
    if (b < 0) return [];
    // The default is v1.
    return a <= b ? LEVELS.slice(Math.max(a, 0) + 1, b) : LEVELS.slice(b + 1, a).reverse();
  }
  return [];
}
