// Procedures that read the store: runs, cells, and what differs between them; and those that take a run out of the lists and bring it back.
import type { z } from 'zod';
import { axesApart, parseExpression, matches, type Axes } from '../../shared/domain/axes.ts';
import type { CapturedText, LabEvent, Show } from '../../shared/domain/documents.ts';
import { elfSchema, type Elf } from '../../shared/domain/elf.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { factsSchema, type Facts } from '../../shared/domain/facts.ts';
import type { Cell } from '../../shared/domain/run.ts';
import { traceSchema } from '../../shared/domain/trace.ts';
import { verdictSchema } from '../../shared/domain/verdict.ts';
import { diffCells, diffRuns, nearestGreen } from '../compare/index.ts';
import type { Handlers } from '../procedures.ts';
import { continuationBytes, wholeCharacters } from './utf8.ts';
import type { BlobRef, EvidenceKind, Store, StoredRun } from './types.ts';

/** `3`, or `axis=value …` that picks exactly one cell of the run. */
export function findCell(run: StoredRun, text: string): Cell {
  if (/^\d+$/.test(text)) {
    const cell = run.cells.find((each) => each.number === Number(text));
    if (cell === undefined) throw new InputError(`run ${run.id} has no cell ${text}; it has 1 to ${run.cells.length}`, { input: text, expected: `1 to ${run.cells.length}` });
    return cell;
  }
  const byKey = run.cells.find((each) => each.key === text);
  if (byKey !== undefined) return byKey;
  const conditions = parseExpression(text);
  const found = run.cells.filter((cell) => matches(conditions, axesOf(cell)));
  const [only] = found;
  if (only === undefined) throw new InputError(`no cell of run ${run.id} has ${text}`, { input: text, expected: 'axis=value of one cell' });
  if (found.length > 1)
    throw new InputError(
      `${text} picks ${found.length} cells of run ${run.id} (${found
        .slice(0, 8)
        .map((cell) => cell.number)
        .join(', ')}${found.length > 8 ? ', …' : ''}); name one`,
      { input: text, expected: 'an unambiguous axis=value list' },
    );
  return only;
}

/** The cell's axes, complete: older documents may lack newer axes. */
const axesOf = (cell: Cell): Axes => cell.axes as Axes; // written by the matrix room, which always sets every axis

/** RUN/CELL in its parts. */
export function splitReference(text: string): { run: string; cell: string | null } {
  const at = text.indexOf('/');
  return at < 0 ? { run: text, cell: null } : { run: text.slice(0, at), cell: text.slice(at + 1) };
}

/** What a parser made of evidence. An imported run may hold what a newer Cgoscope writes, or anything at all: InputError naming the place, and no bug of ours. */
export function evidenceJson<S extends z.ZodType>(store: Pick<Store, 'getEvidence' | 'readBlob'>, run: string, cell: number, kind: EvidenceKind, schema: S): z.output<S> | null {
  const ref = store.getEvidence(run, cell, kind);
  const bytes = ref === null ? null : store.readBlob(ref.sha256);
  if (bytes === null) return null;
  const parsed = schema.safeParse(jsonOr(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join('.') || 'the document';
  const text = issue?.message ?? 'not valid';
  throw new InputError(`the stored ${kind} of cell ${run}/${cell} can't be read: ${place}: ${text}; a newer Cgoscope may have written it`, {
    input: `${run}/${cell}`,
    place,
    expected: text,
  });
}

/** Undefined, which no schema takes, for what is no JSON. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function factsOfCell(store: Pick<Store, 'getEvidence' | 'readBlob'>, run: string, cell: number): Facts {
  return evidenceJson(store, run, cell, 'facts', factsSchema) ?? {};
}

/** Null where the cell has no artefact. */
export const elfOfCell = (store: Store, run: string, cell: number): Elf | null => evidenceJson(store, run, cell, 'elf', elfSchema);

function captured(store: Store, run: string, cell: Cell, kind: 'build-log' | 'stdout' | 'stderr', maxBytes: number): CapturedText | null {
  const ref = store.getEvidence(run, cell.number, kind);
  if (ref === null) return null;
  const text = ref.size <= maxBytes ? (store.readBlob(ref.sha256)?.toString('utf8') ?? null) : headAndTail(store, ref, maxBytes);
  return text === null ? null : { text, bytes: ref.size, truncated: cell.truncated.includes(kind) || ref.size > maxBytes };
}

/** Of a log that is too long the end says why it failed, and the beginning what was tried. Null where it is gone. */
function headAndTail(store: Store, ref: BlobRef, maxBytes: number): string | null {
  const head = store.readBlobRange(ref.sha256, 0, maxBytes >> 2);
  const tailBytes = maxBytes - (maxBytes >> 2);
  const tail = store.readBlobRange(ref.sha256, ref.size - tailBytes, tailBytes);
  if (head === null || tail === null) return null;
  // The cuts may go through a character: what is left of it belongs to what is left out.
  const [first, last] = [head.subarray(0, wholeCharacters(head)), tail.subarray(continuationBytes(tail))];
  return `${first.toString('utf8')}\n[… ${ref.size - first.length - last.length} bytes left out …]\n${last.toString('utf8')}`;
}

/** Everything known of one cell: the `show@0` document. */
export function showCell(store: Store, run: StoredRun, cell: Cell, logBytes: number): Show {
  const facts = factsOfCell(store, run.id, cell.number);
  const green = cell.green === false ? nearestGreen(cell, run.cells) : null;
  return {
    schema: 'cgoscope/show@0',
    run: { id: run.id, state: run.state, startedAt: run.startedAt, project: run.project.path, endpoint: run.endpoint },
    cell,
    elf: evidenceJson(store, run.id, cell.number, 'elf', elfSchema),
    trace: evidenceJson(store, run.id, cell.number, 'trace', traceSchema),
    facts,
    verdict: evidenceJson(store, run.id, cell.number, 'verdict', verdictSchema),
    logs: {
      build: captured(store, run.id, cell, 'build-log', logBytes),
      stdout: captured(store, run.id, cell, 'stdout', logBytes),
      stderr: captured(store, run.id, cell, 'stderr', logBytes),
    },
    nearest:
      green === null
        ? null
        : {
            number: green.number,
            key: green.key,
            apart: axesApart(axesOf(cell), axesOf(green)),
            differences: diffCells(cell, green, facts, factsOfCell(store, run.id, green.number), { all: false }),
          },
  };
}

export function storeProcedures(store: Store): Pick<Handlers, 'runs.list' | 'run.get' | 'cell.get' | 'cell.list' | 'cell.history' | 'diff.make'> {
  return {
    'runs.list': async ({ limit }) => store.listRuns(limit),
    'run.get': async ({ run, brief }) => store.getRun(run, { brief }),
    'cell.get': async ({ run, cell, logBytes }) => {
      const stored = store.getRun(run);
      return showCell(store, stored, findCell(stored, cell), logBytes);
    },
    'cell.list': async ({ run, numbers, brief }) => ({ cells: store.listCells(run, numbers, { brief }) }),
    'cell.history': async ({ run, cell, limit }) => {
      const stored = store.getRun(run);
      const found = store.cellHistory(findCell(stored, cell).key, stored.project.path, limit);
      return {
        entries: found.flatMap((entry) => {
          const line = store.runLine(entry.run);
          if (line === null) return []; // removed between the two looks
          const { project: _project, ...rest } = line;
          return [{ run: rest, cell: entry.cell }];
        }),
      };
    },
    'diff.make': async ({ a, b, all }) => {
      const [left, right] = [splitReference(a), splitReference(b)];
      if ((left.cell === null) !== (right.cell === null))
        throw new InputError(`${a} and ${b} are not of one kind: compare two cells (RUN/CELL) or two runs (RUN)`, { input: `${a} ${b}`, expected: 'two cells or two runs' });
      const runA = store.getRun(left.run);
      const runB = store.getRun(right.run);
      if (left.cell === null || right.cell === null) {
        return {
          schema: 'cgoscope/diff@0',
          kind: 'runs',
          a: { run: runA.id, cell: null, label: runA.id },
          b: { run: runB.id, cell: null, label: runB.id },
          ...diffRuns(runA, runB, (run, cell) => factsOfCell(store, run.id, cell.number), { all }),
        };
      }
      const cellA = findCell(runA, left.cell);
      const cellB = findCell(runB, right.cell);
      return {
        schema: 'cgoscope/diff@0',
        kind: 'cells',
        a: { run: runA.id, cell: cellA.number, label: cellA.key },
        b: { run: runB.id, cell: cellB.number, label: cellB.key },
        differences: diffCells(cellA, cellB, factsOfCell(store, runA.id, cellA.number), factsOfCell(store, runB.id, cellB.number), { all }),
        cells: [],
      };
    },
  };
}

/** Says that the list of runs changed by other means than a run. */
export type StoredChange = (run: string, change: Extract<LabEvent, { type: 'stored' }>['change']) => void;

/** For the owner: what changes which runs are in the lists. */
export function removalProcedures(store: Store, stored: StoredChange): Pick<Handlers, 'run.remove' | 'run.restore'> {
  return {
    'run.remove': async ({ run }) => {
      const removed = store.removeRun(run);
      stored(removed.id, 'removed');
      return removed;
    },
    'run.restore': async ({ run }) => {
      const id = store.restoreRun(run);
      stored(id, 'restored');
      return { id };
    },
  };
}
