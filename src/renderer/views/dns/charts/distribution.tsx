// Repeated lookups.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { DistributionProps } from './props.ts';

export function DistributionChart({ samples }: DistributionProps): ReactNode {
  return (
    <ul>
      {samples.map(({ label, wallNs }, index) => (
        <li key={index}>
          <Shown text={`${label} ${wallNs.map((ns) => formatNs(ns ?? 0)).join(String())}`} />
        </li>
      ))}
    </ul>
  );
}
