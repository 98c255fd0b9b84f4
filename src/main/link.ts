// The connection to the workbench, for as long as the application lives: opened when first asked, opened again after the owner's process has gone.
import type { OpenedWorkbench } from '../core/workbench.ts';
import type { Api, EventName, EventValue, ProcedureInput, ProcedureName, ProcedureOutput } from '../shared/api/contract.ts';

export interface LinkOptions {
  open: () => Promise<OpenedWorkbench>;
  /** The connection could not be opened again by itself; the next call tries anew. */
  onFault: (error: unknown) => void;
  /** Pauses between attempts to open again, in milliseconds. */
  retryMs?: { first: number; most: number };
}

interface Subscription {
  name: EventName;
  attach(api: Api, until: AbortSignal): void;
}

export class WorkbenchLink implements Api {
  private readonly options: LinkOptions;
  private readonly subscriptions = new Set<Subscription>();
  private readonly over = new AbortController();
  private opened: Promise<OpenedWorkbench> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private wait: number;

  constructor(options: LinkOptions) {
    this.options = options;
    this.wait = options.retryMs?.first ?? 500;
  }

  async call<N extends ProcedureName>(name: N, input: ProcedureInput<N>, options?: { signal?: AbortSignal }): Promise<ProcedureOutput<N>> {
    return (await this.api()).call(name, input, options);
  }

  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void, { signal }: { signal: AbortSignal }): void {
    if (signal.aborted) return;
    const subscription: Subscription = { name, attach: (api, until) => api.on(name, listener, { signal: AbortSignal.any([signal, until]) }) };
    this.subscriptions.add(subscription);
    signal.addEventListener('abort', () => this.subscriptions.delete(subscription), { once: true });
    if (this.opened === null) this.reopen();
    else void this.opened.then((api) => subscription.attach(api, this.over.signal)).catch(() => undefined); // told to who opened it
  }

  /** Leaves the owner to its other clients. */
  async close(): Promise<void> {
    this.over.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    const { opened } = this;
    this.opened = null;
    const api = await opened?.catch(() => null); // what never opened needs no end
    await api?.close();
  }

  private api(): Promise<OpenedWorkbench> {
    if (this.over.signal.aborted) return Promise.reject(new Error('Cgoscope is ending'));
    this.opened ??= this.connect();
    return this.opened;
  }

  private async connect(): Promise<OpenedWorkbench> {
    let api: OpenedWorkbench;
    try {
      api = await this.options.open();
    } catch (error) {
      this.opened = null;
      throw error;
    }
    this.wait = this.options.retryMs?.first ?? 500;
    for (const subscription of this.subscriptions) subscription.attach(api, this.over.signal);
    api.gone?.addEventListener(
      'abort',
      () => {
        this.opened = null;
        this.reopen();
      },
      { once: true },
    );
    return api;
  }

  /** Whoever listens goes on hearing: a call would open it anyway, an event needs it open. */
  private reopen(): void {
    if (this.over.signal.aborted || this.timer !== null || this.subscriptions.size === 0) return;
    this.api().catch((error: unknown) => {
      if (this.over.signal.aborted) return;
      this.options.onFault(error);
      this.timer = setTimeout(() => {
        this.timer = null;
        this.reopen();
      }, this.wait);
      this.wait = Math.min(this.wait * 2, this.options.retryMs?.most ?? 30_000);
    });
  }
}
