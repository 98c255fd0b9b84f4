// Names and values, aligned: what is compared stands in one column, in one width of letters.
import { Fragment, type ReactNode } from 'react';
import { shown } from '../../shared/domain/text.ts';
import css from './facts.module.css';

export interface FactRow {
  name: string;
  value: ReactNode;
  /** False: prose, not a value. */
  mono?: boolean;
}

export function Facts({ rows }: { rows: readonly FactRow[] }): ReactNode {
  return (
    <dl className={css['facts']}>
      {rows.map(({ name, value, mono = true }, index) => (
        <Fragment key={`${name}-${index}`}>
          <dt>{name}</dt>
          <dd className={mono ? 'mono' : undefined}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** Text of strangers: control and bidi characters made visible, in full on hover where it is cut. */
export function Shown({ text, max = 4_000 }: { text: string; max?: number }): ReactNode {
  const safe = shown(text.length > max ? `${text.slice(0, max)}…` : text);
  return (
    <bdi className={css['shown']} dir="ltr">
      {safe}
    </bdi>
  );
}
