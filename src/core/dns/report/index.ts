// The report of a measurement as one file to hand on. A format is one module and one line here.
import { renderDnsHtml } from './html.ts';
import { renderDnsMarkdown } from './markdown.ts';
import type { DnsReportFormat, DnsReportInput } from './types.ts';

const RENDERERS: Record<DnsReportFormat, (input: DnsReportInput) => string> = {
  html: renderDnsHtml,
  md: renderDnsMarkdown,
  json: ({ measurement }) => `${JSON.stringify(measurement, null, 1)}\n`,
};

/** The whole file as text. Pure: the same input gives the same bytes; redaction runs over them afterwards. */
export const renderDnsReport = (input: DnsReportInput, format: DnsReportFormat): string => RENDERERS[format](input);

export type { DnsReportFormat, DnsReportInput } from './types.ts';
