// Procedures that compare measurements and hand one to others, redacted over the final bytes. A reader of the data folder can do both.
import type { Handlers } from '../../procedures.ts';
import { redactJsonText, type Redactor } from '../../report/redact/index.ts';
import { createHouseRedactor } from '../../report/procedures.ts';
import type { Store } from '../../store/types.ts';
import { compareMeasurements } from '../compare.ts';
import { renderDnsReport } from './index.ts';
import type { DnsReportFormat } from './types.ts';
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';

/** `secrets`: what this process was given, beside what the redactor knows by its shape. */
export function measurementReportProcedures(store: Store, secrets: () => string[]): Pick<Handlers, 'dns.compare' | 'dns.report'> {
  return {
    'dns.compare': async ({ a, b }) => compareMeasurements(store.measurements.get(a), store.measurements.get(b)),
    'dns.report': async ({ id, format }) => ({ content: redactedReport(store.measurements.get(id), format, createHouseRedactor(secrets())) }),
  };
}

/** Rendered once to count, so that the report can say what was taken out, and once more; then redacted. JSON stays the document that it is. */
export function redactedReport(measurement: DnsMeasurement, format: DnsReportFormat, redactor: Redactor): string {
  if (format === 'json') return `${redactJsonText(renderDnsReport({ measurement, redacted: {} }, format), redactor).text}\n`;
  const { counts } = redactor.redact(renderDnsReport({ measurement, redacted: {} }, format));
  return redactor.redact(renderDnsReport({ measurement, redacted: counts }, format)).text;
}
