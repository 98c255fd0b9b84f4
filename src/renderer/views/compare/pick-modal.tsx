// The dialog in which one side is replaced, or one more is added.
import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Picker } from './picker.tsx';
import css from './picker.module.css';
import { letterOf, parseSide } from './sides.ts';

export interface PickModalProps {
  side: number;
  taken: readonly string[];
  kind: 'cell' | 'run';
  onPick: (item: string) => void;
  onClose: () => void;
}

export function PickModal({ side, taken, kind, onPick, onClose }: PickModalProps): ReactNode {
  const { t } = useTranslation('compare');
  const { t: common } = useTranslation();
  // It is there only while it is open, so it gives the focus back itself.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) setTimeout(() => before.focus({ preventScroll: true }));
    },
    [before],
  );
  const near = parseSide(taken[side] ?? taken[0] ?? '');
  return (
    <Modal opened onClose={onClose} size="min(1200px, 94vw)" title={t('pick.modal', { letter: letterOf(side) })} closeButtonProps={{ 'aria-label': common('action.close') }}>
      <div className={css['modal']}>
        <Picker taken={taken} kind={kind} onPick={onPick} start={near?.run ?? null} />
      </div>
    </Modal>
  );
}
