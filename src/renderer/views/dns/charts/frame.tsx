// What every chart has around it: its name, its legend, and the same facts as a table instead of the picture.
import { SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './charts.module.css';

export interface FrameProps {
  title: string;
  legend?: ReactNode;
  tools?: ReactNode;
  /** Absent: the picture is a table already. */
  table?: (() => ReactNode) | undefined;
  children: ReactNode;
}

export function Frame({ title, legend, tools, table, children }: FrameProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  return (
    <figure className={css['frame']} aria-label={title}>
      <figcaption className={css['head']}>
        <span className={css['title']}>{title}</span>
        {as === 'chart' ? tools : null}
        {table === undefined ? null : (
          <SegmentedControl
            aria-label={t('show', { what: title })}
            value={as}
            onChange={(value) => setAs(value === 'table' ? 'table' : 'chart')}
            data={[
              { value: 'chart', label: t('chart') },
              { value: 'table', label: t('table') },
            ]}
          />
        )}
      </figcaption>
      {as === 'table' && table !== undefined ? table() : children}
      {as === 'chart' && legend !== undefined ? <div className={css['legend']}>{legend}</div> : null}
    </figure>
  );
}
