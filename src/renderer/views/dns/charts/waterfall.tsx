// The waterfall of one lookup.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { WaterfallProps } from './props.ts';

export function WaterfallChart({ exchanges }: WaterfallProps): ReactNode {
  return (
    <ul>
      {exchanges.map((one, index) => (
        <li key={index}>
          <Shown text={`${formatNs(one.tNs)} ${one.server} ${one.type} ${one.name} ${one.outcome}`} />
        </li>
      ))}
    </ul>
  );
}
