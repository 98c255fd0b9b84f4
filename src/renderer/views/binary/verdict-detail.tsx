// One image's judgement whole: every check with its evidence, and how each library was found.
import { Button } from '@mantine/core';
import { Fragment, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { shown } from '../../../shared/domain/text.ts';
import type { CheckResult, ResolvedLibrary, Verdict, VerdictEvidence } from '../../../shared/domain/verdict.ts';
import { routes } from '../../app/routes.ts';
import { Shown } from '../../ui/facts.tsx';
import { hex } from '../../ui/hex.ts';
import { Icon } from '../../ui/icon.tsx';
import pane from '../../ui/pane.module.css';
import { CHECK_SIGN, RunsSign } from './verdict-grid.tsx';
import css from './verdict.module.css';

export function VerdictDetail({ verdict, onClose }: { verdict: Verdict; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const { image, host } = verdict;
  const hostText = [host.platform, host.kernel, host.cpu].flatMap((part) => (part === null ? [] : [shown(part)])).join(' · ');
  return (
    <section className={css['detail']} aria-label={t('against.detail', { image: shown(image.ref) })} onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}>
      <header>
        <RunsSign runs={verdict.runs} />
        <Link href={routes.image(image.ref)} className="mono">
          {shown(image.ref)}
        </Link>
        <span className="dim">
          {[image.platform, image.libc === 'none' ? t('facts.noLibc') : image.libc, image.libcVersion ?? '']
            .map(shown)
            .filter((part) => part !== '')
            .join(' ')}
          {hostText === '' ? '' : ` · ${t('against.host')} ${hostText}${host.emulated === true ? ` (${t('against.emulated')})` : ''}`}
        </span>
        <span className={pane['spring']} />
        <Button variant="subtle" aria-label={t('common:action.close')} onClick={onClose}>
          <Icon name="cross" size={14} />
        </Button>
      </header>
      <div className={css['halves']} tabIndex={0} role="group" aria-label={t('against.checks')}>
        <ol className={css['checks']}>
          {verdict.checks.map((check) => (
            <Check key={check.id} check={check} />
          ))}
        </ol>
        <Libraries libraries={verdict.libraries} />
      </div>
    </section>
  );
}

function Check({ check }: { check: CheckResult }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <li data-status={check.status}>
      <span className={pane['sign']}>
        <span aria-hidden>{CHECK_SIGN[check.status]}</span>
        <span className="visually-hidden">{t(`status.${check.status}`)}</span>
      </span>
      <span className={css['check-name']}>{t(`check.${check.id}`)}</span>
      <div>
        <Shown text={check.text} />
        {check.evidence.length === 0 || check.status === 'pass' || check.status === 'not-needed' ? null : (
          <ul>
            {check.evidence.slice(0, 12).map((evidence, index) => (
              <li key={index}>
                <Evidence evidence={evidence} />
              </li>
            ))}
            {check.evidence.length > 12 ? <li className="dim">{t('facts.more', { count: check.evidence.length - 12 })}</li> : null}
          </ul>
        )}
      </div>
    </li>
  );
}

function Evidence({ evidence }: { evidence: VerdictEvidence }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <>
      <span className="dim">{t(`source.${evidence.source}`)}</span> <Shown text={evidence.text} max={600} />
      {evidence.path === null || evidence.text.includes(evidence.path) ? null : (
        <>
          {' '}
          <code>{shown(evidence.path)}</code>
        </>
      )}
      {evidence.byteOffset === null ? null : <span className="dim mono">{` ${hex(evidence.byteOffset)}+${evidence.length ?? 0}`}</span>}
    </>
  );
}

function Libraries({ libraries }: { libraries: readonly ResolvedLibrary[] }): ReactNode {
  const { t } = useTranslation('binary');
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(libraries.flatMap(({ path }, index) => (path === null ? [index] : []))));
  if (libraries.length === 0) return <p className="dim">{t('against.noLibraries')}</p>;
  return (
    <table className={css['libraries']}>
      <caption className="visually-hidden">{t('against.libraries')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('against.library')}</th>
          <th scope="col">{t('against.found')}</th>
          <th scope="col">{t('against.how')}</th>
          <th scope="col">{t('against.by')}</th>
        </tr>
      </thead>
      <tbody>
        {libraries.map(({ name, path, how, by, tried }, index) => (
          <Fragment key={index}>
            <tr data-missing={path === null}>
              <td>
                {tried.length === 0 ? (
                  <code>{shown(name)}</code>
                ) : (
                  <button
                    type="button"
                    className="link-button mono"
                    aria-expanded={open.has(index)}
                    onClick={() => setOpen((before) => (before.has(index) ? new Set([...before].filter((one) => one !== index)) : new Set([...before, index])))}
                  >
                    <Icon name={open.has(index) ? 'down' : 'right'} size={11} /> {shown(name)}
                  </button>
                )}
              </td>
              <td>{path === null ? <strong>{`✗ ${t('how.not-found')}`}</strong> : <code>{shown(path)}</code>}</td>
              <td>{t(`how.${how}`)}</td>
              <td>
                <code title={shown(by)}>{shown(by)}</code>
              </td>
            </tr>
            {open.has(index) && tried.length > 0 ? (
              <tr className={css['tried']}>
                <td colSpan={4}>
                  <ol aria-label={t('against.tried', { name: shown(name) })}>
                    {tried.map((one, place) => (
                      <li key={place}>
                        <code>{shown(one.path)}</code> <span className="dim">{shown(one.why)}</span>
                      </li>
                    ))}
                  </ol>
                </td>
              </tr>
            ) : null}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
