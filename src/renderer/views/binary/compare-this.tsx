// Puts this binary beside another one.
import type { ReactNode } from 'react';
import type { Binary } from '../../../shared/api/contract.ts';
import { routes } from '../../app/routes.ts';
import { ComparePicker, useWaitingSide } from '../../ui/compare-picker.tsx';
import { binaryName, binaryNamed, placeOf, shortName } from './which.ts';

export function CompareThis({ binary }: { binary: Binary }): ReactNode {
  const name = binaryName(binary);
  const first = useWaitingSide('binary', name);
  const other = first === null ? null : binaryNamed(first);
  return (
    <ComparePicker to={routes.binaries(name)} waiting={other === null ? null : { to: routes.binaries(binaryName(other), name), name: shortName(other), place: placeOf(other) }} />
  );
}
