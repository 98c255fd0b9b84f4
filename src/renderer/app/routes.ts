// Every address of the window, in one place: views link with these, and a link can be handed to a colleague with the same workbench.

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

export const routes = {
  home: () => '/',
  /** The matrix that would run: a project, and what is changed of its file. */
  matrix: (options: { path: string; config?: string | null; set?: readonly string[]; only?: readonly string[] }) => `/matrix${query(options)}`,
  runs: (options: { q?: string } = {}) => `/runs${query(options)}`,
  run: (run: string, options: { q?: string; look?: string; sort?: string } = {}) => `/runs/${encodeURIComponent(run)}${query(options)}`,
  cell: (run: string, cell: number, options: { tab?: CellTab; line?: number; q?: string; stream?: string } = {}) =>
    `/runs/${encodeURIComponent(run)}/cells/${cell}${query(options)}`,
  /** `with`: RUN/CELL or RUN, each. */
  compare: (what: readonly string[], options: { tab?: string; stream?: string; all?: string } = {}) => `/compare${query({ with: what, ...options })}`,
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
