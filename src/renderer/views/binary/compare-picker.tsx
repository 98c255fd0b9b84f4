// Puts this binary beside another one: two binaries that were looked at are compared.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Binary } from '../../../shared/api/contract.ts';
import { routes } from '../../app/routes.ts';
import { binaryName } from './which.ts';

export function ComparePicker({ binary }: { binary: Binary }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <Button component={Link} href={routes.binaries(binaryName(binary))}>
      {t('compare.with')}
    </Button>
  );
}
