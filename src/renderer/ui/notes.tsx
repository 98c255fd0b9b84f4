import type { ReactNode } from 'react';
import css from './notes.module.css';
import { Shown } from './facts.tsx';
import { Section } from './page.tsx';

/** What is to be known beside a result, a sentence each; nothing where there is none. */
export function Notes({ title, notes }: { title: string; notes: readonly string[] }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={css['notes']}>
        {notes.map((note, index) => (
          <li key={index}>
            <Shown text={note} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
