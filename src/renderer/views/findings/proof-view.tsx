// Red beside green: what came of a fix, what else changed, and the patch that one can take.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ProofDocument } from '../../../shared/domain/explain.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { colourOf } from '../../../shared/domain/run.ts';
import { shown, shownLines } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useHost } from '../../host/context.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Differences } from '../../ui/differences.tsx';
import { Shown } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ColourSign } from '../../ui/sign.tsx';
import css from './findings.module.css';
import { ProofSign } from './fix-view.tsx';

export function ProofView({ proof }: { proof: ProofDocument }): ReactNode {
  const { t } = useTranslation('explain');
  const { red, green } = proof;
  return (
    <section className={css['proof']} aria-label={t('proof.title')} data-proven={proof.proven}>
      <div className={css['sides']}>
        <Side title={t('proof.before')} side={red} colour="red" />
        <span className={css['arrow']} aria-hidden>
          →
        </span>
        <Side title={t('proof.after')} side={green} colour={colourOf(green)} />
        <div className={css['verdict']}>
          <ProofSign green={proof.proven ? true : green.green === null ? null : false} />
          <Link href={routes.compare([`${red.run}/${red.cell}`, `${green.run}/${green.cell}`])}>{t('proof.compare')}</Link>
        </div>
      </div>
      {proof.proven ? null : <p className={css['why']}>{green.green === null ? t('proof.whyNotTried') : t('proof.whyNotProven')}</p>}
      {proof.sideEffects.length === 0 ? null : (
        <section className={css['effects']} aria-label={t('proof.sideEffects')}>
          <h3>{t('proof.sideEffects')}</h3>
          <ul>
            {proof.sideEffects.map((text, index) => (
              <li key={index}>
                <Shown text={text} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {proof.differences.length === 0 ? (
        <p className="dim">{t('proof.noDifference')}</p>
      ) : (
        <details className={css['differences']} open={proof.differences.length <= FEW}>
          <summary>{t('proof.differences', { count: proof.differences.length })}</summary>
          <Differences
            differences={proof.differences}
            label={t('proof.differences', { count: proof.differences.length })}
            empty=""
            height={null}
            sides={[t('proof.before'), t('proof.after')]}
          />
        </details>
      )}
      {proof.patch === '' ? null : <Patch patch={proof.patch} name={`${proof.fix.id}.patch`} />}
    </section>
  );
}

/** Differences that are shown without being asked for. */
const FEW = 12;

function Side({ title, side, colour }: { title: string; side: ProofDocument['red']; colour: 'green' | 'red' | 'grey' }): ReactNode {
  return (
    <div className={css['side']} data-colour={colour}>
      <span className="dim">{title}</span>
      <strong>
        <ColourSign colour={colour}>{shown(side.outcome)}</ColourSign>
      </strong>
      <Link href={routes.cell(side.run, side.cell)} className="mono">
        <Shown text={side.label} />
      </Link>
    </div>
  );
}

/** Of a unified diff. */
const lineKind = (line: string): 'head' | 'added' | 'removed' | undefined =>
  /^(\+\+\+ |--- |@@|diff |index )/.test(line) ? 'head' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined;

function Patch({ patch, name }: { patch: string; name: string }): ReactNode {
  const { t } = useTranslation('explain');
  const host = useHost();
  const toast = useToasts((state) => state.show);
  const save = async (): Promise<void> => {
    try {
      const where = (await host.saveText?.(name.replaceAll(/[^A-Za-z0-9._-]+/g, '-'), patch, t('patch.save'))) ?? null;
      if (where !== null) toast({ kind: 'info', text: t('patch.saved', { where: shown(where) }) });
    } catch (error) {
      toast({ kind: 'error', text: t('patch.failed', { reason: shown(errorText(error)) }) });
    }
  };
  return (
    <section className={css['patch']} aria-label={t('patch.title')}>
      <div className={css['patch-head']}>
        <h3>{t('patch.title')}</h3>
        <span className={css['spring']} />
        <CopyButton text={patch} label={t('patch.copy')} />
        {host.saveText === undefined ? null : (
          <Button leftSection={<Icon name="download" size={14} />} onClick={() => void save()}>
            {t('patch.save')}
          </Button>
        )}
      </div>
      <pre className={css['block']} tabIndex={0} aria-label={t('patch.title')}>
        {shownLines(patch.replace(/\n$/, '')).map((line, index) => (
          <span key={index} data-line={lineKind(line)}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}
