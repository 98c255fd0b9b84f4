// The report for programs: the run document and what `show` prints of every cell, in one document.
import type { ReportInput } from './types.ts';

export function renderJson({ run, shows, environment, redacted }: ReportInput): string {
  const { origin, config, request: _request, environment: _environment, ...document } = run;
  return `${JSON.stringify({ schema: 'cgoscope/report@0', run: document, origin, config, shows, environment, redacted }, null, 1)}\n`;
}
