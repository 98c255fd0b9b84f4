// Another image beside this one: what differs, and what each audit says that the other does not.
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../api/client.tsx';
import { useUrlValue } from '../../app/url-state.ts';
import type { ImageFinding } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Differences } from '../../ui/differences.tsx';
import { Empty, ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { Findings } from './findings.tsx';
import css from './image.module.css';
import { Reading } from './reading.tsx';
import { imageRef } from './refs.ts';

export function CompareTab({ image }: { image: string }): ReactNode {
  const { t } = useTranslation('image');
  const [other, setOther] = useUrlValue('other');
  const list = useCall('image.list', {}, { freshMs: 30_000 });
  const refs = [...new Set([...(list.data?.images ?? []).map(imageRef), ...(other === '' ? [] : [other])])].filter((ref) => ref !== image);
  return (
    <>
      <div className={pane['bar']}>
        <label htmlFor="image-compare-other">{t('compare.other')}</label>
        <Select
          id="image-compare-other"
          className={css['pick'] ?? ''}
          size="xs"
          searchable
          placeholder={t('compare.choose')}
          nothingFoundMessage={t('compare.noImage')}
          data={refs.map((ref) => ({ value: ref, label: shown(ref) }))}
          value={other === '' ? null : other}
          onChange={(value) => setOther(value ?? '')}
        />
      </div>
      {list.isError ? (
        <div className={pane['pad']}>
          <ErrorNotice error={list.error} retry={() => void list.refetch()} />
        </div>
      ) : null}
      {other === '' ? <Empty icon="compare" title={t('compare.title')} why={t('compare.why')} /> : <Both image={image} other={other} />}
    </>
  );
}

/** Findings of one side that the other does not have, by their rule and title. */
function onlyIn(own: readonly ImageFinding[], other: readonly ImageFinding[]): ImageFinding[] {
  const there = new Set(other.map(({ id, title }) => `${id}\n${title}`));
  return own.filter(({ id, title }) => !there.has(`${id}\n${title}`));
}

function Both({ image, other }: { image: string; other: string }): ReactNode {
  const { t } = useTranslation('image');
  const audit = useCall('image.audit', { image, other });
  if (audit.isError)
    return (
      <div className={pane['pad']}>
        <ErrorNotice error={audit.error} retry={() => void audit.refetch()} />
      </div>
    );
  if (audit.data === undefined) return <Reading image={other} />;
  const { findings, differences, other: second } = audit.data;
  return (
    <div className={pane['scroll']}>
      <Section title={t('compare.differences')} flush aside={<span className="dim">{differences.length}</span>}>
        <Differences differences={differences} label={t('compare.differences')} empty={t('compare.same')} height={differences.length > 16 ? '420px' : null} />
      </Section>
      {second === null ? null : (
        <div className={pane['columns']}>
          <Section title={t('compare.onlyA', { image: shown(image) })} flush>
            <Findings image={image} findings={onlyIn(findings, second.findings)} none={t('compare.nothing')} />
          </Section>
          <Section title={t('compare.onlyB', { image: shown(other) })} flush>
            <Findings image={other} findings={onlyIn(second.findings, findings)} none={t('compare.nothing')} />
          </Section>
        </div>
      )}
    </div>
  );
}
