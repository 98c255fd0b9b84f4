// What every report of ours is made in: one file without script, network or font of its own, and how it begins.
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** The whole document. `style` comes after the one that all reports share. */
export const page = (title: string, body: Markup, style = ''): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Markup(STYLE)}${new Markup(style)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;

export interface ReportHead {
  /** `Cgoscope build matrix report`. */
  kind: string;
  name: string;
  verdict: string;
  counts: readonly Markup[];
  meta: readonly (readonly [string, Markup])[];
}

export const reportHead = ({ kind, name, verdict, counts, meta }: ReportHead): Markup =>
  html`<header>
    <p class="kind">${kind}</p>
    <h1>${name}</h1>
    <p class="verdict">${verdict}</p>
    <ul class="counts">
      ${counts.map((count) => html`<li>${count}</li>`)}
    </ul>
    <dl class="meta">
      ${meta.map(
        ([term, text]) =>
          html`<dt>${term}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
  </header>`;
