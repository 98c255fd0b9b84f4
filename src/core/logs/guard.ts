// An expression that backtracks without end can't be asked to stop: V8 ends it from outside. Runs in a worker.
import vm from 'node:vm';
import { InputError } from '../../shared/domain/errors.ts';
import type { Guard } from './search.ts';

/** One step, a megabyte of text, takes milliseconds; an expression that is at it for so long has lost its way, and pages wait behind it. */
const STEP_MS = 500;
const CALL = new vm.Script('step()');

/** Lets steps take `budgetMs` together, and none of them half a second; the one that takes more throws InputError. What is between steps is not counted. */
export function createGuard(budgetMs: number, query: string): Guard {
  const room: { step: (() => unknown) | null } = { step: null };
  const context = vm.createContext(room);
  let left = budgetMs;
  return <T>(step: () => T): T => {
    const from = performance.now();
    let result: { value: T } | null = null;
    room.step = () => {
      result = { value: step() };
    };
    try {
      if (left < 1) throw tooLong(query);
      CALL.runInContext(context, { timeout: Math.ceil(Math.min(left, STEP_MS)) });
    } catch (error) {
      // Made in the guarded context, whose Error is not ours.
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw tooLong(query);
      throw error;
    } finally {
      room.step = null;
      left -= performance.now() - from;
    }
    return finished(result);
  };
}

function finished<T>(result: { value: T } | null): T {
  if (result === null) throw new Error('a guarded step gave no result');
  return result.value;
}

const tooLong = (query: string): InputError =>
  new InputError('the search takes too long on this log', { input: query, expected: 'an expression without nested repetition, or a plain text' });
