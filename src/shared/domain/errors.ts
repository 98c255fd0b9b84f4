// The few named errors of the house. Their text states facts; each shell adds its own advice.

/** The user's input is wrong. `input` names it, `place` says where in it, `expected` what was wanted. Exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly input: string;
  readonly place: string | null;
  readonly expected: string | null;
  constructor(message: string, detail: { input: string; place?: string; expected?: string }) {
    super(message);
    this.input = detail.input;
    this.place = detail.place ?? null;
    this.expected = detail.expected ?? null;
  }
}

/** No container engine can be used. `fix` is one sentence. Exit code 3. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
  readonly fix: string;
  constructor(message: string, fix: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fix = fix;
  }
}

/** What was asked can't be done with what there is; the cell becomes `unsupported` with this reason. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** The work was cancelled on purpose. Exit code 4. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'cancelled') {
    super(message);
  }
}

/** Ends every switch over a union: a new member becomes a compile error there. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}

/** The message of anything that was thrown. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
