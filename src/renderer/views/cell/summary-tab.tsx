// A cell on one page: what ran, where, how it ended, why, and what differs from the nearest cell that is green.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Cell } from '../../../shared/domain/run.ts';
import { linkageBroken } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { routes } from '../../app/routes.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Callout } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { StateSign } from '../../ui/sign.tsx';
import pane from '../../ui/pane.module.css';
import css from './cell.module.css';
import { useCellFindings } from '../findings/cell-findings.ts';
import { ConfidenceSign } from '../findings/finding-view.tsx';
import { firstFinding } from '../findings/order.ts';
import { decidingStreams } from './deciding.ts';
import { Excerpt } from './excerpt.tsx';
import { Nearest } from './nearest.tsx';
import type { CellTabProps } from './tab-props.ts';
import { Times } from './times.tsx';
import { Traced } from './traced.tsx';

export function SummaryTab(props: CellTabProps): ReactNode {
  const { run, cell, show } = props;
  const { t } = useTranslation('cell');
  const streams = decidingStreams(cell);
  const red = cell.green === false;
  return (
    <div className={pane['scroll']}>
      <Why {...props} />
      <FirstFinding {...props} />
      {streams.length === 0 ? null : (
        <Section title={t('summary.evidence')} flush>
          {streams.map((stream) => (
            <Excerpt key={stream} run={run} cell={cell} stream={stream} />
          ))}
          <FirstExec {...props} />
        </Section>
      )}
      {show?.traced ? <Traced run={run} cell={cell} traced={show.traced} /> : null}
      {show?.nearest === undefined || show.nearest === null ? null : <Nearest run={run} cell={cell} nearest={show.nearest} />}
      {red && show !== null && show.nearest === null ? <p className={`dim ${pane['gap']}`}>{t('summary.noNearest')}</p> : null}
      <div className={pane['columns']} data-wide>
        <Section title={t('summary.ended')}>
          <Facts rows={useEnded(props)} />
        </Section>
        <Section title={t('summary.made')}>
          <Made cell={cell} />
        </Section>
        <Section title={t('summary.ran')}>
          <Facts rows={useRan(props)} />
        </Section>
        <Section title={t('summary.where')}>
          <Facts rows={useWhere(props)} />
        </Section>
      </div>
      {Object.keys(cell.timesNs).length === 0 ? null : (
        <Section title={t('summary.times')}>
          <Times cell={cell} />
        </Section>
      )}
    </div>
  );
}

function Why({ cell }: CellTabProps): ReactNode {
  const { t } = useTranslation(['cell', 'common']);
  if (cell.state === 'running')
    return (
      <div className={css['reason']}>
        <Callout kind="info">{t('summary.running', { stage: cell.stage === null ? '…' : t(`common:stage.${cell.stage}`) })}</Callout>
      </div>
    );
  if (cell.state === 'planned')
    return (
      <div className={css['reason']}>
        <Callout kind="info">{t('summary.planned')}</Callout>
      </div>
    );
  if (cell.reason === null) return null;
  return (
    <div className={css['reason']}>
      <Callout kind={cell.green === false ? 'error' : cell.green === null ? 'warning' : 'info'}>
        <Shown text={cell.reason} />
      </Callout>
    </div>
  );
}

/** The likeliest finding in one line, where the eye is. */
function FirstFinding({ run, cell }: CellTabProps): ReactNode {
  const { t } = useTranslation('explain');
  const { findings } = useCellFindings(run, cell);
  const first = firstFinding(findings);
  if (first === null) return null;
  return (
    <Section
      title={t('cell.finding')}
      aside={
        <Link href={routes.cell(run.id, cell.number, { tab: 'findings' })}>
          {t('cell.all')} {findings.length > 1 ? <span className="dim">{t('cell.more', { count: findings.length - 1 })}</span> : null}
        </Link>
      }
    >
      <div className={css['finding']}>
        <code>
          <Shown text={first.cause} />
        </code>
        <strong>
          <Shown text={first.title} />
        </strong>
        <ConfidenceSign confidence={first.confidence} />
      </div>
    </Section>
  );
}

/** The trace's word on a program that could not be started. */
function FirstExec({ show }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const exec = show?.trace?.firstExec;
  if (exec === undefined || exec === null || exec.error === null) return null;
  return (
    <div className={css['excerpt-head']}>
      <span>
        {t('summary.firstExec')}: <Shown text={t('summary.failed', { path: exec.path, error: exec.error })} />
      </span>
    </div>
  );
}

const image = (one: { image: string; digest: string }, name: ReactNode = <Shown text={one.image} />): ReactNode => (
  <span className={pane['copies']}>
    {name} <span className="dim">{one.digest.slice(0, 19)}</span> <CopyButton text={`${one.image} ${one.digest}`} />
  </span>
);

function useRan({ cell, show }: CellTabProps): FactRow[] {
  const { t } = useTranslation('cell');
  const build = show?.facts.build;
  const rows: FactRow[] = [{ name: t('summary.program'), value: <Shown text={cell.axes['package'] ?? '.'} /> }];
  if (cell.toolchain !== null) rows.push({ name: t('summary.toolchain'), value: image(cell.toolchain) });
  if (build?.go !== undefined) rows.push({ name: t('summary.go'), value: <Shown text={build.go} /> });
  if (build?.flags !== undefined && build.flags.length > 0) rows.push({ name: t('summary.command'), value: <Shown text={['go', ...build.flags].join(' ')} /> });
  if (build?.cc !== undefined && build.cc !== null) rows.push({ name: t('summary.cc'), value: <Shown text={build.cc} /> });
  if (cell.runImage !== null)
    rows.push({ name: t('summary.runImage'), value: image(cell.runImage, <Link href={routes.image(cell.runImage.image)}>{shown(cell.runImage.image)}</Link>) });
  rows.push({ name: t('summary.profile'), value: <Shown text={cell.profile} /> });
  return rows;
}

function useWhere({ run, cell, show }: CellTabProps): FactRow[] {
  const { t } = useTranslation('cell');
  const host = show?.facts.host;
  const rows: FactRow[] = [
    { name: t('summary.endpoint'), value: <Shown text={run.endpoint} /> },
    {
      name: t('summary.platform'),
      value: (
        <span>
          <Shown text={cell.axes['platform'] ?? '-'} />{' '}
          <span className="dim">{cell.emulated ? t('summary.emulated') : cell.timesNs['run'] === undefined ? '' : t('summary.native')}</span>
        </span>
      ),
    },
  ];
  if (host?.engine !== undefined) rows.push({ name: t('summary.engine'), value: <Shown text={host.engine} /> });
  if (host?.kernel !== undefined) rows.push({ name: t('summary.host'), value: <Shown text={`${host.arch ?? ''} ${host.kernel}`.trim()} /> });
  if (cell.emulated) for (const one of host?.binfmt ?? []) rows.push({ name: t('summary.emulator'), value: <Shown text={`${one.name} ${one.flags} ${one.interpreter}`} /> });
  return rows;
}

function useEnded({ cell }: CellTabProps): FactRow[] {
  const { t } = useTranslation(['cell', 'common']);
  const rows: FactRow[] = [
    { name: t('summary.outcome'), value: <StateSign cell={cell} />, mono: false },
    { name: t('summary.expected'), value: <Shown text={cell.expected} /> },
  ];
  if (cell.stage !== null) rows.push({ name: t('summary.stage'), value: t(`common:stage.${cell.stage}`), mono: false });
  if (cell.exit?.code !== undefined && cell.exit.code !== null) rows.push({ name: t('summary.exitCode'), value: cell.exit.code });
  if (cell.exit?.signal !== undefined && cell.exit.signal !== null)
    rows.push({
      name: t('summary.signal'),
      value: (
        <span>
          <Shown text={cell.exit.signal} /> <span className="dim">({t('summary.inferred')})</span>
        </span>
      ),
    });
  if (cell.exit?.error !== undefined && cell.exit.error !== null) rows.push({ name: t('summary.error'), value: <Shown text={cell.exit.error} /> });
  if (cell.judgement) {
    const { runs, cause, reason, agrees } = cell.judgement;
    rows.push({
      name: t('summary.judged'),
      value: (
        <span>
          {t(`summary.judgedAs.${runs}`)} <Shown text={cause === null ? reason : `${reason} (${cause})`} />{' '}
          {agrees === null ? null : agrees ? <span className="dim">{t('summary.judgedRight')}</span> : <strong>{t('summary.judgedWrong')}</strong>}
        </span>
      ),
      mono: false,
    });
  }
  if (cell.truncated.length > 0) rows.push({ name: t('summary.truncated'), value: <Shown text={cell.truncated.join(', ')} /> });
  if (cell.traceFactor !== null) rows.push({ name: t('summary.traceFactor'), value: t('summary.traceFactorText', { factor: cell.traceFactor.toFixed(2) }), mono: false });
  return rows;
}

function Made({ cell }: { cell: Cell }): ReactNode {
  const { t } = useTranslation('cell');
  if (cell.artifact === null) return <p className="dim">{t('summary.nothingBuilt')}</p>;
  const { artifact, elf, linkage } = cell;
  const rows: FactRow[] = [
    { name: t('summary.size'), value: <span title={String(artifact.size)}>{formatBytes(artifact.size)}</span> },
    {
      name: t('summary.sha256'),
      value: (
        <span className={pane['copies']}>
          {artifact.sha256.slice(0, 16)}… <CopyButton text={artifact.sha256} />
        </span>
      ),
    },
    {
      name: t('summary.linkage'),
      value: linkageBroken(linkage) ? (
        <strong>
          <Shown text={`! ${t('summary.asked', { asked: linkage.asked, got: linkage.got ?? '-' })}`} />
        </strong>
      ) : (
        <span>
          <Shown text={linkage.got ?? linkage.asked} /> <span className="dim">{linkage.got === null ? '' : t('summary.asGot')}</span>
        </span>
      ),
    },
  ];
  if (elf !== null) {
    rows.push({ name: t('summary.interp'), value: elf.interp === null ? <span className="dim">{t('summary.noInterp')}</span> : <Shown text={elf.interp} /> });
    if (elf.needed.length > 0) rows.push({ name: t('summary.needed'), value: <Shown text={elf.needed.join(' ')} /> });
    if (elf.glibcFloor !== null) rows.push({ name: t('summary.glibcFloor'), value: <Shown text={elf.glibcFloor} /> });
  }
  if (cell.cached) rows.push({ name: t('summary.cached'), value: t('summary.fromCache'), mono: false });
  return <Facts rows={rows} />;
}
