// `POST /api/call/NAME`: one procedure of the api. Checked in both directions; ends when the caller goes away.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOutput, checkPageInput, isProcedure } from '../shared/api/check.ts';
import type { Api } from '../shared/api/contract.ts';
import { DOWNLOAD_PATH } from '../shared/api/http.ts';
import { encodeError, errorForPage } from '../shared/api/wire-errors.ts';
import { errorText, InputError } from '../shared/domain/errors.ts';
import { readBody, Refused, sendAnswer } from './answer.ts';

export interface CallsOptions {
  api: Api;
  /** What the workbench may know of the environment of this process. The page can't know it, and what it sends in its place is ignored. */
  env: Record<string, string>;
  /** One line or more for the terminal. */
  log: (text: string) => void;
  /** Ends every call under way. */
  closing: AbortSignal;
  silenceMs?: number | undefined;
}

export const CALL_MAX = 16 << 20;

export async function answerCall({ api, env, log, closing, silenceMs }: CallsOptions, name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isProcedure(name)) {
    const short = name.slice(0, 80);
    sendAnswer(response, 404, { ok: false, error: encodeError(new InputError(`there is no procedure "${short}"`, { input: short })) });
    return;
  }
  if (name === 'bundle.export') {
    // it would write over any file of the user's; a page gets a bundle as a download, and a window of the desktop names what a save dialog gave
    sendAnswer(response, 200, { ok: false, error: encodeError(new InputError(`a browser gets a bundle from ${DOWNLOAD_PATH}; it names no file to write`, { input: name })) });
    return;
  }
  const asked = await readJson(request, silenceMs);
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  // also fires after an answer was sent whole; aborting is nothing then
  response.once('close', abort);
  closing.addEventListener('abort', abort, { once: true });
  if (response.destroyed || closing.aborted) abort();
  try {
    const input = checkPageInput(name, asked, env);
    const value = await api.call(name, input, { signal: gone.signal });
    sendAnswer(response, 200, { ok: true, value: checkOutput(name, value) });
  } catch (error) {
    sendAnswer(response, 200, { ok: false, error: errorForPage(error, (text) => log(`${name}: ${text}`)) });
  } finally {
    closing.removeEventListener('abort', abort);
  }
}

async function readJson(request: IncomingMessage, silenceMs: number | undefined): Promise<unknown> {
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) throw new Refused(415, 'a call is application/json');
  const body = await readBody(request, CALL_MAX, silenceMs);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new Refused(400, `the body is no JSON document: ${errorText(error)}`);
  }
}
