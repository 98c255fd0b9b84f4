// The Pareto front.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { FrontProps } from './props.ts';

export function FrontChart({ points }: FrontProps): ReactNode {
  return (
    <ul>
      {points.map((one, index) => (
        <li key={index}>
          <Shown text={`T ${one.timeout} A ${one.attempts} ${formatNs(one.worstNs ?? 0)} ${one.lossSurvival}`} />
        </li>
      ))}
    </ul>
  );
}
