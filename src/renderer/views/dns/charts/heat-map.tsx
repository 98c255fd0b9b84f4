// Time-out by attempts.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { HeatMapProps } from './props.ts';

export function HeatMapChart({ points, onPick }: HeatMapProps): ReactNode {
  return (
    <ul>
      {points.slice(0, 500).map((one, index) => (
        <li key={index}>
          <button type="button" onClick={() => onPick?.(one)}>
            <Shown text={`T ${one.timeout} A ${one.attempts} ${one.maxNs === null ? String(null) : formatNs(one.maxNs)}`} />
          </button>
        </li>
      ))}
    </ul>
  );
}
