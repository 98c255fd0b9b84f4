// Faults against subjects as a table: its rows and columns in the order in which they came, and the slowest where several share a place. Pure.
export interface FaultCell {
  fault: string;
  subject: string;
  wallNs: number | null;
  result: 'ok' | 'fail' | 'hang' | 'varies';
  packets: number;
}

export function faultTable<T extends FaultCell>(rows: readonly T[]): { faults: string[]; subjects: string[]; cell: (fault: string, subject: string) => T | null } {
  const cells = new Map<string, T>();
  for (const row of rows) {
    const key = JSON.stringify([row.fault, row.subject]);
    const now = cells.get(key);
    if (now === undefined || (now.wallNs !== null && (row.wallNs === null || row.wallNs > now.wallNs))) cells.set(key, row);
  }
  return {
    faults: [...new Set(rows.map(({ fault }) => fault))],
    subjects: [...new Set(rows.map(({ subject }) => subject))],
    cell: (fault, subject) => cells.get(JSON.stringify([fault, subject])) ?? null,
  };
}

export function timeRange(rows: readonly { wallNs: number | null }[]): { leastNs: number; mostNs: number } {
  const times = rows.flatMap(({ wallNs }) => (wallNs === null ? [] : [wallNs]));
  return times.length === 0 ? { leastNs: 0, mostNs: 0 } : { leastNs: Math.min(...times), mostNs: Math.max(...times) };
}

/** W/T: `4`, `2.7`; null where there is nothing to say. */
export function amplification(wallNs: number | null, timeoutNs: number | null): string | null {
  if (wallNs === null || timeoutNs === null || timeoutNs <= 0) return null;
  const times = wallNs / timeoutNs;
  return times < 0.05 ? null : String(Number(times.toFixed(1)));
}
