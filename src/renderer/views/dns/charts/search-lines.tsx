// W against the number of search domains.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { SearchLinesProps } from './props.ts';

export function SearchLinesChart({ series }: SearchLinesProps): ReactNode {
  return (
    <ul>
      {series.flatMap(({ resolver, points }) =>
        points.map((one) => (
          <li key={`${resolver} ${one.search}`}>
            <Shown text={`${resolver} ${one.search} ${formatNs(one.wallNs ?? 0)}`} />
          </li>
        )),
      )}
    </ul>
  );
}
