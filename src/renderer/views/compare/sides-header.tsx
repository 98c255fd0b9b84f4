// The sides, a column each, over whatever is compared below: how each ended, where it is from, and the axes in which they differ.
import { ActionIcon, Menu } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { AXES, NONE, type Axis } from '../../../shared/domain/axes.ts';
import type { Show } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Icon } from '../../ui/icon.tsx';
import { Marks, StateSign } from '../../ui/sign.tsx';
import { axisText } from './axis-columns.ts';
import marks from './marks.module.css';
import css from './sides.module.css';
import { letterOf } from './sides.ts';
import { localTime, projectName } from './words.ts';

/** Axes in which the sides differ, and those with one value everywhere that means something. */
function splitAxes(shows: readonly Show[]): { differ: Axis[]; same: [Axis, string][] } {
  const value = (show: Show | undefined, axis: Axis): string => show?.cell.axes[axis] ?? NONE;
  const differ = AXES.filter((axis) => new Set(shows.map((show) => value(show, axis))).size > 1);
  const same = AXES.filter((axis) => !differ.includes(axis)).map((axis): [Axis, string] => [axis, value(shows[0], axis)]);
  return { differ, same: same.filter(([, text]) => text !== NONE && text !== '') };
}

export interface SideActions {
  replace: (side: number) => void;
  remove: (side: number) => void;
  /** Makes it the one that the others are compared with. */
  first: (side: number) => void;
}

export function SidesHeader({ shows, actions }: { shows: readonly Show[]; actions: SideActions }): ReactNode {
  const { t } = useTranslation('compare');
  const { differ, same } = useMemo(() => splitAxes(shows), [shows]);
  const oneRun = new Set(shows.map(({ run }) => run.id)).size === 1;
  const columns = { gridTemplateColumns: `240px repeat(${shows.length}, minmax(0, 1fr))` };
  return (
    <div className={css['sides']} role="table" aria-label={t('tab.label')}>
      <div role="row" className={css['row']} style={columns}>
        <span role="columnheader" className={css['name']}>
          {t('side.cell')}
        </span>
        {shows.map((show, side) => (
          <div key={side} role="columnheader" className={css['side']} aria-label={t('side.letter', { letter: letterOf(side) })}>
            <span className={marks['letter']} data-side={side}>
              {letterOf(side)}
            </span>
            <StateSign cell={show.cell} />
            <Marks cell={show.cell} />
            <Link href={routes.cell(show.run.id, show.cell.number)} className={css['open']} title={`${t('side.open')}: ${show.run.id}/${show.cell.number}`}>
              {`#${show.cell.number}`}
            </Link>
            <SideMenu show={show} side={side} count={shows.length} actions={actions} />
          </div>
        ))}
      </div>
      <div role="row" className={css['row']} style={columns}>
        <span role="rowheader" className={css['name']}>
          {t('side.run')}
        </span>
        {shows.map(({ run }, side) => (
          <div key={side} role="cell" className={css['run']} data-same={oneRun && side > 0}>
            <Link href={routes.run(run.id)} title={run.id}>
              {localTime(run.startedAt)}
            </Link>
            <span className="dim">{shown(projectName(run.project))}</span>
          </div>
        ))}
      </div>
      {differ.map((axis) => (
        <div key={axis} role="row" className={css['row']} style={columns}>
          <span role="rowheader" className={css['name']}>
            <span aria-hidden className={marks['unequal']}>
              {'≠'}
            </span>
            <span className="visually-hidden">{t('side.differs')}</span>
            <code>{axis}</code>
          </span>
          {shows.map((show, side) => (
            <div key={side} role="cell" className={css['axis']}>
              <code>{axisText(show.cell.axes, axis)}</code>
            </div>
          ))}
        </div>
      ))}
      <div role="row" className={css['row']} style={columns}>
        <span role="rowheader" className={css['name']}>
          {'='} {t('side.same')}
        </span>
        <div role="cell" className={css['same']}>
          {differ.length === 0 ? <span>{t('side.sameCell')} </span> : null}
          <code>{same.length === 0 ? t('side.nothingSame') : same.map(([axis, value]) => `${axis}=${shown(value)}`).join('  ')}</code>
        </div>
      </div>
    </div>
  );
}

function SideMenu({ show, side, count, actions }: { show: Show; side: number; count: number; actions: SideActions }): ReactNode {
  const { t } = useTranslation('compare');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={t('side.menu', { letter: letterOf(side) })} className={css['menu'] ?? ''}>
          <Icon name="down" size={12} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => actions.replace(side)}>{t('side.replace')}</Menu.Item>
        {side === 0 ? null : <Menu.Item onClick={() => actions.first(side)}>{t('side.first')}</Menu.Item>}
        {count > 1 ? <Menu.Item onClick={() => actions.remove(side)}>{t('side.remove')}</Menu.Item> : null}
        <Menu.Divider />
        <Menu.Item component={Link} href={routes.cell(show.run.id, show.cell.number)}>
          {t('side.open')}
        </Menu.Item>
        <Menu.Item component={Link} href={routes.run(show.run.id)}>
          {t('side.openRun')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
