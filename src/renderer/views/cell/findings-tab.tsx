// What rules concluded, each with the evidence it stands on.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { valueText } from '../../../shared/domain/describe.ts';
import { routes } from '../../app/routes.ts';
import { Shown } from '../../ui/facts.tsx';
import { Callout, Empty } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import css from './cell.module.css';
import { readFinding, type Finding } from './finding.ts';
import type { CellTabProps } from './tab-props.ts';

export function FindingsTab({ run, cell, show }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const nearest = show?.nearest ?? null;
  if (cell.findings.length === 0)
    return (
      <Empty
        icon="search"
        title={t('findings.none.title')}
        why={`${t('findings.none.why')} ${nearest === null ? t('findings.none.look') : t('findings.none.red')}`}
        next={
          <>
            {nearest === null ? null : (
              <Button component={Link} variant="filled" href={routes.compare([`${run.id}/${cell.number}`, `${run.id}/${nearest.number}`])}>
                {t('findings.none.nearest', { number: nearest.number })}
              </Button>
            )}
            <Button component={Link} href={routes.cell(run.id, cell.number)}>
              {t('findings.none.summary')}
            </Button>
            <Button component={Link} href={routes.cell(run.id, cell.number, { tab: 'log' })}>
              {t('findings.none.log')}
            </Button>
          </>
        }
      />
    );
  return (
    <div className={pane['scroll']}>
      {cell.findings.map((raw, index) => {
        const finding = readFinding(raw);
        return finding === null ? (
          <Callout key={index} kind="warning">
            {t('findings.unknown')}
            <pre className={css['block']}>{valueText(raw)}</pre>
          </Callout>
        ) : (
          <One key={finding.id} finding={finding} log={(line) => routes.cell(run.id, cell.number, { tab: 'log', line })} />
        );
      })}
    </div>
  );
}

function One({ finding, log }: { finding: Finding; log: (line: number) => string }): ReactNode {
  const { t } = useTranslation('cell');
  return (
    <Section aside={<span className="dim">{t('findings.confidence', { percent: Math.round(finding.confidence * 100) })}</span>} title={finding.cause}>
      <div className={css['finding']}>
        <h3>
          <Shown text={finding.title} />
        </h3>
        <div>
          <span className="dim">{t('findings.evidence')}</span>
          <ul>
            {finding.evidence.map((one, index) => (
              <li key={index}>
                <Shown text={one.source} />{' '}
                {one.line === undefined ? null : one.source === 'log' ? (
                  <Link href={log(one.line)}>{t('findings.line', { line: one.line })}</Link>
                ) : (
                  t('findings.line', { line: one.line })
                )}{' '}
                {one.path === undefined ? null : <Shown text={one.path} />}{' '}
                {one.text === undefined ? null : (
                  <code>
                    <Shown text={one.text} />
                  </code>
                )}
              </li>
            ))}
          </ul>
        </div>
        {finding.fixes.length === 0 ? null : (
          <div>
            <span className="dim">{t('findings.fixes')}</span>
            <ul>
              {finding.fixes.map((fix) => (
                <li key={fix.id}>
                  <Shown text={fix.title} />{' '}
                  {fix.proof === null || fix.proof === undefined ? null : <span className="dim">{t('findings.proof', { proof: valueText(fix.proof) })}</span>}
                </li>
              ))}
            </ul>
          </div>
        )}
        {finding.see.length === 0 ? null : (
          <p className="dim">
            {t('findings.see')}: <Shown text={finding.see.join(', ')} />
          </p>
        )}
      </div>
    </Section>
  );
}
