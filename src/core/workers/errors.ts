// Errors between a thread and the pool: a named error of shared/domain comes out as the same class. Without the schemas of the api's wire, as both ends
// are ours and of one build, and a thread that loads them starts ten times slower.
import { CancelledError, errorText, InputError } from '../../shared/domain/errors.ts';

export interface PlainError {
  name: string;
  message: string;
  stack: string;
  input: { input: string; place: string | null; expected: string | null } | null;
}

/** An error of a task that has no class in shared/domain/errors. `taskStack` is where it was thrown, in the thread. */
class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly taskStack: string;
  constructor(message: string, taskStack: string) {
    super(message);
    this.taskStack = taskStack;
  }
}

export function plainError(error: unknown): PlainError {
  return {
    name: error instanceof Error ? error.name : 'Error',
    message: errorText(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
    input: error instanceof InputError ? { input: error.input, place: error.place, expected: error.expected } : null,
  };
}

export function namedError({ name, message, stack, input }: PlainError): Error {
  if (input !== null)
    return new InputError(message, {
      input: input.input,
      ...(input.place === null ? {} : { place: input.place }),
      ...(input.expected === null ? {} : { expected: input.expected }),
    });
  if (name === 'CancelledError') return new CancelledError(message);
  return new TaskError(message, stack);
}
