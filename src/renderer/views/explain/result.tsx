// What explains what was given: findings, else the likeliest lines, else that there is nothing.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Explain, Finding } from '../../../shared/domain/explain.ts';
import { Shown } from '../../ui/facts.tsx';
import { Callout, Empty, ErrorNotice } from '../../ui/notice.tsx';
import { EvidenceList, FindingList } from '../findings/finding-view.tsx';
import findings from '../findings/findings.module.css';
import { FixView } from '../findings/fix-view.tsx';
import { findingTree } from '../findings/order.ts';
import type { PlaceOf } from '../findings/places.ts';
import css from './explain.module.css';

export interface ResultProps {
  /** Null: not known yet. */
  explain: Explain | null;
  error: Error | null;
  retry: () => void;
  placeOf: PlaceOf;
}

export function Result({ explain, error, retry, placeOf }: ResultProps): ReactNode {
  const { t } = useTranslation('explain');
  if (error !== null) return <ErrorNotice error={error} retry={retry} />;
  if (explain === null)
    return (
      <p className="dim" role="status">
        {t('working')}
      </p>
    );
  const executable = explain.findings.some(({ fixes }) => fixes.length > 0);
  return (
    <>
      {explain.findings.length > 0 ? (
        <FindingList nodes={findingTree(explain.findings)} placeOf={placeOf} fixes={(finding) => <Fixes finding={finding} />} />
      ) : explain.likely.length > 0 ? (
        <>
          <div className={css['said']}>
            <Callout kind="info">{t('likely.why')}</Callout>
          </div>
          <EvidenceList title={t('likely.title')} evidence={explain.likely} placeOf={placeOf} />
        </>
      ) : (
        <Empty icon="search" title={t('none.title')} why={t('none.why')} />
      )}
      {executable ? <p className="dim">{t('fix.onlyCells')}</p> : null}
      {explain.notes.length === 0 ? null : (
        <section className={css['notes']} aria-label={t('notes')}>
          <h3>{t('notes')}</h3>
          <ul>
            {explain.notes.map((note, index) => (
              <li key={index}>
                <Shown text={note} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Fixes({ finding }: { finding: Finding }): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <section className={findings['fixes']} aria-label={t('fix.title', { count: finding.fixes.length })}>
      <h3>{t('fix.title', { count: finding.fixes.length })}</h3>
      {finding.fixes.map((fix, index) => (
        <FixView key={index} fix={fix} />
      ))}
    </section>
  );
}
