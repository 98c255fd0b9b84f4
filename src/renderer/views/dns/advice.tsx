// What to change: the smallest edit of the file that meets a budget, by the models; the settings it was chosen from; and its proof by measuring.
import { Button } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useAction } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { CopyButton, CopyCommand } from '../../ui/copy.tsx';
import { Shown } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Callout, Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { isPredicted, useAnswer, type Asked } from './answers.ts';
import { Front } from './charts/index.tsx';
import { adviseCommand } from './command.ts';
import { ComparedRows } from './compared-rows.tsx';
import { Diff } from './diff.tsx';
import type { Draft } from './draft.ts';
import { NumberField } from './fields.tsx';
import css from './lab.module.css';
import { percentText, wallText } from './outcomes.ts';
import { useDraft } from './store.ts';

export function Advice({ draft, asked }: { draft: Draft; asked: Asked }): ReactNode {
  const { t } = useTranslation('dns');
  const predicted = isPredicted(asked.scenario);
  const { budgetMs, failoverMs, latencyMs, loss, lossBudget } = draft;
  const input = { ...asked, budgetMs, failoverMs, latencyMs, loss, lossBudget };
  const answer = useAnswer('dns.advise', input, predicted);
  const prove = useAction('dns.advise');
  // What was proven is of the question it was asked with.
  const proven = prove.data !== undefined && JSON.stringify(prove.variables) === JSON.stringify({ ...input, prove: true, yes: true }) ? prove.data : null;
  const advice = proven ?? answer.data;
  if (!predicted) return <Empty icon="dns" title={t('predict.none')} why={t('predict.noneWhy')} />;
  return (
    <>
      <Budget draft={draft} />
      {answer.error === null ? null : <ErrorNotice error={answer.error} retry={answer.again} />}
      {prove.error === null ? null : <ErrorNotice error={prove.error} />}
      {advice === null ? (
        answer.error === null ? (
          <Loading />
        ) : null
      ) : (
        <div className={css['answers']} data-stale={answer.stale && proven === null}>
          <NowAndThen advice={advice} />
          <Recommended advice={advice} draft={draft} proving={prove.isPending} onProve={() => prove.mutate({ ...input, prove: true, yes: true })} />
          {advice.proof === null ? null : <Proof proof={advice.proof} />}
          {advice.warnings.length === 0 ? null : (
            <div className={css['warnings']}>
              {advice.warnings.map(({ code, text }) => (
                <Callout key={`${code}${text}`} kind="warning">
                  {shown(text)} <code className="dim">{shown(code)}</code>
                </Callout>
              ))}
            </div>
          )}
          <FrontSection advice={advice} />
        </div>
      )}
    </>
  );
}

function Budget({ draft }: { draft: Draft }): ReactNode {
  const { t } = useTranslation('dns');
  const change = useDraft((state) => state.change);
  return (
    <div className={css['budget-fields']}>
      <NumberField
        label={t('advise.total')}
        value={draft.budgetMs}
        least={1}
        most={86_400_000}
        scale={1_000}
        optional
        placeholder={t('advise.any')}
        unit={t('unit.s')}
        onChange={(budgetMs) => change({ budgetMs })}
      />
      <NumberField
        label={t('advise.failover')}
        value={draft.failoverMs}
        least={0}
        most={86_400_000}
        scale={1_000}
        optional
        placeholder={t('advise.any')}
        unit={t('unit.s')}
        onChange={(failoverMs) => change({ failoverMs })}
      />
      <NumberField
        label={t('advise.latency')}
        value={draft.latencyMs}
        least={0}
        most={60_000}
        unit={t('unit.ms')}
        onChange={(latencyMs) => change({ latencyMs: latencyMs ?? 0 })}
      />
      <NumberField label={t('advise.loss')} value={draft.loss} least={0} most={1} scale={0.01} unit="%" onChange={(loss) => change({ loss: loss ?? 0 })} />
      <NumberField
        label={t('advise.lossBudget')}
        value={draft.lossBudget}
        least={0}
        most={1}
        scale={0.01}
        unit="%"
        onChange={(lossBudget) => change({ lossBudget: lossBudget ?? 1 })}
      />
    </div>
  );
}

function NowAndThen({ advice }: { advice: DnsAdvice }): ReactNode {
  const { t } = useTranslation('dns');
  const { now, recommendation: then } = advice;
  const never = t('never');
  const rows: { name: string; now: string; then: string | null }[] = [
    { name: t('advise.worst'), now: wallText(now.worstNs, never), then: then === null ? null : wallText(then.worstNs, never) },
    { name: t('advise.failoverRow'), now: wallText(now.failoverNs, never), then: then === null ? null : wallText(then.failoverNs, never) },
    { name: t('advise.survival'), now: percentText(now.lossSurvival), then: then === null ? null : percentText(then.lossSurvival) },
    ...Object.entries(now.perResolver).map(([resolver, ns]) => ({
      name: t('advise.worstOf', { resolver: shown(resolver) }),
      now: wallText(ns, never),
      then: then?.perResolver === undefined ? null : wallText(then.perResolver[resolver] ?? null, never),
    })),
  ];
  return (
    <Section
      title={t('advise.compared')}
      flush
      aside={
        <span className={css['agree']} data-agree={now.meets ? 'yes' : 'no'}>
          <span aria-hidden>{now.meets ? '✓' : '✗'}</span> {now.meets ? t('advise.meets') : t('advise.meetsNot')}
        </span>
      }
    >
      <table className={`${css['metrics']} ${css['figures']}`}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('metric.figure')}</span>
            </th>
            <th scope="col">{t('advise.now')}</th>
            {then === null ? null : <th scope="col">{t('advise.then')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{row.now}</td>
              {then === null ? null : <td>{row.then ?? '–'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {now.why.length === 0 ? null : (
        <ul className={css['whys']}>
          {now.why.map((why) => (
            <li key={why}>{shown(why)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Recommended({ advice, draft, proving, onProve }: { advice: DnsAdvice; draft: Draft; proving: boolean; onProve: () => void }): ReactNode {
  const { t } = useTranslation('dns');
  const scenario = useDraft((state) => state.scenario);
  const { recommendation } = advice;
  if (recommendation === null)
    return (
      <div className={css['warnings']}>
        <Callout kind="warning">
          <strong>{t('advise.impossible')}</strong>
          <ul className={css['plain']}>
            {advice.impossible.map((why) => (
              <li key={why}>{shown(why)}</li>
            ))}
          </ul>
        </Callout>
      </div>
    );
  const same = recommendation.resolvConf === draft.scenario.resolvConf;
  return (
    <Section
      title={t('advise.recommended')}
      aside={
        <span className={css['inline']}>
          <CopyButton text={recommendation.resolvConf} label={t('advise.copyFile')} />
          <CopyButton text={recommendation.diff} label={t('advise.copyPatch')} />
          <CopyCommand argv={adviseCommand(draft, true)} icon />
          <Button disabled={same} onClick={() => scenario({ resolvConf: recommendation.resolvConf })}>
            {t('advise.use')}
          </Button>
          <Button leftSection={<Icon name="play" size={14} />} loading={proving} onClick={onProve}>
            {t('advise.prove')}
          </Button>
        </span>
      }
    >
      {recommendation.edits.length === 0 ? (
        <p>{t('advise.keep')}</p>
      ) : (
        <>
          <ol className={css['edits']}>
            {recommendation.edits.map(({ line, before, after, reason }, index) => (
              <li key={index}>
                <span className={css['edit-at']}>{line === null ? t('advise.newLine') : t('resolv.line', { line })}</span>
                <span className={css['edit-text']}>
                  {before === null ? null : <del className="mono">{shown(before)}</del>} {after === null ? null : <ins className="mono">{shown(after)}</ins>}
                </span>
                <span>
                  <Shown text={reason} />
                </span>
              </li>
            ))}
          </ol>
          <Diff text={recommendation.diff} />
        </>
      )}
      {proving ? (
        <p className="dim" role="status">
          {t('advise.proving')}
        </p>
      ) : null}
    </Section>
  );
}

function Proof({ proof }: { proof: NonNullable<DnsAdvice['proof']> }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <Section
      title={t('advise.proof')}
      flush
      aside={
        <span className={css['inline']}>
          <span className={css['agree']} data-agree={proof.proven ? 'yes' : 'no'}>
            <span aria-hidden>{proof.proven ? '✓' : '✗'}</span> {proof.proven ? t('advise.proven') : t('advise.provenNot')}
          </span>
          <Link href={routes.measurementsCompare(proof.before, proof.after)}>{t('advise.sideBySide')}</Link>
        </span>
      }
    >
      <ComparedRows rows={proof.rows} a={t('advise.now')} b={t('advise.then')} />
    </Section>
  );
}

function FrontSection({ advice }: { advice: DnsAdvice }): ReactNode {
  const { front, recommendation, budget } = advice;
  const chosen = useMemo(
    () =>
      recommendation === null
        ? -1
        : front.findIndex(({ worstNs, lossSurvival, meets }) => meets && worstNs === recommendation.worstNs && lossSurvival === recommendation.lossSurvival),
    [front, recommendation],
  );
  if (front.length === 0) return null;
  return (
    <Section>
      <Front points={front} chosen={chosen < 0 ? null : chosen} budgetNs={budget.totalNs} />
    </Section>
  );
}
