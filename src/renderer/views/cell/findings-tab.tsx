// Why the cell ended as it did: what rules concluded with the fixes that can be tried from here, else the likeliest lines and what differs from the nearest green cell.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Finding } from '../../../shared/domain/explain.ts';
import { outcomeText, type Cell, type Run } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Empty, ErrorNotice } from '../../ui/notice.tsx';
import { Notes } from '../../ui/notes.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { ByDifference } from '../findings/by-difference.tsx';
import { useOrigin } from '../run/use-origin.ts';
import { isByHand } from '../findings/change-rows.ts';
import { CellFix } from '../findings/cell-fix.tsx';
import { isToExplain, useCellFindings } from '../findings/cell-findings.ts';
import { EvidenceList, FindingList } from '../findings/finding-view.tsx';
import findingsCss from '../findings/findings.module.css';
import { findingTree, firstFinding } from '../findings/order.ts';
import { cellPlaces } from '../findings/places.ts';
import type { CellTabProps } from './tab-props.ts';

export function FindingsTab({ run, cell, show }: CellTabProps): ReactNode {
  const { t } = useTranslation('explain');
  const { findings, likely: lines, notes, asking, error, again } = useCellFindings(run, cell);
  const placeOf = cellPlaces(run, cell);
  const likeliest = firstFinding(findings);
  const nearest = show?.nearest ?? null;
  // Of a cell that ended as it was expected to, no line says what went wrong: nothing did.
  const likely = cell.green === true ? [] : lines;
  const nothing = findings.length === 0 && !asking && error === null;
  if (nothing && !isToExplain(cell)) return <NothingToSay run={run} cell={cell} />;
  return (
    <div className={pane['scroll']}>
      {error === null ? null : <ErrorNotice error={error} retry={again} />}
      {asking ? (
        <p className="dim" role="status">
          {t('working')}
        </p>
      ) : null}
      {findings.length === 0 ? null : (
        <FindingList nodes={findingTree(findings)} placeOf={placeOf} fixes={(finding) => <Fixes run={run} cell={cell} finding={finding} first={finding === likeliest} />} />
      )}
      {nothing && likely.length === 0 ? (
        <Empty
          icon="search"
          title={t('none.title')}
          why={cell.green === true ? t('none.expected', { outcome: shown(outcomeText(cell)) }) : t('none.why')}
          next={<ToLog run={run} cell={cell} />}
        />
      ) : null}
      {findings.length === 0 && likely.length > 0 ? (
        <Section title={t('likely.title')}>
          <p className={findingsCss['lead-in']}>{t('likely.why')}</p>
          <EvidenceList title={t('likely.title')} evidence={likely} placeOf={placeOf} />
        </Section>
      ) : null}
      {nearest === null ? (
        cell.green === false && show !== null && findings.length === 0 ? (
          <p className="dim">{t('difference.none')}</p>
        ) : null
      ) : (
        <ByDifference run={run} cell={cell} nearest={nearest} />
      )}
      <Notes title={t('notes')} notes={notes} />
    </div>
  );
}

function Fixes({ run, cell, finding, first }: { run: Run; cell: Cell; finding: Finding; first: boolean }): ReactNode {
  const { t } = useTranslation(['explain', 'run']);
  const origin = useOrigin(run.id);
  const executable = finding.fixes.findIndex(({ change }) => !isByHand(change));
  const imported = origin !== null && origin !== 'local';
  return (
    <section className={findingsCss['fixes']} aria-label={t('fix.title', { count: finding.fixes.length })}>
      <h3>
        {t('fix.title', { count: finding.fixes.length })}
        {imported && finding.fixes.some(({ change }) => !isByHand(change)) ? <span className={findingsCss['note']}>{t('run:imported.noRerun')}</span> : null}
      </h3>
      {finding.fixes.map((fix, index) => (
        <CellFix key={index} run={run} cell={cell} fix={fix} first={first && index === executable} />
      ))}
    </section>
  );
}

function ToLog({ run, cell }: { run: Run; cell: Cell }): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <Button component={Link} href={routes.cell(run.id, cell.number, { tab: 'log' })}>
      {t('none.log')}
    </Button>
  );
}

function NothingToSay({ run, cell }: { run: Run; cell: Cell }): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <Empty
      icon={cell.outcome === 'pass' ? 'check' : 'search'}
      title={t('none.title')}
      why={cell.outcome === 'pass' ? t('none.pass') : t('none.notYet')}
      next={<ToLog run={run} cell={cell} />}
    />
  );
}
