// What can be done with the timeline by a button.
import { ActionIcon, Button, SegmentedControl, Switch, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../ui/icon.tsx';
import { Legend } from './legend.tsx';
import { allOf, isWhole, zoomed, type ChangeSpan, type Span } from './span.ts';
import css from './timeline.module.css';

export interface ToolsProps {
  as: 'picture' | 'table';
  onAs: (as: string) => void;
  span: Span;
  endNs: number;
  change: ChangeSpan;
  selection: Span | null;
  /** Selects what is looked at. */
  selectSeen: () => void;
  clear: () => void;
  /** Only tasks that call in what is looked at; null where there is one task alone. */
  active: boolean | null;
  onActive: (active: boolean) => void;
  /** Single calls are drawn. */
  single: boolean;
}

export function Tools({ as, onAs, span, endNs, change, selection, selectSeen, clear, active, onActive, single }: ToolsProps): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const zoom = (factor: number): void => change((now) => zoomed(now, endNs, (now.fromNs + now.toNs) / 2, factor));
  return (
    <div className={css['bar']}>
      <SegmentedControl
        aria-label={t('as.label')}
        value={as}
        onChange={onAs}
        data={[
          { value: 'picture', label: t('as.picture') },
          { value: 'table', label: t('as.table') },
        ]}
      />
      <span className={css['buttons']}>
        <Tool label={t('tool.in')} text="+" onClick={() => zoom(0.5)} />
        <Tool label={t('tool.out')} text="−" onClick={() => zoom(2)} />
        <Button variant="subtle" color="gray" disabled={isWhole(span, endNs)} onClick={() => change(() => allOf(endNs))}>
          {t('tool.all')}
        </Button>
      </span>
      {selection === null ? (
        <Button onClick={selectSeen} disabled={isWhole(span, endNs)}>
          {t('tool.select')}
        </Button>
      ) : (
        <span className={css['buttons']}>
          <Button onClick={() => change(() => selection)}>{t('tool.toSelection')}</Button>
          <Tooltip label={t('tool.clear')}>
            <ActionIcon aria-label={t('tool.clear')} onClick={clear}>
              <Icon name="cross" size={12} />
            </ActionIcon>
          </Tooltip>
        </span>
      )}
      {active === null ? null : <Switch label={t('tool.active')} checked={active} onChange={(event) => onActive(event.currentTarget.checked)} />}
      <span className={css['spring']} />
      <Legend single={single} />
    </div>
  );
}

function Tool({ label, text, onClick }: { label: string; text: string; onClick: () => void }): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        <span className="mono" aria-hidden>
          {text}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}
