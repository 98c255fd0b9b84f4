// The charts of the DNS lab: each is a chunk of its own that is fetched when it is first shown. Pages import from here alone.
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Loading } from '../../../ui/notice.tsx';
import type { DistributionProps, FaultMatrixProps, FrontProps, HeatMapProps, ScatterProps, SearchLinesProps, WaterfallProps } from './props.ts';

/** Until its code is here the chart's place says so. */
function later<P extends object>(take: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  const Chart = lazy(async () => ({ default: await take() })) as unknown as ComponentType<P>; // a lazy component takes the props of what it loads
  return function Later(props: P): ReactNode {
    return (
      <Suspense fallback={<Loading />}>
        <Chart {...props} />
      </Suspense>
    );
  };
}

export const Waterfall = later<WaterfallProps>(async () => (await import('./waterfall.tsx')).WaterfallChart);
export const HeatMap = later<HeatMapProps>(async () => (await import('./heat-map.tsx')).HeatMapChart);
export const Scatter = later<ScatterProps>(async () => (await import('./scatter.tsx')).ScatterChart);
export const SearchLines = later<SearchLinesProps>(async () => (await import('./search-lines.tsx')).SearchLinesChart);
export const FaultMatrix = later<FaultMatrixProps>(async () => (await import('./fault-matrix.tsx')).FaultMatrixChart);
export const Distribution = later<DistributionProps>(async () => (await import('./distribution.tsx')).DistributionChart);
export const Front = later<FrontProps>(async () => (await import('./front.tsx')).FrontChart);

export type * from './props.ts';
