// One of the two things that are compared: its letter and where it is, a link to its own view.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { shown } from '../../shared/domain/text.ts';
import css from './side.module.css';

/** `place`: not yet fit to be shown. `children`: what can be done with it. */
export function Side({ letter, to, place, children }: { letter: string; to: string; place: string; children?: ReactNode }): ReactNode {
  return (
    <p className={css['side']}>
      <strong>{letter}</strong>
      <Link href={to} className="mono" title={shown(place)}>
        {shown(place)}
      </Link>
      {children}
    </p>
  );
}
