// Makes one failure really happen and looks at what is said of it: cause, evidence, control, and whether the fix turns it green. Called by the campaign and by the integration test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cause } from '../../../src/shared/domain/causes.ts';
import { errorText } from '../../../src/shared/domain/errors.ts';
import type { Explain, Finding, FindingEvidence } from '../../../src/shared/domain/explain.ts';
import { outcomeText, type Cell, type Run } from '../../../src/shared/domain/run.ts';
import type { Engine } from '../../../src/core/engine/index.ts';
import type { ToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { runRequest, type startOwner } from '../../helpers/owner.ts';
import type { CellFailure, Failure, TextFailure } from '../../failures/types.ts';

type Api = Awaited<ReturnType<typeof startOwner>>['api'];

/** Where failures are made. `engine` and `toolchains` only for those of text. */
export interface Workshop {
  api: Api;
  engine: () => Promise<Engine>;
  toolchains: () => Promise<ToolchainRoom>;
}

export interface Proven {
  name: string;
  cause: Cause;
  kind: Failure['kind'];
  /** Did it fail at all? In words where not. */
  made: true | string;
  /** The first cause that was named. */
  explained: string;
  /** Pieces of evidence of the first finding, and how many of them stand in the logs of the cell or in the text; of facts: that they say something. */
  evidence: { all: number; sound: number };
  /** True: the control is not blamed for this. In words where it is, or could not be made. */
  control: true | string;
  /** True: it turned green. Null: there is nothing to apply here (`fixTold` says why). In words where it did not. */
  fix: true | null | string;
  fixTold: string;
  /** Everything that was asked for came true. */
  right: boolean;
  seconds: number;
}

/** Never throws: what breaks is told in the row. */
export async function prove(failure: Failure, shop: Workshop): Promise<Proven> {
  const began = performance.now();
  const row: Proven = {
    name: failure.name,
    cause: failure.cause,
    kind: failure.kind,
    made: true,
    explained: '-',
    evidence: { all: 0, sound: 0 },
    control: 'not looked at',
    fix: null,
    fixTold: '',
    right: false,
    seconds: 0,
  };
  try {
    if (failure.kind === 'cell') await proveCell(failure, shop, row);
    else await proveText(failure, shop, row);
  } catch (error) {
    row.made = row.made === true && row.explained === '-' ? `broke: ${errorText(error)}` : row.made;
    if (row.made === true) row.fixTold = `broke: ${errorText(error)}`;
    if (row.made === true && row.fix === null) row.fix = row.fixTold;
  }
  row.right =
    row.made === true &&
    row.explained === row.cause &&
    row.evidence.all > 0 &&
    row.evidence.sound === row.evidence.all &&
    row.control === true &&
    (row.fix === true || row.fix === null);
  row.seconds = (performance.now() - began) / 1000;
  return row;
}

/** A folder with these files and this matrix; gone when `use` has ended. */
export async function withProject<T>(files: Record<string, string>, matrix: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'cgoscope failure '));
  try {
    for (const [name, content] of Object.entries({ ...files, 'cgoscope.yaml': matrix })) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    return await use(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

export async function runOf(api: Api, path: string): Promise<Run> {
  const { id } = await api.call('run.start', runRequest(path));
  return api.call('run.wait', { run: id });
}

/** The one cell that an expression picks. Rejects where it is none or several. */
export const pick = async (api: Api, run: Run, expression: string): Promise<Cell> => (await api.call('cell.get', { run: run.id, cell: expression, logBytes: 0 })).cell;

const became = (cell: Cell): string => `${outcomeText(cell)}${cell.reason === null ? '' : ` (${cell.reason})`}`;

async function proveCell(failure: CellFailure, { api }: Workshop, row: Proven): Promise<void> {
  await withProject(failure.files, failure.matrix, async (path) => {
    const run = await runOf(api, path);
    const red = await pick(api, run, failure.red);
    if (red.green === true || red.green === null) {
      row.made = `the cell came out ${red.green === null ? 'grey' : 'green'}: ${became(red)}`;
      return;
    }
    const answer = await api.call('explain.make', { cell: `${run.id}/${red.number}` });
    const [first] = answer.findings;
    row.explained = first?.cause ?? 'nothing';
    if (first !== undefined) row.evidence = await evidenceOf(api, run.id, red, first);
    row.control = await controlOf(api, failure, run);
    await applyFix(api, failure, run, red, answer, row);
  });
}

/** Every line of a log that is quoted stands in that log under its number; facts and trace say where they come from. */
async function evidenceOf(api: Api, run: string, cell: Cell, finding: Finding): Promise<Proven['evidence']> {
  let sound = 0;
  for (const piece of finding.evidence) if (await stands(api, run, cell, piece)) sound += 1;
  return { all: finding.evidence.length, sound };
}

async function stands(api: Api, run: string, cell: Cell, piece: FindingEvidence): Promise<boolean> {
  if (piece.source !== 'log') return piece.path !== undefined || piece.event !== undefined || piece.byteOffset !== undefined;
  const stream = piece.path === 'stdout' || piece.path === 'stderr' ? piece.path : 'build';
  if (piece.line === undefined || piece.text === undefined) return false;
  const span = piece.text.split('\n').length;
  const page = await api.call('log.read', { run, cell: cell.number, stream, from: piece.line, count: span });
  return page.lines.map((line) => line.replace(/\r$/, '')).join('\n') === piece.text;
}

async function controlOf(api: Api, failure: CellFailure, run: Run): Promise<true | string> {
  const blamed = async (of: Run, cell: Cell): Promise<true | string> => {
    const answer = await api.call('explain.make', { cell: `${of.id}/${cell.number}` });
    return answer.findings.some(({ cause }) => cause === failure.cause) ? `${cell.key} (${became(cell)}) is blamed too` : true;
  };
  const { control } = failure;
  if (typeof control === 'string') return blamed(run, await pick(api, run, control));
  return withProject(control.files, control.matrix, async (path) => {
    const other = await runOf(api, path);
    return blamed(other, await pick(api, other, control.red));
  });
}

async function applyFix(api: Api, failure: CellFailure, run: Run, red: Cell, answer: Explain, row: Proven): Promise<void> {
  if (typeof failure.fix !== 'string') {
    row.fixTold = failure.fix.none;
    return;
  }
  const wanted = failure.fix;
  const offered = answer.findings.filter(({ cause }) => cause === failure.cause).flatMap(({ fixes }) => fixes);
  const fix = offered.find(({ id }) => id === wanted);
  if (fix === undefined) {
    row.fix = `no fix "${wanted}" is offered; there are ${offered.map(({ id }) => id).join(', ') || 'none'}`;
    return;
  }
  const { id } = await api.call('fix.apply', { run: run.id, cell: String(red.number), fix: fix.id, env: runRequest('').env });
  const tried = await api.call('run.wait', { run: id });
  const proof = await api.call('fix.proof', { run: run.id, cell: String(red.number), fix: fix.id });
  const [cell] = tried.cells;
  row.fixTold = fix.title;
  row.fix = proof.proven && proof.green.green === true ? true : `${fix.title}: not proven, ${cell === undefined ? tried.state : became(cell)}`;
}

async function proveText(failure: TextFailure, { api, engine, toolchains }: Workshop, row: Proven): Promise<void> {
  const made = await failure.make(await engine(), await toolchains());
  if (made.log.trim() === '' && made.facts === undefined) {
    row.made = 'nothing was printed, and no facts were given';
    return;
  }
  const answer = await api.call('explain.make', { log: { text: made.log }, ...(made.facts === undefined ? {} : { facts: JSON.stringify(made.facts) }) });
  const [first] = answer.findings;
  row.explained = first?.cause ?? 'nothing';
  const lines = made.log.split('\n').map((line) => line.replace(/\r$/, ''));
  if (first !== undefined)
    row.evidence = {
      all: first.evidence.length,
      sound: first.evidence.filter(({ source, line, text, path }) =>
        source === 'log' ? line !== undefined && text !== undefined && text === lines.slice(line - 1, line - 1 + text.split('\n').length).join('\n') : path !== undefined,
      ).length,
    };
  const control = await api.call('explain.make', { log: { text: made.control.log }, ...(made.control.facts === undefined ? {} : { facts: JSON.stringify(made.control.facts) }) });
  row.control = control.findings[0]?.cause === failure.cause ? 'the control is taken for it too' : true;
  row.fixTold = 'a text: nothing to apply';
}
