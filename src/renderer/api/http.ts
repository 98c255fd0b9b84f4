// The api over loopback HTTP and WebSocket, for a window in a browser.
import { checkEvent, checkInput, checkOutput, isEvent } from '../../shared/api/check.ts';
import type { Api, ProcedureName } from '../../shared/api/contract.ts';
import { CALL_PATH, callAnswerSchema, eventMessageSchema, EVENTS_PATH } from '../../shared/api/http.ts';
import { decodeError, DisconnectedError } from '../../shared/api/wire-errors.ts';
import { CancelledError, errorText } from '../../shared/domain/errors.ts';
import { createFanOut, type Connection } from './connection.ts';

export interface HttpApiOptions {
  /** `http://127.0.0.1:1234`, without a slash at the end. */
  base: string;
  fetch?: typeof fetch;
  /** Opens a WebSocket; tests pass one that can set headers. */
  openSocket?: (url: string) => WebSocket;
}

/** How long to wait before the first, and at most before a later attempt to connect again. */
const RETRY_MS = { first: 250, most: 5_000 };

/**
 * A container that starts or ends changes the interfaces of the machine, and Chromium then ends requests under way, loopback's too
 * (ERR_NETWORK_CHANGED): what only reads is asked again, and what is the same done twice. The rest is not, as it may have been done.
 */
const AGAIN_MS = [100, 300, 1_000] as const;
const CHANGES: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'run.remove',
  'run.restore',
  'bundle.export',
  'bundle.import',
  'clean.run',
  'toolchain.build',
  'toolchain.remove',
  'doctor.fix',
  'project.init',
  'project.forget',
]);
/** A start carries a token, by which the lab knows it again. */
const STARTS: ReadonlySet<ProcedureName> = new Set<ProcedureName>(['run.start', 'run.again']);

/** Calls are answered until `close`; events come again by themselves after a lost connection, and `onReconnect` says so. */
export function createHttpApi(options: HttpApiOptions): Api & Connection {
  const { base } = options;
  const doFetch = options.fetch ?? fetch.bind(globalThis);
  const openSocket = options.openSocket ?? ((url: string) => new WebSocket(url));
  const events = createFanOut();
  let closed = false;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let wait = RETRY_MS.first;

  const askWhy = async (): Promise<void> => {
    try {
      const { status } = await doFetch(`${base}${CALL_PATH}runs.list`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"limit":0}',
        credentials: 'same-origin',
      });
      if (status === 401 && !closed) events.setRefused();
    } catch {
      // Away: the next attempt to connect comes by itself.
    }
  };
  const connect = (): void => {
    if (closed) return;
    const opened = openSocket(`${base.replace(/^http/, 'ws')}${EVENTS_PATH}`);
    socket = opened;
    let wasOpen = false;
    opened.onopen = () => {
      wasOpen = true;
      wait = RETRY_MS.first;
      events.setConnected(true);
    };
    opened.onmessage = (message) => {
      const { name, value } = eventMessageSchema.parse(JSON.parse(String(message.data)));
      // An event of a newer server: nobody here knows what to do with it.
      if (isEvent(name)) events.emit(name, checkEvent(name, value));
    };
    opened.onclose = () => {
      if (socket !== opened || closed) return;
      if (events.connection.state() !== 'refused') events.setConnected(false);
      // A socket does not say why it was not opened: the workbench may be away, or another one that does not know this window.
      if (!wasOpen) void askWhy();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, RETRY_MS.most);
    };
  };
  connect();

  return {
    async call(name, input, { signal } = {}) {
      const body = JSON.stringify(checkInput(name, STARTS.has(name) ? { ...input, token: crypto.randomUUID() } : input));
      const post = (): Promise<Response> =>
        doFetch(`${base}${CALL_PATH}${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          credentials: 'same-origin',
          ...(signal === undefined ? {} : { signal }),
        });
      let response: Response;
      for (let attempt = 0; ; attempt += 1) {
        try {
          response = await post();
          break;
        } catch (error) {
          if (signal?.aborted === true) throw new CancelledError();
          const wait = AGAIN_MS[attempt];
          if (wait === undefined || CHANGES.has(name)) throw new DisconnectedError(`the workbench does not answer (${errorText(error)}); is \`cgoscope serve\` still running?`);
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
      if (response.status === 401) {
        events.setRefused();
        throw new DisconnectedError('this window is not signed in any more; open a fresh link from the terminal where `cgoscope serve` runs');
      }
      const answer = callAnswerSchema.safeParse(await response.json().catch(() => null));
      if (!answer.success) throw new DisconnectedError(`the workbench answered ${response.status} to ${name}, which is no answer of the api`);
      if (!answer.data.ok) throw decodeError(answer.data.error);
      return checkOutput(name, answer.data.value);
    },
    on: events.on,
    connection: events.connection,
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      socket?.close();
    },
  };
}
