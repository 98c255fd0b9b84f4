// How errors cross a connection: a named error comes out as the same class with its data, anything else as a RemoteError with the same text.
import { z } from 'zod';
import { CancelledError, EngineUnavailableError, errorText, InputError, UnsupportedError } from '../domain/errors.ts';

export const wireErrorSchema = z.object({ code: z.number().int(), message: z.string(), data: z.looseObject({ name: z.string() }) });
export type WireError = z.infer<typeof wireErrorSchema>;

/** An error of the owner that has no class in shared/domain/errors. `remoteName` and `remoteStack` are what it had there. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly remoteName: string;
  readonly remoteStack: string;
  constructor(message: string, remoteName: string, remoteStack: string) {
    super(message);
    this.remoteName = remoteName;
    this.remoteStack = remoteStack;
  }
}

/**
 * The owner ended, or the connection to it did, before it answered. `bug` is true where a fault of ours is known to be why: it crashed, with `cause` its last
 * words, or sent what can't be understood. Else it was ended from outside, as by `kill -9` or for want of memory.
 */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';
  readonly bug: boolean;
  constructor(message: string, options: { cause?: unknown; bug?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.bug = options.bug === true;
  }
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

export function encodeError(error: unknown): WireError {
  const message = errorText(error);
  if (error instanceof InputError) return { code: -32602, message, data: { name: error.name, input: error.input, place: error.place, expected: error.expected } };
  if (error instanceof EngineUnavailableError) return { code: -32001, message, data: { name: error.name, fix: error.fix } };
  if (error instanceof UnsupportedError) return { code: -32002, message, data: { name: error.name } };
  if (error instanceof CancelledError || isAbort(error))
    return { code: -32003, message: error instanceof CancelledError ? message : 'cancelled', data: { name: 'CancelledError' } };
  return { code: BUG, message, data: { name: error instanceof Error ? error.name : 'Error', stack: error instanceof Error ? (error.stack ?? '') : '' } };
}

const BUG = -32603;

/** The error as a page may see it: the stack of a bug is told to `log`, by whoever serves the page, and stays there. */
export function errorForPage(error: unknown, log: (text: string) => void): WireError {
  const wire = encodeError(error);
  if (wire.code !== BUG) return wire;
  const stack = error instanceof RemoteError ? error.remoteStack : error instanceof Error ? error.stack : undefined;
  log(stack === undefined || stack === '' ? errorText(error) : stack);
  return { code: wire.code, message: wire.message, data: { name: error instanceof RemoteError ? error.remoteName : wire.data.name } };
}

const textOr = <T>(value: unknown, otherwise: T): string | T => (typeof value === 'string' ? value : otherwise);

export function decodeError({ message, data }: WireError): Error {
  switch (data.name) {
    case 'InputError': {
      const place = textOr(data.place, null);
      const expected = textOr(data.expected, null);
      return new InputError(message, { input: textOr(data.input, ''), ...(place === null ? {} : { place }), ...(expected === null ? {} : { expected }) });
    }
    case 'EngineUnavailableError':
      return new EngineUnavailableError(message, textOr(data.fix, ''));
    case 'UnsupportedError':
      return new UnsupportedError(message);
    case 'CancelledError':
      return new CancelledError(message);
    default:
      return new RemoteError(message, data.name, textOr(data.stack, ''));
  }
}
