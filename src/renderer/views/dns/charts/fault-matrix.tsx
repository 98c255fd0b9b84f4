// Fault by subject.
import type { ReactNode } from 'react';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { FaultMatrixProps } from './props.ts';

export function FaultMatrixChart({ rows }: FaultMatrixProps): ReactNode {
  return (
    <ul>
      {rows.map((one, index) => (
        <li key={index}>
          <Shown text={`${one.fault} ${one.subject} ${formatNs(one.wallNs ?? 0)} ${one.result} ${one.packets}`} />
        </li>
      ))}
    </ul>
  );
}
