// Puts this binary beside another one: the one that waits for its second side, or one that is chosen next.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { create } from 'zustand';
import type { Binary } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { binaryName, binaryNamed, placeOf, shortName } from './which.ts';

interface Waiting {
  /** The first side of a comparison that has no second one yet, by its name; kept while one looks for the other. */
  first: string | null;
}
export const useWaiting = create<Waiting>(() => ({ first: null }));

export function ComparePicker({ binary }: { binary: Binary }): ReactNode {
  const { t } = useTranslation('binary');
  const name = binaryName(binary);
  const first = useWaiting((state) => state.first);
  const other = first === null || first === name ? null : binaryNamed(first);
  return (
    <>
      {other === null ? null : (
        <Button component={Link} href={routes.binaries(binaryName(other), name)} title={shown(placeOf(other))}>
          {t('compare.withThat', { name: shown(shortName(other)) })}
        </Button>
      )}
      <Button component={Link} href={routes.binaries(name)}>
        {t('compare.with')}
      </Button>
    </>
  );
}
