// Predicted against measured.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { ScatterProps } from './props.ts';

export function ScatterChart({ pairs }: ScatterProps): ReactNode {
  return (
    <ul>
      {pairs.map((one, index) => (
        <li key={index}>
          <Shown text={`${one.label} ${one.subject} ${formatNs(one.predictedNs ?? 0)} ${formatNs(one.measuredNs ?? 0)}`} />
        </li>
      ))}
    </ul>
  );
}
