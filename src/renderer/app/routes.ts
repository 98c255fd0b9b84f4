// Every address of the window, in one place: views link with these, and a link can be handed to a colleague with the same workbench.

import type { Binary, TraceSource } from '../../shared/api/contract.ts';

const query = (values: Record<string, string | number | readonly string[] | null | undefined>): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (Array.isArray(value)) for (const each of value) params.append(name, String(each));
    else if (value !== null && value !== undefined && value !== '') params.append(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

export const CELL_TABS = ['summary', 'log', 'output', 'elf', 'trace', 'findings', 'reproduce', 'history'] as const;
export type CellTab = (typeof CELL_TABS)[number];

export const BINARY_TABS = ['overview', 'against', 'symbols', 'sections', 'dynamic', 'code', 'notes', 'size'] as const;
export type BinaryTab = (typeof BINARY_TABS)[number];
export const IMAGE_TABS = ['audit', 'files', 'layers', 'checklist', 'compare'] as const;
export type ImageTab = (typeof IMAGE_TABS)[number];

/** What there is to see of one trace. */
export const TRACE_LOOKS = ['events', 'summary', 'files', 'addresses', 'processes', 'searched', 'timeline', 'raw'] as const;
export type TraceLook = (typeof TRACE_LOOKS)[number];

export const DNS_LOOKS = ['predict', 'explore', 'advise', 'measure'] as const;
export type DnsLook = (typeof DNS_LOOKS)[number];

/** A binary as values of an address. */
const binaryQuery = (binary: Binary): Record<string, string | number> => {
  switch (binary.kind) {
    case 'file':
      return { file: binary.path };
    case 'cell':
      return { run: binary.run, cell: binary.cell };
    case 'image':
      return { image: binary.image, path: binary.path };
  }
};

/** A trace as values of an address. */
const traceQuery = (source: TraceSource): Record<string, string | number> => {
  switch (source.kind) {
    case 'file':
      return { file: source.path };
    case 'cell':
      return { run: source.run, cell: source.cell };
    case 'recording':
      return { recording: source.id };
  }
};

/** What is to be seen of a trace: `q` in its filter language, `noise: true` with the emulator's own calls, `event` (from 1) opened, `line` of the raw log. */
export interface TraceAddress {
  look?: TraceLook;
  q?: string;
  noise?: boolean;
  event?: number;
  line?: number;
}
const traceValues = ({ noise, ...options }: TraceAddress): Record<string, string | number> => ({ ...options, ...(noise === true ? { noise: 1 } : {}) });

export const routes = {
  home: () => '/',
  /** The matrix that would run: a project, and what is changed of its file. */
  matrix: (options: { path: string; config?: string | null; set?: readonly string[]; only?: readonly string[] }) => `/matrix${query(options)}`,
  runs: (options: { q?: string } = {}) => `/runs${query(options)}`,
  run: (run: string, options: { q?: string; look?: string; sort?: string } = {}) => `/runs/${encodeURIComponent(run)}${query(options)}`,
  cell: (run: string, cell: number, options: { tab?: CellTab; line?: number; q?: string; stream?: string } = {}) =>
    `/runs/${encodeURIComponent(run)}/cells/${cell}${query(options)}`,
  cellTrace: (run: string, cell: number, options: TraceAddress = {}) => `/runs/${encodeURIComponent(run)}/cells/${cell}${query({ tab: 'trace', ...traceValues(options) })}`,
  /** `with`: RUN/CELL or RUN, each. */
  compare: (what: readonly string[], options: { tab?: string; stream?: string; all?: string } = {}) => `/compare${query({ with: what, ...options })}`,
  /** A binary in depth; null: where one is chosen. */
  binary: (binary: Binary | null, options: { tab?: BinaryTab; against?: string; at?: string } = {}) =>
    `/binary${query({ ...(binary === null ? {} : binaryQuery(binary)), ...options })}`,
  /** Two binaries, each as `binaryName` of views/binary/which.ts says it. */
  binaries: (a: string, b: string | null = null) => `/binary/compare${query({ a, b })}`,
  images: (options: { q?: string } = {}) => `/images${query(options)}`,
  image: (ref: string, options: { tab?: ImageTab; path?: string; other?: string } = {}) => `/image${query({ ref, ...options })}`,
  /** What is given there stays in the window; the address can name a binary and an image that belong to it, and the line that is looked at. */
  explain: (options: { elf?: string; image?: string; look?: string; line?: number } = {}) => `/explain${query(options)}`,
  /** Every trace there is: where one is dropped or chosen, and the recordings. */
  traces: () => '/traces',
  /** With the dialog to record open: for an image, or as it was left (`1`). */
  record: (image: string = '1') => `/traces${query({ record: image })}`,
  trace: (source: TraceSource, options: TraceAddress = {}) => `/trace${query({ ...traceQuery(source), ...traceValues(options) })}`,
  /** Two traces, each as `traceName` of views/trace/which.ts says it; null: still to be chosen. */
  tracesCompare: (a: string | null, b: string | null = null, options: { tab?: 'side'; pair?: number; noise?: boolean } = {}) =>
    `/traces/compare${query({ a, b, tab: options.tab, pair: options.pair, ...(options.noise === true ? { noise: 1 } : {}) })}`,
  bisect: (id: string) => `/bisect/${encodeURIComponent(id)}`,
  /** The DNS lab; `s`: what stands in it, as `encodeDraft` of views/dns/draft.ts says it. */
  dns: (options: { s?: string; look?: DnsLook } = {}) => `/dns${query(options)}`,
  measurements: (options: { select?: readonly string[] } = {}) => `/dns/measurements${query(options)}`,
  /** `pair`: places of scenario and subject, `0.2`. */
  measurement: (id: string, options: { pair?: string; look?: string } = {}) => `/dns/measurements/${encodeURIComponent(id)}${query(options)}`,
  measurementsCompare: (a: string, b: string) => `/dns/compare${query({ a, b })}`,
  doctor: () => '/doctor',
  settings: () => '/settings',
} as const;

/** A name as an address has it. The router has decoded what is not reserved, so a `%` that is left may begin nothing: no run is named so, and the view says that. */
export function nameIn(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
