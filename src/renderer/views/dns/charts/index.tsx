// The charts of the DNS lab: each is a chunk of its own that is fetched when it is first shown. Pages import from here alone.
import { createElement, Suspense, type ComponentType, type ReactNode } from 'react';
import { view } from '../../../app/views.ts';
import { Loading } from '../../../ui/notice.tsx';
import type { DistributionProps, FaultMatrixProps, FrontProps, HeatMapProps, ScatterProps, SearchLinesProps, WaterfallProps } from './props.ts';

/** Until its code is here the chart's place says so, and the page around it stays. */
function chart<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  const Drawn = view(load);
  return (props) => <Suspense fallback={<Loading />}>{createElement(Drawn, props)}</Suspense>;
}

export const Waterfall = chart<WaterfallProps>(async () => (await import('./waterfall.tsx')).WaterfallChart);
export const HeatMap = chart<HeatMapProps>(async () => (await import('./heat-map.tsx')).HeatMapChart);
export const Scatter = chart<ScatterProps>(async () => (await import('./scatter.tsx')).ScatterChart);
export const SearchLines = chart<SearchLinesProps>(async () => (await import('./search-lines.tsx')).SearchLinesChart);
export const FaultMatrix = chart<FaultMatrixProps>(async () => (await import('./fault-matrix.tsx')).FaultMatrixChart);
export const Distribution = chart<DistributionProps>(async () => (await import('./distribution.tsx')).DistributionChart);
export const Front = chart<FrontProps>(async () => (await import('./front.tsx')).FrontChart);

export type * from './props.ts';
