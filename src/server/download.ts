// `GET /api/download`: a bundle or a report as a file to keep, or the html report as a page to print.
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Api } from '../shared/api/contract.ts';
import { HEADERS, Refused, send } from './answer.ts';

const TYPES = {
  bundle: 'application/octet-stream',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;
const EXTENSION = { bundle: 'cgoscope', html: 'html', md: 'md', json: 'json' } as const;

const querySchema = z.object({ kind: z.enum(['bundle', 'html', 'md', 'json']), run: z.string().min(1).max(200), view: z.enum(['0', '1']).default('0') });

/** Rejects with the errors of the api, or with Refused. */
export async function answerDownload(api: Api, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const asked = querySchema.safeParse(Object.fromEntries(query));
  if (!asked.success) throw new Refused(400, 'a download is asked for with kind=bundle, html, md or json, and run=ID');
  const { kind, run, view } = asked.data;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const disposition = `attachment; filename="cgoscope-${safe(run)}.${EXTENSION[kind]}"`;
  if (kind === 'bundle') {
    await sendBundle(api, run, disposition, response, gone.signal);
    return;
  }
  const { content } = await api.call('report.render', { run, format: kind }, { signal: gone.signal });
  if (view === '1' && kind === 'html') send(response, 200, { 'content-type': TYPES.html, 'content-security-policy': reportPolicy(content) }, content);
  else send(response, 200, { 'content-type': TYPES[kind], 'content-disposition': disposition }, content);
}

const safe = (run: string): string => run.replace(/[^\w-]/g, '_').slice(0, 40);

/** The report has one style element and nothing else that acts; its hash is all that is allowed. */
export function reportPolicy(html: string): string {
  const styles = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return `default-src 'none'; style-src ${styles.length === 0 ? "'none'" : styles.join(' ')}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** The workbench writes the bundle to a file of ours, as it may be larger than memory; it is streamed, and gone afterwards. */
async function sendBundle(api: Api, run: string, disposition: string, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cgoscope-download-'));
  try {
    const file = path.join(folder, 'bundle');
    await api.call('bundle.export', { run, to: file }, { signal });
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      response.writeHead(200, { ...HEADERS, 'content-type': TYPES.bundle, 'content-disposition': disposition, 'content-length': size });
      await pipeline(handle.createReadStream({ autoClose: false }), response, { signal });
    } finally {
      await handle.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
