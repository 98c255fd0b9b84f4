// Runs the command line in a double of the process, against a typed double of the api: argv in; code, stdout and stderr out.
import { PROCEDURES, type EventName, type EventValue, type ProcedureInput, type ProcedureName, type ProcedureOutput } from '../../src/shared/api/contract.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { runCli } from '../../src/cli/cli.ts';
import type { Io, OpenedApi, OpenOptions, Served, ServeOptions } from '../../src/cli/io.ts';

type Answers = { [N in ProcedureName]?: (input: ProcedureInput<N>, signal: AbortSignal | undefined) => ProcedureOutput<N> | Promise<ProcedureOutput<N>> };

/** An api that answers what a test gives it, checks both directions against the contract, and remembers what it was asked. */
export class FakeApi implements OpenedApi {
  readonly asked: { name: ProcedureName; input: unknown }[] = [];
  readonly opened: OpenOptions[] = [];
  closed = 0;
  readonly #answers: Answers;
  readonly #listeners = new Set<(event: LabEvent) => void>();

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  async call<N extends ProcedureName>(name: N, input: ProcedureInput<N>, options?: { signal?: AbortSignal }): Promise<ProcedureOutput<N>> {
    this.asked.push({ name, input });
    const answer = this.#answers[name];
    if (!answer) throw new Error(`the test gave no answer for ${name}`);
    PROCEDURES[name].input.parse(input);
    return PROCEDURES[name].output.parse(await answer(input, options?.signal)) as ProcedureOutput<N>; // the map pairs name and output
  }

  on<N extends EventName>(_name: N, listener: (value: EventValue<N>) => void, options: { signal: AbortSignal }): void {
    const heard = listener as (event: LabEvent) => void; // there is one event so far, `lab`
    this.#listeners.add(heard);
    options.signal.addEventListener('abort', () => this.#listeners.delete(heard));
  }

  emit(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  input(name: ProcedureName): unknown {
    return this.asked.find((call) => call.name === name)?.input;
  }
}

export interface Told {
  code: number;
  out: string;
  err: string;
  left: number | null;
}

export interface Scene {
  api?: FakeApi | Error;
  /** Instead of `api`: asked each time one is opened. */
  open?: (options: OpenOptions) => Promise<OpenedApi>;
  tty?: boolean;
  colours?: boolean;
  columns?: number;
  env?: Record<string, string>;
  cwd?: string;
  /** What the person types at a question; absent: nobody is there. */
  answer?: string;
  /** Sees every question. */
  onAsk?: (question: string) => void;
  /** Receives the function that interrupts, as Ctrl-C does. */
  interrupt?: (press: (why?: string) => void) => void;
  /** Stands for the browser's shell; absent: a test that does not serve. */
  server?: (options: ServeOptions) => Promise<Served>;
  /** What stands on stdin. */
  stdin?: Uint8Array[];
  /** Receives the function that enters a line on stdin. */
  enter?: (press: () => void) => void;
  /** The folder of the built command line. */
  builtFolder?: string;
  /** Sees every piece that goes to stderr. */
  onErr?: (text: string) => void;
}

export async function cli(argv: string[], scene: Scene = {}): Promise<Told> {
  const told: Told = { code: -1, out: '', err: '', left: null };
  const api = scene.api ?? new FakeApi();
  const io: Io = {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
      scene.onErr?.(text);
    },
    outIsTty: scene.tty ?? false,
    errIsTty: scene.tty ?? false,
    columns: () => (scene.tty ? (scene.columns ?? 100) : undefined),
    errColumns: () => (scene.tty ? (scene.columns ?? 100) : undefined),
    colourOut: scene.colours ?? false,
    colourErr: scene.colours ?? false,
    env: scene.env ?? {},
    cwd: scene.cwd ?? '/home/ann/project',
    openApi: (options) => {
      if (scene.open) return scene.open(options);
      if (api instanceof Error) return Promise.reject(api);
      api.opened.push(options);
      return Promise.resolve(api);
    },
    startServer: scene.server ?? (() => Promise.reject(new Error('the test gave no server'))),
    builtFolder: scene.builtFolder ?? '/nowhere/out/main',
    onLine: (listener, until) => {
      scene.enter?.(() => {
        if (!until.aborted) listener();
      });
    },
    stdin: async function* () {
      yield* scene.stdin ?? [];
    },
    onInterrupt: (listener, until) => {
      let over = false;
      until.addEventListener('abort', () => {
        over = true;
      });
      scene.interrupt?.((why = 'SIGINT') => {
        if (!over) listener(why);
      });
    },
    leave: (code) => {
      told.left = code;
    },
    ask: (question) => {
      scene.onAsk?.(question);
      return Promise.resolve(scene.answer ?? null);
    },
  };
  told.code = await runCli(argv, io);
  return told;
}
