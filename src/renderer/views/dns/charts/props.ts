// What the charts of the DNS lab are given. Texts in it (labels, names, faults) are strangers': the charts show them escaped.
import type { FaultRow, ScatterPair } from '../../../../shared/domain/dns-pairs.ts';
import type { DnsAdvice, DnsExchange, DnsGrid, Resolver } from '../../../../shared/domain/dns.ts';

export type { FaultRow, ScatterPair } from '../../../../shared/domain/dns-pairs.ts';
export type GridPoint = DnsGrid['points'][number];
export type FrontPoint = DnsAdvice['front'][number];

export interface WaterfallProps {
  exchanges: readonly DnsExchange[];
  /** When the call returned; null: never. */
  wallNs: number | null;
  /** Names of the lanes: the i-th is of server i + 1. Servers beyond them get a number. */
  servers: readonly string[];
  /** Of these packets: `measured`, `go 1.24`. */
  label: string;
  /** A second set in the same lanes: the predicted beside the measured. */
  beside?: { exchanges: readonly DnsExchange[]; wallNs: number | null; label: string } | undefined;
}

export interface HeatMapProps {
  points: readonly GridPoint[];
  /** Null: small multiples for every resolver that the points have. */
  resolver: Resolver | null;
  /** Null: no line is drawn. */
  budgetNs: number | null;
  /** A cell was chosen: its slowest point. */
  onPick?: ((point: GridPoint) => void) | undefined;
  /** The cell that the scenario stands on now. */
  current?: { timeout: number; attempts: number; servers?: number | undefined; resolver?: Resolver | undefined } | null | undefined;
}

export interface ScatterProps {
  pairs: readonly ScatterPair[];
  /** A mark was chosen, by its place in `pairs`. */
  onPick?: ((index: number) => void) | undefined;
}

export interface SearchLinesProps {
  series: readonly { resolver: Resolver; points: readonly { search: number; wallNs: number | null }[] }[];
  budgetNs?: number | null | undefined;
}

export interface FaultMatrixProps {
  rows: readonly FaultRow[];
  /** Time-outs are shown as multiples of it too (W/T). */
  timeoutNs?: number | null | undefined;
  onPick?: ((row: FaultRow) => void) | undefined;
}

export interface DistributionProps {
  /** Each is a line: every lookup that was measured, null for one that never returned. */
  samples: readonly { label: string; wallNs: readonly (number | null)[] }[];
}

export interface FrontProps {
  points: readonly FrontPoint[];
  /** Place in `points` of the recommended one; null: none. */
  chosen: number | null;
  budgetNs: number | null;
  onPick?: ((index: number) => void) | undefined;
}
