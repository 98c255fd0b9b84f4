// The report for programs: the run document and what `show` prints of every cell, in one document.
import type { Report } from '../../shared/domain/documents.ts';
import type { ReportInput } from './types.ts';

export function renderJson({ run, shows, proofs, environment, redacted }: ReportInput): string {
  const { origin, config, request: _request, environment: _environment, ...document } = run;
  const report: Report = { schema: 'cgoscope/report@0', run: document, origin, config, shows, ...(proofs === undefined ? {} : { proofs }), environment, redacted };
  return `${JSON.stringify(report, null, 1)}\n`;
}
