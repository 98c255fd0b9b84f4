// How far the clock of this measurement is to be trusted, and what the workbench noted by the way.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notes } from '../../ui/notes.tsx';
import { Section } from '../../ui/page.tsx';
import { wallsText } from './pairs.ts';

export function Calibration({ measurement: { calibration, notes, timesNs } }: { measurement: DnsMeasurement }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <>
      {calibration === null ? null : (
        <Section title={t('calibration.title')} aside={<span className="dim">{shown(calibration.text)}</span>}>
          <Facts
            rows={[
              ...calibration.delays.map(({ expectedNs, measuredNs }) => ({
                name: t('calibration.delay', { delay: formatNs(expectedNs) }),
                value: `${wallsText(measuredNs, t('never'))} (${measuredNs.length})`,
              })),
              { name: t('calibration.lag'), value: `p50 ${formatNs(calibration.lagNs.p50)} · p99 ${formatNs(calibration.lagNs.p99)} · max ${formatNs(calibration.lagNs.max)}` },
              ...(timesNs.prepare === null ? [] : [{ name: t('calibration.prepare'), value: formatNs(timesNs.prepare) }]),
            ]}
          />
        </Section>
      )}
      <Notes title={t('measurement.notes')} notes={notes} />
    </>
  );
}
