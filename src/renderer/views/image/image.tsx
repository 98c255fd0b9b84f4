// One image, looked into without starting it: audit, files, layers, a checklist for this host, another image beside it.
import { Button, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect } from 'wouter';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useCall } from '../../api/client.tsx';
import { IMAGE_TABS, routes, type ImageTab } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { AuditTab } from './audit-tab.tsx';
import { ChecklistTab } from './checklist-tab.tsx';
import { CompareTab } from './compare-tab.tsx';
import { FilesTab } from './files-tab.tsx';
import { LayersTab } from './layers-tab.tsx';
import { Reading } from './reading.tsx';

const isTab = (text: string): text is ImageTab => IMAGE_TABS.some((tab) => tab === text);

export function ImageView(): ReactNode {
  const [ref] = useUrlValue('ref');
  return ref === '' ? <Redirect to={routes.images()} replace /> : <OneImage key={ref} image={ref} />;
}

function OneImage({ image }: { image: string }): ReactNode {
  const { t } = useTranslation('image');
  const { t: recordings } = useTranslation('traceRecordings');
  const [tabText, setTab] = useUrlValue('tab', 'audit');
  const [other] = useUrlValue('other');
  const audit = useCall('image.audit', { image }, { keepFor: 600_000, freshMs: 60_000 });
  const tab = isTab(tabText) ? tabText : 'audit';
  const facts = audit.data?.image;
  const errors = audit.data?.findings.filter(({ level }) => level === 'error').length ?? 0;
  return (
    <Page
      fill
      title={shown(image)}
      crumbs={[{ text: t('list.title'), to: routes.images() }]}
      aside={facts === undefined ? null : <span className="mono">{[shown(facts.config.platform), formatBytes(facts.bytes)].join(' · ')}</span>}
      actions={
        <Button component={Link} href={routes.record(image)}>
          {recordings('image.record')}
        </Button>
      }
      command={tab === 'checklist' ? ['checklist', image] : ['audit', image, ...(tab === 'compare' && other !== '' ? [other] : [])]}
    >
      <Tabs value={tab} onChange={(value) => setTab(value ?? '')} classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}>
        <Tabs.List aria-label={t('tabs.label')}>
          {IMAGE_TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
              {name === 'audit' && errors > 0 ? <span className={pane['count']}>{errors}</span> : null}
              {name === 'layers' && facts !== undefined ? <span className={pane['count']}>{facts.layers.filter(({ empty }) => !empty).length}</span> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} key={tab}>
          {tab === 'checklist' ? (
            <ChecklistTab image={image} />
          ) : audit.isError ? (
            <div className={pane['pad']}>
              <ErrorNotice error={audit.error} retry={() => void audit.refetch()} />
            </div>
          ) : audit.data === undefined ? (
            <Reading image={image} />
          ) : tab === 'files' ? (
            <FilesTab image={image} facts={audit.data.image} />
          ) : tab === 'layers' ? (
            <LayersTab facts={audit.data.image} />
          ) : tab === 'compare' ? (
            <CompareTab image={image} />
          ) : (
            <AuditTab audit={audit.data} />
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
