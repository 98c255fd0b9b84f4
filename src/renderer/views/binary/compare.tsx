// Two binaries side by side: the facts that differ, and where the bytes went. The address names both.
import { Button, Tabs, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Binary } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Differences } from '../../ui/differences.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page, Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import css from './binary.module.css';
import own from './compare.module.css';
import { useWaiting } from './compare-picker.tsx';
import { changeText, SizeBars } from './size-bars.tsx';
import { binaryName, binaryNamed, placeOf } from './which.ts';

const KINDS = ['facts', 'section', 'package', 'symbol'] as const;
type Kind = (typeof KINDS)[number];

export function BinaryCompareView(): ReactNode {
  const { t } = useTranslation('binary');
  const [a, setA] = useUrlValue('a');
  const [b, setB] = useUrlValue('b');
  const [left, right] = [binaryNamed(a), binaryNamed(b)];
  const first = left === null || right !== null ? null : a;
  useEffect(() => {
    // Until it has its second side, every binary offers itself as one.
    useWaiting.setState({ first });
  }, [first]);
  const crumbs = [{ text: t('title'), to: routes.binary(null) }];
  if (left !== null && right !== null) return <Compared a={left} b={right} />;
  return (
    <Page title={t('compare.title')} crumbs={crumbs}>
      <Section title={t('compare.which')}>
        <div className={css['choose']}>
          <Side letter="A" binary={left} onChoose={setA} />
          <Side letter="B" binary={right} onChoose={setB} />
          <p className="dim">{t('compare.hint')}</p>
        </div>
      </Section>
    </Page>
  );
}

/** One side: what it is, or where one says so. */
function Side({ letter, binary, onChoose }: { letter: string; binary: Binary | null; onChoose: (name: string) => void }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const [path, setPath] = useState('');
  const { pickFile } = useOpeningActions();
  const typed = path.trim();
  if (binary !== null)
    return (
      <p className={own['side']}>
        <strong>{letter}</strong>
        <Link href={routes.binary(binary)} className="mono">
          {shown(placeOf(binary))}
        </Link>
        <button type="button" className="link-button" onClick={() => onChoose('')}>
          {t('compare.other')}
        </button>
      </p>
    );
  return (
    <form
      className={css['path-form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '') onChoose(binaryName({ kind: 'file', path: typed }));
      }}
    >
      <TextInput
        aria-label={t('compare.path', { letter })}
        placeholder={t('compare.path', { letter })}
        leftSection={<Icon name="file" size={14} />}
        value={path}
        maxLength={8_000}
        spellCheck={false}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" disabled={typed === ''}>
        {t('common:action.open')}
      </Button>
      <Button
        onClick={() =>
          void pickFile().then((file) => {
            if (file !== null) onChoose(binaryName({ kind: 'file', path: file }));
          })
        }
      >
        {t('common:action.openBinary')}
      </Button>
    </form>
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
          <p key={side} className={own['side']}>
            <strong>{side === 0 ? 'A' : 'B'}</strong>
            <Link href={routes.binary(binary)} className="mono" title={shown(placeOf(binary))}>
              {shown(placeOf(binary))}
            </Link>
          </p>
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
