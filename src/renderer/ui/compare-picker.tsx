// Puts what is shown beside another one of its kind: the one that waits for its second side, or one that is chosen next.
import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { create } from 'zustand';
import { shown } from '../../shared/domain/text.ts';

type Kind = 'binary' | 'trace';

/** The first side of a comparison that has no second one yet, by the name that its address has; kept while one looks for the other. */
const useFirst = create<Record<Kind, string | null>>(() => ({ binary: null, trace: null }));

/** For the view that compares: until it has its second side, everything of the kind offers itself as one. Null: it has both, or none. */
export function useWaitForSecond(kind: Kind, first: string | null): void {
  useEffect(() => {
    useFirst.setState({ [kind]: first });
  }, [kind, first]);
}

/** The side that waits, other than this one. */
export function useWaitingSide(kind: Kind, own: string): string | null {
  const first = useFirst((state) => state[kind]);
  return first === own ? null : first;
}

export interface ComparePickerProps {
  /** Where this one is the first side, and the second one is chosen. */
  to: string;
  /** The one that waits, and the address of both; its name and place not yet fit to be shown. */
  waiting: { to: string; name: string; place: string } | null;
}

export function ComparePicker({ to, waiting }: ComparePickerProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {waiting === null ? null : (
        <Button component={Link} href={waiting.to} title={shown(waiting.place)}>
          {t('compareWith.that', { name: shown(waiting.name) })}
        </Button>
      )}
      <Button component={Link} href={to}>
        {t('compareWith.another')}
      </Button>
    </>
  );
}
