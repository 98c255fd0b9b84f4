// A question of its own before anything is changed or removed for good: what, how much, and the same by hand.
import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './doctor.module.css';

export interface AskFirstProps {
  opened: boolean;
  title: string;
  /** What the button that does it says. */
  yes: string;
  onYes: () => void;
  onNo: () => void;
  children: ReactNode;
}

export function AskFirst({ opened, title, yes, onYes, onNo, children }: AskFirstProps): ReactNode {
  const { t } = useTranslation('common');
  return (
    <Modal opened={opened} onClose={onNo} title={title} size="md" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <div className={css['ask']}>
        {children}
        <div className={css['answers']}>
          <Button data-autofocus onClick={onNo}>
            {t('action.cancel')}
          </Button>
          <Button variant="filled" onClick={onYes}>
            {yes}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
