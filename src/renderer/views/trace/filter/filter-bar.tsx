// What every look at a trace is narrowed by: the field, how much is left, and what is asked for most by a click.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useId, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceDetail } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { Icon } from '../../../ui/icon.tsx';
import css from './filter.module.css';
import { hasTerm, toggled } from './edit.ts';
import { FilterField } from './filter-field.tsx';
import { lastFilters, rememberFilter } from './history.ts';
import type { FilterState } from './use-filter.ts';

const CHIPS = [
  { name: 'errors', term: 'error:*' },
  { name: 'files', term: 'class:file' },
  { name: 'network', term: 'class:network' },
  { name: 'processes', term: 'class:process' },
] as const;

export interface FilterBarProps {
  field: RefObject<HTMLInputElement | null>;
  source: TraceSource;
  filter: FilterState;
  noise: boolean;
  onNoise: (noise: boolean) => void;
  /** Null: not known yet. */
  detail: Pick<TraceDetail, 'events' | 'matching' | 'noise'> | null;
  /** The counts are those of the filter before. */
  stale: boolean;
  onEnter: () => void;
}

export function FilterBar({ field, source, filter, noise, onNoise, detail, stale, onEnter }: FilterBarProps): ReactNode {
  const { t, i18n } = useTranslation(['trace', 'common']);
  const id = useId();
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const { text, problem, set } = filter;
  const remember = (): void => {
    if (problem === null) rememberFilter(localStorage, text);
  };
  return (
    <div className={css['bar']} role="search" aria-label={t('filter.bar')}>
      <div className={css['line']}>
        <FilterField
          field={field}
          source={source}
          noise={noise}
          text={text}
          problemId={problem === null ? null : `${id}-problem`}
          onText={set}
          onDone={remember}
          onEnter={onEnter}
        />
        <Last onChoose={set} />
        <span className={css['count']} role="status" data-stale={stale}>
          {detail === null
            ? ''
            : detail.matching === detail.events
              ? t('filter.all', { count: detail.events, shown: number(detail.events) })
              : t('filter.matching', { matching: number(detail.matching), events: number(detail.events) })}
        </span>
        <div className={css['chips']} role="group" aria-label={t('filter.quick')}>
          {CHIPS.map(({ name, term }) => (
            <button key={name} type="button" className={css['chip']} aria-pressed={hasTerm(text, term)} onClick={() => set(toggled(text, term))}>
              {t(`filter.chips.${name}`)}
            </button>
          ))}
          {detail === null || detail.noise === 0 ? null : (
            <button type="button" className={css['chip']} aria-pressed={noise} title={t('filter.noiseWhy')} onClick={() => onNoise(!noise)}>
              {t('filter.noise', { count: detail.noise, shown: number(detail.noise) })}
            </button>
          )}
        </div>
      </div>
      {problem === null ? null : (
        <p id={`${id}-problem`} className={css['problem']} role="status">
          <span aria-hidden>▲ </span>
          {t('filter.problem', { place: problem.from + 1, message: shown(problem.message), expected: shown(problem.expected) })}
        </p>
      )}
    </div>
  );
}

/** The last filters, whatever trace they were used on. */
function Last({ onChoose }: { onChoose: (text: string) => void }): ReactNode {
  const { t } = useTranslation('trace');
  const [filters, setFilters] = useState<readonly string[]>([]);
  return (
    <Menu position="bottom-end" onOpen={() => setFilters(lastFilters(localStorage))}>
      <Menu.Target>
        <Tooltip label={t('filter.last')}>
          <ActionIcon aria-label={t('filter.last')}>
            <Icon name="runs" size={14} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {filters.length === 0 ? <Menu.Label>{t('filter.noLast')}</Menu.Label> : null}
        {filters.map((text) => (
          <Menu.Item key={text} onClick={() => onChoose(text)}>
            <code>{shown(text.length > 90 ? `${text.slice(0, 90)}…` : text)}</code>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
