// The head of a run: state, counts, time; cancel, again, export.
import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Run } from '../../../shared/domain/run.ts';
import { countColours, tookText } from '../../../shared/domain/summary.ts';
import { useBasket } from '../../app/basket.ts';
import { routes } from '../../app/routes.ts';
import { Icon } from '../../ui/icon.tsx';
import { Counts } from '../../ui/sign.tsx';
import { SinceClock } from './clock.tsx';
import type { RunActions } from './use-run-actions.ts';
import type { ExportKind } from '../../host/host.ts';
import css from './run.module.css';

const isLive = (run: Run): boolean => run.state === 'running' || run.state === 'planned';

export function RunAside({ run }: { run: Run }): ReactNode {
  const { t, i18n } = useTranslation('run');
  const { t: common } = useTranslation();
  const live = isLive(run);
  const ended = run.cells.filter((cell) => cell.state !== 'planned' && cell.state !== 'running');
  return (
    <>
      <time className={css['when']} dateTime={run.startedAt} title={run.id}>
        {new Date(run.startedAt).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
      </time>
      <span className={css['state']} data-live={live} role="status">
        {live ? t('head.going', { done: ended.length, count: run.cells.length }) : common(`state.${run.state}`)}
      </span>
      <Counts counts={countColours(ended)} />
      <span className="mono" title={new Date(run.startedAt).toLocaleString(i18n.language)}>
        {live ? <SinceClock at={run.startedAt} /> : tookText(run)}
      </span>
    </>
  );
}

const EXPORTS: readonly ExportKind[] = ['bundle', 'html', 'pdf', 'md', 'json'];

export function RunButtons({ run, actions, noRerun }: { run: Run; actions: RunActions; noRerun: string | null }): ReactNode {
  const { t } = useTranslation('run');
  const basket = useBasket((state) => state.items);
  const here = basket.filter((item) => item.startsWith(`${run.id}/`));
  return (
    <>
      {here.length === 0 ? null : (
        <Button component={Link} href={routes.compare(basket)} disabled={basket.length < 2} leftSection={<Icon name="compare" />}>
          {t('head.compare', { count: basket.length })}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<Icon name="report" />}>{t('menu.label')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {EXPORTS.map((kind) => (
            <Menu.Item key={kind} onClick={() => actions.save(kind)}>
              {t(`menu.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isLive(run) ? (
        <Button onClick={actions.cancelRun} leftSection={<Icon name="stop" size={14} />}>
          {t('head.cancel')}
        </Button>
      ) : (
        <Button onClick={() => actions.again(null)} disabled={noRerun !== null || actions.starting} title={noRerun ?? undefined} leftSection={<Icon name="again" />}>
          {t('head.again')}
        </Button>
      )}
    </>
  );
}
