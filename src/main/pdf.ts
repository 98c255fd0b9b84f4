// A report as PDF: the html report, printed by a hidden window that runs no script and reaches nothing.
import { randomUUID } from 'node:crypto';
import { CancelledError } from '../shared/domain/errors.ts';
import type { BrowserWindow, Electron, Session } from './electron.ts';
import { guardSession } from './guard.ts';
import { SCHEME } from './origin.ts';

/** Another host than the windows': a page here is no window of ours, whoever wrote it. */
const PRINT = `${SCHEME}://print/`;
/** In memory, and apart from the windows' session. */
const PARTITION = 'cgoscope-print';
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TIMEOUT_MS = 120_000;

export interface PdfPrinter {
  /** The bytes of a PDF in A4. Rejects when the page can't be shown, takes longer than two minutes, or `signal` aborts. */
  print(html: string, signal?: AbortSignal): Promise<Uint8Array>;
}

export function createPdfPrinter(electron: Pick<Electron, 'BrowserWindow' | 'session'>, timeoutMs = TIMEOUT_MS): PdfPrinter {
  const documents = new Map<string, string>();
  let session: Session | null = null;

  const printSession = (): Session => {
    if (session !== null) return session;
    const made = electron.session.fromPartition(PARTITION, { cache: false });
    made.protocol.handle(SCHEME, (request) => {
      const html = documents.get(request.url);
      if (html === undefined) return new Response('not a report that is being printed', { status: 404, headers: { 'content-type': 'text/plain' } });
      return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' } });
    });
    guardSession(made, (address, resourceType) => documents.has(address) || (address.startsWith('data:') && (resourceType === 'image' || resourceType === 'font')));
    session = made;
    return made;
  };

  return {
    async print(html, signal) {
      if (signal?.aborted === true) throw new CancelledError();
      const address = `${PRINT}${randomUUID()}`;
      documents.set(address, html);
      const window = new electron.BrowserWindow({
        show: false,
        width: 800,
        height: 1100,
        webPreferences: {
          session: printSession(),
          javascript: false,
          contextIsolation: true,
          sandbox: true,
          nodeIntegration: false,
          webSecurity: true,
          webviewTag: false,
          devTools: false,
          spellcheck: false,
          images: true,
        },
      });
      try {
        return await bounded(printed(window, address), timeoutMs, signal);
      } finally {
        documents.delete(address);
        if (!window.isDestroyed()) window.destroy();
      }
    },
  };
}

async function printed(window: BrowserWindow, address: string): Promise<Uint8Array> {
  await window.loadURL(address);
  return window.webContents.printToPDF({ pageSize: 'A4', printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true, generateDocumentOutline: true });
}

function bounded<T>(work: Promise<T>, timeoutMs: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the report could not be printed within ${timeoutMs / 1000} s`)), timeoutMs);
    const cancelled = (): void => reject(new CancelledError());
    signal?.addEventListener('abort', cancelled, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancelled);
    });
  });
}
