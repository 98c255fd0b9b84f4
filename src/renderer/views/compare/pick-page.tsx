// Nothing, or one thing, is chosen yet: what to compare it with, suggestions first.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { outcomeText } from '../../../shared/domain/run.ts';
import { cellLabel } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useCall, useRun } from '../../api/client.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ColourSign, Counts, Marks, StateSign } from '../../ui/sign.tsx';
import { Picker } from './picker.tsx';
import css from './picker.module.css';
import { addSide, cellItem, letterOf, type Side } from './sides.ts';
import { localTime, projectName } from './words.ts';

export function PickPage({ picked, onChange }: { picked: Side | null; onChange: (items: readonly string[]) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const items = picked === null ? [] : [picked.item];
  return (
    <Page title={t('title')} command={picked === null ? ['runs'] : ['show', picked.item]} fill>
      {picked === null ? (
        <p className={css['why']}>{t('pick.why')}</p>
      ) : picked.cell === null ? (
        <RunPicked side={picked} onChange={onChange} />
      ) : (
        <CellPicked side={picked} cell={picked.cell} onChange={onChange} />
      )}
      <Picker taken={items} kind={picked === null ? 'any' : picked.cell === null ? 'run' : 'cell'} onPick={(item) => onChange(addSide(items, item))} start={picked?.run ?? null} />
    </Page>
  );
}

function Slots({ children, next, onClear }: { children: ReactNode; next: string; onClear: () => void }): ReactNode {
  const { t } = useTranslation('compare');
  return (
    <div className={css['slots']}>
      <div className={css['slot']}>
        <span className={css['letter']}>{letterOf(0)}</span>
        {children}
        <span className={css['spring']} />
        <Button onClick={onClear}>{t('pick.forget')}</Button>
      </div>
      <div className={css['slot']}>
        <span className={css['letter']}>{letterOf(1)}</span>
        <span className="dim">{next}</span>
      </div>
    </div>
  );
}

function CellPicked({ side, cell, onChange }: { side: Side; cell: string; onChange: (items: readonly string[]) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const show = useCall('cell.get', { run: side.run, cell, logBytes: 0 });
  const history = useCall('cell.history', { run: side.run, cell, limit: 20 });
  if (show.isError) return <ErrorNotice error={show.error} retry={() => onChange([])} />;
  const known = show.data;
  if (known === undefined) return null;
  const nearest = known.nearest;
  const others = (history.data?.entries ?? []).filter(({ run }) => run.id !== known.run.id);
  // A run in which it ended in another way says most; else the newest.
  const earlier =
    others.find(({ cell: other }) => other.green !== known.cell.green) ?? others.find(({ cell: other }) => outcomeText(other) !== outcomeText(known.cell)) ?? others[0];
  return (
    <>
      <Slots next={t('pick.nextCell')} onClear={() => onChange([])}>
        <StateSign cell={known.cell} />
        <Marks cell={known.cell} />
        <code>{shown(cellLabel(known.cell.axes, []))}</code>
      </Slots>
      {nearest === null && earlier === undefined && known.cell.green !== false ? null : (
        <div className={css['suggestions']}>
          <h2>{t('suggest.title')}</h2>
          {nearest === null ? (
            known.cell.green === false ? (
              <span className="dim">{t('suggest.none')}</span>
            ) : null
          ) : (
            <span className={css['suggestion']}>
              <Button variant="filled" onClick={() => onChange([side.item, cellItem(known.run.id, nearest.number)])}>
                {t('suggest.nearest')}
              </Button>
              <ColourSign colour="green">{`#${nearest.number}`}</ColourSign>
              <span className="dim">{nearest.apart.length === 0 ? t('suggest.sameAxes') : t('suggest.apart', { axes: nearest.apart.join(', ') })}</span>
            </span>
          )}
          {earlier === undefined ? null : (
            <span className={css['suggestion']}>
              <Button onClick={() => onChange([side.item, cellItem(earlier.run.id, earlier.cell.number)])}>{t('suggest.earlier')}</Button>
              <StateSign cell={earlier.cell} />
              <span className="dim">{localTime(earlier.run.startedAt)}</span>
            </span>
          )}
        </div>
      )}
    </>
  );
}

function RunPicked({ side, onChange }: { side: Side; onChange: (items: readonly string[]) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const run = useRun(side.run);
  const runs = useCall('runs.list', { limit: 200 });
  if (run.isError) return <ErrorNotice error={run.error} retry={() => onChange([])} />;
  const known = run.data;
  if (known === undefined) return null;
  const line = runs.data?.runs.find(({ id }) => id === known.id);
  const previous = runs.data?.runs.find(({ id, project, startedAt }) => id !== known.id && project === known.project.path && startedAt < known.startedAt);
  return (
    <>
      <Slots next={t('pick.nextRun')} onClear={() => onChange([])}>
        <span>{localTime(known.startedAt)}</span>
        <code>{shown(projectName(known.project.path))}</code>
        {line === undefined ? null : <Counts counts={line} />}
      </Slots>
      {previous === undefined ? null : (
        <div className={css['suggestions']}>
          <h2>{t('suggest.title')}</h2>
          <span className={css['suggestion']}>
            <Button variant="filled" onClick={() => onChange([previous.id, side.item])}>
              {t('suggest.previous')}
            </Button>
            <span className="dim">{localTime(previous.startedAt)}</span>
            <Counts counts={previous} />
          </span>
        </div>
      )}
    </>
  );
}
