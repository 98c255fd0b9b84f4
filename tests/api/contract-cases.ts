// What every transport between a window and the workbench must do, whatever carries it. tests/api/http.test.ts runs these over HTTP and WebSocket,
// the Electron shell's tests over a structured-clone double of its IPC:
//   it.each(contractCases(open))('$name', ({ run }) => run());
import { expect } from 'vitest';
import type { CallContext, ServedApi } from '../../src/core/owner/index.ts';
import type { Api } from '../../src/shared/api/contract.ts';
import type { CallAnswer } from '../../src/shared/api/http.ts';
import { RemoteError } from '../../src/shared/api/wire-errors.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { CancelledError, EngineUnavailableError, InputError, UnsupportedError } from '../../src/shared/domain/errors.ts';

/** A window that is connected to a workbench through the transport under test. */
export interface OpenedTransport {
  /** The window's end, as the views use it. */
  api: Api;
  /** One call as a window without the window's own checks would send it. */
  raw(name: string, input: unknown): Promise<CallAnswer>;
  /** The environment that the shell was given for the procedures that take one. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/** Puts the transport on `served` without checks in between, so that what is checked is checked by the transport. */
export type OpenTransport = (served: ServedApi) => Promise<OpenedTransport>;

export interface ContractCase {
  name: string;
  run(): Promise<void>;
}

type Answer = (name: string, input: unknown, context: CallContext) => unknown;

/** An implementation whose every procedure is `answer`, and whose events are pushed by hand. */
export function servedDouble(answer: Answer) {
  const listeners = new Set<(event: LabEvent) => void>();
  const served: ServedApi = {
    // the answer is what a case makes of it: wrong ones too
    call: (async (name: string, input: unknown, context: CallContext) => answer(name, input, context)) as ServedApi['call'],
    on: (_name, listener, { signal }) => {
      const take = listener as (event: LabEvent) => void; // there is one event so far
      listeners.add(take);
      signal.addEventListener('abort', () => listeners.delete(take));
    },
  };
  return { served, listeners, push: (event: LabEvent) => listeners.forEach((listener) => listener(event)) };
}

/** A served api as an Api without a check in either direction. */
export const unchecked = (served: ServedApi): Api => ({
  call: (name, input, { signal = new AbortController().signal } = {}) =>
    // unchecked is the point
    served.call(name, input as never, { signal, client: { id: 'test', gone: new AbortController().signal } }),
  on: (name, listener, options) => served.on(name, listener, options),
});

export const logEvent = (text: string, cell = 1): LabEvent => ({
  schema: 'cgoscope/event@0',
  type: 'log',
  run: 'r',
  at: '2026-01-01T00:00:00Z',
  cell,
  stream: 'build',
  text,
});
export const cellEvent = (cell: number): LabEvent => ({
  schema: 'cgoscope/event@0',
  type: 'cell',
  run: 'r',
  at: '2026-01-01T00:00:00Z',
  cell,
  key: 'k',
  state: 'done',
  stage: null,
  outcome: 'pass',
  green: true,
  reason: null,
});

export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

const failure = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

/** The error of an answer; fails for one that is not. */
function errorOf(answer: CallAnswer): { message: string; data: { name: string } } {
  expect(answer.ok).toBe(false);
  return answer.ok ? { message: '', data: { name: '' } } : answer.error;
}

export function contractCases(open: OpenTransport): ContractCase[] {
  const scene = (name: string, answer: Answer, play: (at: ReturnType<typeof servedDouble> & OpenedTransport) => Promise<void>): ContractCase => ({
    name,
    async run() {
      const double = servedDouble(answer);
      const transport = await open(double.served);
      try {
        await play({ ...double, ...transport });
      } finally {
        await transport.close();
      }
    },
  });
  const throwing = (name: string, error: () => Error, check: (caught: unknown) => void): ContractCase =>
    scene(
      name,
      () => {
        throw error();
      },
      async ({ api }) => check(await failure(api.call('run.cancel', { run: 'x' }))),
    );

  const seen: unknown[] = [];
  const signals: AbortSignal[] = [];
  const big = 'äbc\u2028\u0000\n'.repeat(2 << 20);

  return [
    scene(
      'a call arrives with its defaults filled in, and its answer with what the contract says and no more',
      (name, input) => (seen.push([name, input]), { cancelled: 3, further: 'is stripped' }),
      async ({ api }) => {
        seen.length = 0;
        expect(await api.call('run.cancel', { run: 'last' })).toEqual({ cancelled: 3 });
        expect(seen).toEqual([['run.cancel', { run: 'last', cell: null }]]);
      },
    ),
    scene(
      'what the contract does not name does not reach the workbench',
      (_name, input) => (seen.push(input), { cancelled: 0 }),
      async ({ raw }) => {
        seen.length = 0;
        await raw('run.cancel', { run: 'last', further: 1, __proto__: { polluted: true } });
        expect(seen).toEqual([{ run: 'last', cell: null }]);
      },
    ),
    scene(
      'the environment is the shell’s, whatever a window sends in its place',
      (_name, input) => (seen.push(input), { done: 'nothing' }),
      async ({ raw, env }) => {
        seen.length = 0;
        await raw('doctor.fix', { action: 'a', env: { DOCKER_HOST: 'tcp://elsewhere' } });
        await raw('doctor.fix', { action: 'a' });
        expect(env).not.toEqual({});
        expect(seen).toEqual([1, 2].map(() => ({ action: 'a', yes: false, endpoint: null, env })));
      },
    ),
    throwing(
      'InputError crosses with the input, the place and what was expected',
      () => new InputError('no run "x"', { input: 'x', place: 'run', expected: 'a run' }),
      (caught) => {
        expect(caught).toBeInstanceOf(InputError);
        expect(caught).toMatchObject({ message: 'no run "x"', input: 'x', place: 'run', expected: 'a run' });
      },
    ),
    throwing(
      'InputError crosses without a place where it has none',
      () => new InputError('plain', { input: 'y' }),
      (caught) => {
        expect(caught).toBeInstanceOf(InputError);
        expect(caught).toMatchObject({ message: 'plain', input: 'y', place: null, expected: null });
      },
    ),
    throwing(
      'EngineUnavailableError crosses with its fix',
      () => new EngineUnavailableError('no engine', 'install one'),
      (caught) => {
        expect(caught).toBeInstanceOf(EngineUnavailableError);
        expect(caught).toMatchObject({ message: 'no engine', fix: 'install one' });
      },
    ),
    throwing(
      'UnsupportedError crosses',
      () => new UnsupportedError('no arm64 gcc'),
      (caught) => {
        expect(caught).toBeInstanceOf(UnsupportedError);
        expect(caught).toMatchObject({ message: 'no arm64 gcc' });
      },
    ),
    throwing(
      'CancelledError crosses',
      () => new CancelledError('stopped'),
      (caught) => {
        expect(caught).toBeInstanceOf(CancelledError);
        expect(caught).toMatchObject({ message: 'stopped' });
      },
    ),
    throwing(
      'any other error crosses with its text and its name',
      () => new TypeError('a bug'),
      (caught) => {
        expect(caught).toBeInstanceOf(RemoteError);
        expect(caught).toMatchObject({ message: 'a bug', remoteName: 'TypeError' });
      },
    ),
    scene(
      'an answer that breaks the contract is called a bug of ours, with procedure and field',
      () => ({ cancelled: 'many' }),
      async ({ api, raw }) => {
        expect(await failure(api.call('run.cancel', { run: 'last' }))).toMatchObject({ message: expect.stringMatching(/bug in Cgoscope: run\.cancel .* at cancelled/) });
        // and it is the shell that says so: the wrong value is not handed to a window
        expect(errorOf(await raw('run.cancel', { run: 'last' })).message).toMatch(/bug in Cgoscope: run\.cancel .* at cancelled/);
      },
    ),
    scene(
      'wrong input is refused by the window itself, naming the field',
      () => (seen.push('asked'), { cancelled: 1 }),
      async ({ api }) => {
        seen.length = 0;
        // a caller without types
        const caught = await failure(api.call('run.cancel', { run: 7 } as never));
        expect(caught).toBeInstanceOf(InputError);
        expect(caught).toMatchObject({ input: 'run.cancel', place: 'run' });
        expect(seen).toEqual([]);
      },
    ),
    ...[{ run: 7 }, {}, null, 'text', [], 7].map((input) =>
      scene(
        `wrong input is refused by the shell as well: ${JSON.stringify(input)}`,
        () => (seen.push('asked'), { cancelled: 1 }),
        async ({ raw }) => {
          seen.length = 0;
          const error = errorOf(await raw('run.cancel', input));
          expect(error.data).toMatchObject({ name: 'InputError', input: 'run.cancel' });
          expect(error.message).toMatch(/^run\.cancel: /);
          expect(seen).toEqual([]);
        },
      ),
    ),
    ...['no.such', '', 'constructor', '__proto__', 'toString', '\u0000', 'x'.repeat(5000)].map((name) =>
      scene(
        `an unknown procedure is refused: ${JSON.stringify(name.slice(0, 20))}`,
        () => (seen.push('asked'), {}),
        async ({ raw }) => {
          seen.length = 0;
          const error = errorOf(await raw(name, {}));
          expect(error.data).toMatchObject({ name: 'InputError' });
          expect(error.message).toMatch(/no procedure/);
          expect(error.message.length).toBeLessThan(300);
          expect(seen).toEqual([]);
        },
      ),
    ),
    scene(
      'cancelling a call aborts its signal in the workbench, and no other’s',
      (_name, _input, { signal }) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));
      },
      async ({ api }) => {
        signals.length = 0;
        const cancel = new AbortController();
        const one = failure(api.call('run.wait', { run: 'a' }, { signal: cancel.signal }));
        await until(() => signals.length === 1);
        void failure(api.call('run.wait', { run: 'b' }));
        await until(() => signals.length === 2);
        cancel.abort();
        expect(await one).toBeInstanceOf(CancelledError);
        await until(() => signals[0]?.aborted === true);
        expect(signals[1]?.aborted).toBe(false);
      },
    ),
    scene(
      'a call that was cancelled before it began does not begin',
      () => (seen.push('asked'), { cancelled: 1 }),
      async ({ api }) => {
        seen.length = 0;
        expect(await failure(api.call('run.cancel', { run: 'a' }, { signal: AbortSignal.abort() }))).toBeInstanceOf(CancelledError);
        expect(seen).toEqual([]);
      },
    ),
    scene(
      'many megabytes cross whole, and do not hold up a small answer',
      (_name, input) => ({ content: JSON.stringify(input).includes('big') ? big : 'small' }),
      async ({ api }) => {
        const [a, b] = await Promise.all([api.call('report.render', { run: 'big', format: 'html' }), api.call('report.render', { run: 'x', format: 'html' })]);
        expect(a.content === big).toBe(true);
        expect(b.content).toBe('small');
      },
    ),
    scene(
      'events reach every listener until its signal aborts',
      () => ({}),
      async ({ api, push, listeners }) => {
        const heard: string[] = [];
        const [one, two] = [new AbortController(), new AbortController()];
        api.on('lab', (event) => heard.push(`one ${event.type}`), { signal: one.signal });
        api.on('lab', (event) => heard.push(`two ${event.type}`), { signal: two.signal });
        await until(() => listeners.size > 0);
        push(logEvent('x'));
        await until(() => heard.length === 2);
        one.abort();
        push(cellEvent(1));
        await until(() => heard.length === 3);
        expect(heard).toEqual(['one log', 'two log', 'two cell']);
        two.abort();
      },
    ),
    scene(
      'an event that breaks the contract does not arrive, and the next one does',
      () => ({}),
      async ({ api, push, listeners }) => {
        const heard: LabEvent[] = [];
        const over = new AbortController();
        api.on('lab', (event) => heard.push(event), { signal: over.signal });
        await until(() => listeners.size > 0);
        push({ ...logEvent('x'), cell: 'one' } as never); // the bug that is looked for
        push({ ...logEvent('good'), further: 'is stripped' } as never);
        await until(() => heard.length > 0);
        expect(heard).toEqual([logEvent('good')]);
        over.abort();
      },
    ),
    scene(
      'a window that is closed leaves no listener behind',
      () => ({}),
      async ({ api, listeners, close }) => {
        api.on('lab', () => undefined, { signal: new AbortController().signal });
        await until(() => listeners.size > 0);
        await close();
        await until(() => listeners.size === 0);
      },
    ),
  ];
}
