// The face of the report of a measurement.
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';

export interface DnsReportInput {
  measurement: DnsMeasurement;
  /** What the redaction took out, by kind, with counts. */
  redacted: Record<string, number>;
}
export type DnsReportFormat = 'html' | 'md' | 'json';
