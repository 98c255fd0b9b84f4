// Puts this trace beside another one.
import type { ReactNode } from 'react';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { routes } from '../../app/routes.ts';
import { ComparePicker, useWaitingSide } from '../../ui/compare-picker.tsx';
import { useSideName } from './compare/use-side-name.ts';
import { shortTraceName, traceName, traceNamed, tracePlace } from './which.ts';

/** `noise`: with the emulator's own calls, as they are shown here. */
export function CompareThis({ source, noise }: { source: TraceSource; noise: boolean }): ReactNode {
  const name = traceName(source);
  const first = useWaitingSide('trace', name);
  const other = first === null ? null : traceNamed(first);
  const called = useSideName(other ?? source, shortTraceName(other ?? source));
  return (
    <ComparePicker
      to={routes.tracesCompare(name, null, { noise })}
      waiting={other === null ? null : { to: routes.tracesCompare(traceName(other), name, { noise }), name: called, place: tracePlace(other) }}
    />
  );
}
