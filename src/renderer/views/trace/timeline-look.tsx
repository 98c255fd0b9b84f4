// The timeline, loaded when it is first looked at.
import { lazy, Suspense, type ReactNode } from 'react';
import { loadAgain } from '../../app/views.ts';
import { Loading } from '../../ui/notice.tsx';
import type { LookProps } from './look-props.ts';

const Timeline = lazy(async () => ({ default: (await loadAgain(() => import('./timeline/timeline.tsx'))).Timeline }));

export function TimelineLook({ source, state, filter, open, narrow }: LookProps): ReactNode {
  return (
    <Suspense fallback={<Loading />}>
      <Timeline source={source} filter={filter} noise={state.noise} onPick={open} onFilter={narrow} />
    </Suspense>
  );
}
