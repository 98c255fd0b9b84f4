// Short messages at the edge: what was done, with a way back.
import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { Icon } from '../ui/icon.tsx';
import css from './toasts.module.css';

export interface Toast {
  kind: 'info' | 'error';
  text: string;
  /** A label and what it does; the toast goes when it was used. */
  action?: { label: string; run: () => void };
}

interface Toasts {
  list: readonly (Toast & { id: number })[];
  show: (toast: Toast) => void;
  dismiss: (id: number) => void;
}

let last = 0;
export const useToasts = create<Toasts>((set) => ({
  list: [],
  show: (toast) => {
    last += 1;
    set(({ list }) => ({ list: [...list.slice(-3), { ...toast, id: last }] }));
  },
  dismiss: (id) => set(({ list }) => ({ list: list.filter((each) => each.id !== id) })),
}));

/** With an action they stay long enough to be reached without haste; errors stay until they are dismissed. */
const STAY_MS = 12_000;

function One({ toast }: { toast: Toast & { id: number } }): ReactNode {
  const { t } = useTranslation();
  const dismiss = useToasts((state) => state.dismiss);
  useEffect(() => {
    if (toast.kind === 'error') return undefined;
    const timer = setTimeout(() => dismiss(toast.id), STAY_MS);
    return () => clearTimeout(timer);
  }, [toast, dismiss]);
  return (
    <div className={css['toast']} data-kind={toast.kind} role={toast.kind === 'error' ? 'alert' : 'status'}>
      <Icon name={toast.kind === 'error' ? 'warning' : 'check'} />
      <span>{toast.text}</span>
      {toast.action === undefined ? null : (
        <Button
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <button type="button" aria-label={t('action.close')} onClick={() => dismiss(toast.id)}>
        <Icon name="cross" size={12} />
      </button>
    </div>
  );
}

export function ToastArea(): ReactNode {
  const list = useToasts((state) => state.list);
  return (
    <div className={css['area']}>
      {list.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
