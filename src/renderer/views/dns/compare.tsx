// Two measurements side by side: the difference of their files, then each scenario and subject before and after.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { shown } from '../../../shared/domain/text.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ComparedRows } from './compared-rows.tsx';
import { Diff } from './diff.tsx';
import css from './lab.module.css';

export function DnsCompareView(): ReactNode {
  const { t } = useTranslation('dns');
  const [, navigate] = useLocation();
  const [params] = useSearchParams();
  const [a, b] = [params.get('a') ?? '', params.get('b') ?? ''];
  const named = a !== '' && b !== '';
  const compared = useCall('dns.compare', { a, b }, { enabled: named });
  const crumbs = [
    { text: t('title'), to: routes.dns() },
    { text: t('list.title'), to: routes.measurements() },
  ];
  const swap = (
    <Button disabled={!named} onClick={() => navigate(routes.measurementsCompare(b, a), { replace: true })}>
      {t('compare.swap')}
    </Button>
  );
  if (!named)
    return (
      <Page title={t('compare.title')} crumbs={crumbs}>
        <Empty icon="compare" title={t('compare.none')} why={t('compare.noneWhy')} next={<Link href={routes.measurements()}>{t('list.title')}</Link>} />
      </Page>
    );
  const { data } = compared;
  return (
    <Page title={t('compare.title')} crumbs={crumbs} actions={swap} command={['dns', 'compare', a, b]}>
      {data === undefined ? (
        compared.isError ? (
          <ErrorNotice error={compared.error} retry={() => void compared.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <>
          <p className={css['sides']}>
            <strong aria-hidden>{'A'}</strong> <Link href={routes.measurement(data.a.id)}>{shown(data.a.title === '' ? data.a.id : data.a.title)}</Link>
            <span aria-hidden>→</span>
            <strong aria-hidden>{'B'}</strong> <Link href={routes.measurement(data.b.id)}>{shown(data.b.title === '' ? data.b.id : data.b.title)}</Link>
          </p>
          {data.files.map(({ file, diff }) => (
            <Section key={file} title={shown(file)}>
              {diff === '' ? <p className="dim">{t('compare.sameFile')}</p> : <Diff text={diff} />}
            </Section>
          ))}
          <Section title={t('compare.rows')} flush>
            <ComparedRows rows={data.rows} a="A" b="B" />
          </Section>
        </>
      )}
    </Page>
  );
}
