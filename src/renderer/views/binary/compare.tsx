// Two binaries side by side: the facts that differ, and where the bytes went. The address names both.
import { Button, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Binary } from '../../../shared/api/contract.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { useWaitForSecond } from '../../ui/compare-picker.tsx';
import { Differences } from '../../ui/differences.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { PathForm } from '../../ui/path-form.tsx';
import { Side } from '../../ui/side.tsx';
import css from './binary.module.css';
import own from './compare.module.css';
import { changeText, SizeBars } from './size-bars.tsx';
import { binaryName, binaryNamed, placeOf } from './which.ts';

const KINDS = ['facts', 'section', 'package', 'symbol'] as const;
type Kind = (typeof KINDS)[number];

export function BinaryCompareView(): ReactNode {
  const { t } = useTranslation('binary');
  const [a, setA] = useUrlValue('a');
  const [b, setB] = useUrlValue('b');
  const [left, right] = [binaryNamed(a), binaryNamed(b)];
  useWaitForSecond('binary', left === null || right !== null ? null : a);
  const crumbs = [{ text: t('title'), to: routes.binary(null) }];
  if (left !== null && right !== null) return <Compared a={left} b={right} />;
  return (
    <Page title={t('compare.title')} crumbs={crumbs}>
      <Section title={t('compare.which')}>
        <div className={css['choose']}>
          <Choose letter="A" binary={left} onChoose={setA} />
          <Choose letter="B" binary={right} onChoose={setB} />
          <p className="dim">{t('compare.hint')}</p>
        </div>
      </Section>
    </Page>
  );
}

/** One side: what it is, or where one says so. */
function Choose({ letter, binary, onChoose }: { letter: string; binary: Binary | null; onChoose: (name: string) => void }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  if (binary === null)
    return <PathForm label={t('compare.path', { letter })} icon="file" pick={t('common:action.openBinary')} onPath={(path) => onChoose(binaryName({ kind: 'file', path }))} />;
  return (
    <Side letter={letter} to={routes.binary(binary)} place={placeOf(binary)}>
      <button type="button" className="link-button" onClick={() => onChoose('')}>
        {t('compare.other')}
      </button>
    </Side>
  );
}

function Compared({ a, b }: { a: Binary; b: Binary }): ReactNode {
  const { t } = useTranslation('binary');
  const diff = useCall('elf.diff', { a, b });
  const [kindText, setKind] = useUrlValue('tab', 'facts');
  const kind: Kind = KINDS.find((name) => name === kindText) ?? 'facts';
  const crumbs = [{ text: t('title'), to: routes.binary(null) }];
  const command = a.kind === 'file' && b.kind === 'file' ? ['elf', 'diff', a.path, b.path] : undefined;
  if (diff.data === undefined)
    return (
      <Page title={t('compare.title')} crumbs={crumbs}>
        {diff.isError ? <ErrorNotice error={diff.error} retry={() => void diff.refetch()} /> : <Loading />}
      </Page>
    );
  const { data } = diff;
  const sizes = data.sizes.filter((one) => one.kind === kind);
  const kinds = KINDS.filter((name) => name === 'facts' || name === 'section' || data.sizes.some((one) => one.kind === name));
  return (
    <Page
      fill
      title={t('compare.title')}
      crumbs={crumbs}
      aside={<span className="mono">{`${formatBytes(data.a.size)} → ${formatBytes(data.b.size)} (${changeText(data.b.size - data.a.size)})`}</span>}
      actions={
        <Button component={Link} href={routes.binaries(binaryName(b), binaryName(a))}>
          {t('compare.swap')}
        </Button>
      }
      {...(command === undefined ? {} : { command })}
    >
      <div className={own['sides']}>
        {[a, b].map((binary, side) => (
          <Side key={side} letter={side === 0 ? 'A' : 'B'} to={routes.binary(binary)} place={placeOf(binary)} />
        ))}
      </div>
      <Tabs value={kind} onChange={(value) => setKind(value ?? '')} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
        <Tabs.List aria-label={t('compare.tabs')}>
          {kinds.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`compare.tab.${name}`)}
              <span className={pane['count']}>{(name === 'facts' ? data.differences.length : data.sizes.filter((one) => one.kind === name).length).toLocaleString('en')}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={kind}>
          <div className={pane['table']}>
            {kind === 'facts' ? (
              <Differences differences={data.differences} label={t('compare.tab.facts')} empty={t('compare.same')} />
            ) : (
              <SizeBars key={kind} changes={sizes} label={t(`compare.tab.${kind}`)} />
            )}
          </div>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
