// How the api travels over loopback HTTP and WebSocket. Both ends use this file: src/server and the renderer in a browser.
import { z } from 'zod';
import { wireErrorSchema } from './wire-errors.ts';

/** `POST /api/call/NAME` with the input as JSON; the answer is a {@link callAnswerSchema}. Closing the request cancels the call.
 * Whatever the api answered is status 200, errors too; any other status is the transport's own: 401 not signed in, 403 and 421 foreign, 413 too large … */
export const CALL_PATH = '/api/call/';
/** WebSocket: the server pushes {@link eventMessageSchema}, one JSON text message each; the client sends nothing. */
export const EVENTS_PATH = '/api/events';
/** `POST` with raw bytes; `?name=` the file's name (a bundle; with `&kind=binary` a file to look into), or `?folder=ID&path=` a file of a project folder (ID of the client's choice). Answers {@link uploadAnswerSchema}. */
export const UPLOAD_PATH = '/api/upload';
/** `GET ?kind=bundle|html|md|json&run=ID`: an export as a download; `&view=1` shows the html report as a page (for print) instead. */
export const DOWNLOAD_PATH = '/api/download';
/** `GET ?token=…`: exchanges the printed link's token, once, for the cookie, and leads to the window. */
export const OPEN_PATH = '/open';

export const callAnswerSchema = z.union([z.object({ ok: z.literal(true), value: z.unknown() }), z.object({ ok: z.literal(false), error: wireErrorSchema })]);
export type CallAnswer = z.infer<typeof callAnswerSchema>;

export const eventMessageSchema = z.object({ name: z.string(), value: z.unknown() });
export type EventMessage = z.infer<typeof eventMessageSchema>;

/**
 * Where the upload stands on the server's machine: the file, or the project folder, which is the first name of `path` where that has several
 * (as a browser's relative paths begin with the chosen folder). Refusals of the transport have a status of their own and a {@link callAnswerSchema}.
 */
export const uploadAnswerSchema = z.object({ path: z.string() });
