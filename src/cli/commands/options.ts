// The options of the contract as types, and what they mean to the api. Paths become absolute here: the owner may stand in another folder.
import path from 'node:path';
import type { MatrixRequest } from '../../shared/api/contract.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Cell } from '../../shared/domain/run.ts';
import { EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';

export interface JsonOption {
  json?: boolean;
}
export interface EngineOptions extends JsonOption {
  endpoint?: string;
}
export interface MatrixOptions extends EngineOptions {
  config?: string;
  set: string[];
  only: string[];
}
export type DoctorOptions = EngineOptions & { fix?: string; yes?: boolean };
export type FailOn = 'red' | 'finding' | 'difference';
export interface LiveOptions extends JsonOption {
  events?: boolean;
  report: string[];
  failOn?: FailOn;
}
export interface FixOptions {
  fix?: string;
  patch?: string;
}
export type RunOptions = MatrixOptions & LiveOptions & { jobs?: number; yes?: boolean };

export function matrixRequest(shell: Shell, folder: string | undefined, options: MatrixOptions): MatrixRequest {
  return {
    path: path.resolve(shell.io.cwd, folder ?? '.'),
    config: options.config === undefined ? null : path.resolve(shell.io.cwd, options.config),
    set: options.set,
    only: options.only,
  };
}

/** `RUN/CELL` or `RUN`: a cell may hold slashes (`platform=linux/arm64`), a run never does. */
export function targetOf(text: string): { run: string; cell: string | null } {
  const at = text.indexOf('/');
  const run = at < 0 ? text : text.slice(0, at);
  const cell = at < 0 ? null : text.slice(at + 1);
  if (run === '') throw new InputError(`"${text}" names no run; expected RUN or RUN/CELL, as last or last/3`, { input: text, expected: 'RUN or RUN/CELL' });
  if (cell === '') throw new InputError(`"${text}" names no cell after the slash; expected its number or axis=value`, { input: text, expected: 'RUN/CELL' });
  return { run, cell };
}

/** `--fail-on` of documents with cells. */
export function applyFailOn(shell: Shell, failOn: FailOn | undefined, cells: Pick<Cell, 'green' | 'outcome' | 'findings'>[]): void {
  if (failOn === 'red' && cells.some((cell) => cell.green === false)) shell.code = EXIT.red;
  // What was found of a cell that was to fail is what it was to show.
  if (failOn === 'finding' && cells.some(({ green, outcome, findings }) => findings.length > 0 && !(green === true && outcome !== 'pass'))) shell.code = EXIT.red;
}
