// Above the grid: grid or list, the filter, the colours with their counts, and which axes are columns.
import { SegmentedControl, TextInput } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { LOOK_SIGN } from '../../ui/sign.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { SHOWN, type ShownKind } from './filter.ts';
import css from './run.module.css';

export interface ToolbarProps {
  look: 'grid' | 'list';
  onLook: (look: 'grid' | 'list') => void;
  q: string;
  onQ: (q: string) => void;
  /** The word of the filter that says nothing yet. */
  unfinished: string | null;
  counts: Record<ShownKind, number>;
  kinds: readonly ShownKind[];
  onKinds: (kinds: ShownKind[]) => void;
  children?: ReactNode;
}

export function Toolbar({ look, onLook, q, onQ, unfinished, counts, kinds, onKinds, children }: ToolbarProps): ReactNode {
  const { t } = useTranslation('run');
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    '/': () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  return (
    <div className={css['toolbar']}>
      <SegmentedControl
        aria-label={t('look.label')}
        value={look}
        onChange={(value) => onLook(value === 'list' ? 'list' : 'grid')}
        data={[
          { value: 'grid', label: t('look.grid') },
          { value: 'list', label: t('look.list') },
        ]}
      />
      <TextInput
        ref={input}
        className={css['filter'] ?? ''}
        type="search"
        aria-label={t('filter.label')}
        placeholder={t('filter.placeholder')}
        title={t('filter.help')}
        leftSection={<Icon name="filter" size={14} />}
        value={q}
        onChange={(event) => onQ(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && q !== '') {
            event.stopPropagation();
            onQ('');
          }
        }}
        spellCheck={false}
        aria-invalid={unfinished !== null}
        aria-describedby={unfinished === null ? undefined : 'filter-unfinished'}
      />
      {unfinished === null ? null : (
        <span id="filter-unfinished" className={css['unfinished']} role="status">
          {t('filter.unfinished', { word: shown(unfinished) })}
        </span>
      )}
      <div role="group" aria-label={t('filter.colours')} className={css['kinds']}>
        {SHOWN.filter((kind) => counts[kind] > 0 || kinds.includes(kind)).map((kind) => {
          const pressed = kinds.includes(kind);
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={pressed}
              data-kind={kind}
              aria-label={t(`filter.${kind}`, { count: counts[kind] })}
              title={t(`filter.${kind}`, { count: counts[kind] })}
              onClick={() => onKinds(pressed ? kinds.filter((each) => each !== kind) : [...kinds, kind])}
            >
              <span aria-hidden>{kind === 'going' ? LOOK_SIGN.running : LOOK_SIGN[kind]}</span>
              {counts[kind]}
            </button>
          );
        })}
      </div>
      <div className={css['spring']} />
      {children}
    </div>
  );
}
