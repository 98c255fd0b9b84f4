// The picked cell beside the grid: what it is, how it ended and why, and what one can do with it.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { NONE, AXES } from '../../../shared/domain/axes.ts';
import { STAGES, type Cell, type Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { useBasket } from '../../app/basket.ts';
import { routes } from '../../app/routes.ts';
import { commandLine } from '../../ui/command-line.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StateSign } from '../../ui/sign.tsx';
import { ConfidenceSign } from '../findings/finding-view.tsx';
import { firstFinding } from '../findings/order.ts';
import css from './cell-panel.module.css';
import { StageClock } from './clock.tsx';
import type { RunActions } from './use-run-actions.ts';

export interface CellPanelProps {
  run: Pick<Run, 'id' | 'startedAt'>;
  cell: Cell;
  actions: RunActions;
  /** Why nothing of this run can be started here; null where it can. */
  noRerun: string | null;
  onClose: () => void;
}

export function CellPanel({ run, cell, actions, noRerun, onClose }: CellPanelProps): ReactNode {
  const { t } = useTranslation('run');
  const { t: common } = useTranslation();
  const id = `${run.id}/${cell.number}`;
  const picked = useBasket((state) => state.items.includes(id));
  const toggle = useBasket((state) => state.toggle);
  const live = cell.state === 'running' || cell.state === 'planned';
  const command = commandLine(['show', id]);
  return (
    <aside className={css['panel']} aria-label={t('panel.label', { number: cell.number })}>
      <div className={css['head']}>
        <h2>{t('panel.title', { number: cell.number })}</h2>
        <StateSign cell={cell} />
        {cell.state === 'running' ? (
          <span className="dim mono">
            <StageClock run={run} cell={cell} />
          </span>
        ) : null}
        <button type="button" className={css['close']} onClick={onClose} aria-label={common('action.close')}>
          <Icon name="cross" size={12} />
        </button>
      </div>
      <div className={css['actions']}>
        <Button component={Link} href={routes.cell(run.id, cell.number)} variant="filled">
          {common('action.open')}
        </Button>
        <Button onClick={() => toggle(id)} aria-pressed={picked} leftSection={<Icon name={picked ? 'check' : 'compare'} />}>
          {picked ? t('panel.picked') : t('panel.pick')}
        </Button>
        {live ? (
          <Button onClick={() => actions.cancelCell(cell.number)} leftSection={<Icon name="stop" size={14} />}>
            {t('panel.cancel')}
          </Button>
        ) : (
          <Button
            onClick={() => actions.again(cell.number)}
            disabled={noRerun !== null || actions.starting}
            title={noRerun ?? undefined}
            leftSection={<Icon name="again" size={14} />}
          >
            {t('panel.again')}
          </Button>
        )}
        <CopyButton text={command} label={command} />
      </div>
      {cell.reason === null || cell.reason === cell.state ? null : (
        <p className={css['reason']} data-red={cell.green === false}>
          <Shown text={cell.reason} />
        </p>
      )}
      <FirstFinding run={run.id} cell={cell} />
      {cell.green === false ? <Nearest run={run.id} cell={cell} /> : null}
      <Facts rows={factsOf(cell, t)} />
      <Times cell={cell} />
      <h3>{t('panel.axes')}</h3>
      <Facts rows={AXES.filter((axis) => (cell.axes[axis] ?? NONE) !== NONE).map((axis) => ({ name: axis, value: shown(cell.axes[axis] ?? '') }))} />
    </aside>
  );
}

type Translate = ReturnType<typeof useTranslation<'run'>>['t'];

/** What is known of it, nothing that says nothing. */
function factsOf(cell: Cell, t: Translate): FactRow[] {
  const rows: FactRow[] = [];
  const add = (name: string, value: string | null, mono = true): void => {
    if (value !== null && value !== '') rows.push({ name, value: <Shown text={value} />, mono });
  };
  if (cell.expected !== 'pass' || cell.green === false) add(t('fact.expected'), cell.expected);
  const { asked, got } = cell.linkage;
  add(t('fact.linkage'), got === null ? t('fact.asked', { asked }) : got === asked ? got : t('fact.askedGot', { asked, got }));
  if (cell.artifact !== null) add(t('fact.size'), formatBytes(cell.artifact.size));
  if (cell.elf !== null) {
    add(t('fact.floor'), cell.elf.glibcFloor);
    add(t('fact.interp'), cell.elf.interp ?? t('fact.noInterp'));
    add(t('fact.needed'), cell.elf.needed.join(' '));
  }
  add(t('fact.toolchain'), cell.toolchain?.image ?? null);
  add(t('fact.runImage'), cell.runImage?.image ?? null);
  add(t('fact.profile'), cell.profile);
  if (cell.traceFactor !== null) add(t('fact.traceFactor'), `×${cell.traceFactor}`);
  if (cell.emulated) add(t('fact.emulated'), t('fact.yes'), false);
  if (cell.cached) add(t('fact.cached'), t('fact.yes'), false);
  if (cell.truncated.length > 0) add(t('fact.truncated'), cell.truncated.join(', '));
  if (cell.fixOf !== null) add(t('fact.fixOf'), cell.fixOf);
  return rows;
}

/** What explains it, in two lines; the rest stands in the cell. */
function FirstFinding({ run, cell }: { run: string; cell: Cell }): ReactNode {
  const { t } = useTranslation(['run', 'explain']);
  const first = firstFinding(cell.findings);
  if (first === null) return null;
  return (
    <section className={css['finding']} aria-label={t('explain:cell.finding')}>
      <Shown text={first.title} />
      <span>
        <code>
          <Shown text={first.cause} />
        </code>{' '}
        <ConfidenceSign confidence={first.confidence} />
      </span>
      <Link href={routes.cell(run, cell.number, { tab: 'findings' })}>{t('explain:cell.all')}</Link>
    </section>
  );
}

/** The nearest green cell of a red one, and what sets them apart. */
function Nearest({ run, cell }: { run: string; cell: Cell }): ReactNode {
  const { t } = useTranslation('run');
  const show = useCall('cell.get', { run, cell: String(cell.number), logBytes: 0 });
  if (show.data === undefined) return null;
  const { nearest } = show.data;
  if (nearest === null) return <p className="dim">{t('panel.noNearest')}</p>;
  return (
    <div className={css['nearest']}>
      <Button component={Link} href={routes.compare([`${run}/${cell.number}`, `${run}/${nearest.number}`])} variant="light" leftSection={<Icon name="compare" size={14} />}>
        {t('panel.compareNearest', { number: nearest.number })}
      </Button>
      <span className="dim">{t('panel.apart', { axes: nearest.apart.join(', ') })}</span>
      {nearest.differences.slice(0, 3).map((difference) => (
        <span key={difference.fact} className={css['difference']}>
          <Shown text={difference.text} max={200} />
        </span>
      ))}
    </div>
  );
}

function Times({ cell }: { cell: Cell }): ReactNode {
  const { t } = useTranslation('run');
  const { t: common } = useTranslation();
  const times = STAGES.map((stage) => ({ stage, ns: cell.timesNs[stage] ?? 0 })).filter(({ ns }) => ns > 0);
  if (times.length === 0) return null;
  const most = Math.max(...times.map(({ ns }) => ns));
  const extra = (['wait', 'wall', 'traced', 'ready', 'total'] as const).filter((name) => (cell.timesNs[name] ?? 0) > 0);
  return (
    <>
      <h3>{t('panel.times')}</h3>
      <table className={css['times']}>
        <tbody>
          {times.map(({ stage, ns }) => (
            <tr key={stage}>
              <th scope="row">{common(`stage.${stage}`)}</th>
              <td className="mono">{formatNs(ns)}</td>
              <td aria-hidden>
                <span className={css['bar']} style={{ width: `${Math.max(1, (ns / most) * 100)}%` }} />
              </td>
            </tr>
          ))}
          {extra.map((name) => (
            <tr key={name} className="dim">
              <th scope="row">{t(`time.${name}`)}</th>
              <td className="mono">{formatNs(cell.timesNs[name] ?? 0)}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
