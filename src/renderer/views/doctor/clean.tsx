// Making room: first said what goes and how much that is, then asked, then done.
import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcedureOutput } from '../../../shared/api/contract.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useAction } from '../../api/client.tsx';
import { useToasts } from '../../app/toasts.tsx';
import { CopyCommand } from '../../ui/copy.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { AskFirst } from './ask.tsx';
import css from './doctor.module.css';

type Would = ProcedureOutput<'clean.run'>;

export function CleanUp({ again }: { again: () => Promise<void> }): ReactNode {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const toast = useToasts((state) => state.show);
  const [older, setOlder] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const [would, setWould] = useState<Would | null>(null);
  const [asking, setAsking] = useState(false);
  const clean = useAction('clean.run');
  const request = { olderDays: all ? null : older, all };
  const change = (what: () => void): void => {
    what();
    setWould(null); // what was said was said of another question
  };
  const apply = async (): Promise<void> => {
    setAsking(false);
    try {
      const done = await clean.mutateAsync({ ...request, apply: true });
      toast({ kind: 'info', text: t('clean.freed', { bytes: formatBytes(done.bytes) }) });
      setWould(null);
    } catch (error) {
      toast({ kind: 'error', text: shown(errorText(error)) });
    }
    await client.invalidateQueries({ queryKey: ['toolchain.list'] });
    await again();
  };
  return (
    <Section title={t('clean.title')} aside={<CopyCommand argv={['clean', ...(all ? ['--all'] : older === null ? [] : ['--older', String(older)])]} icon />}>
      <div className={css['clean']}>
        <p className="dim">{t('clean.why')}</p>
        <div className={css['options']}>
          <NumberInput
            label={t('clean.older')}
            value={older ?? ''}
            onChange={(value) => change(() => setOlder(typeof value === 'number' ? value : null))}
            min={0}
            max={36_500}
            allowDecimal={false}
            disabled={all}
            w={150}
            placeholder={t('clean.any')}
          />
          <Checkbox label={t('clean.all')} checked={all} onChange={({ currentTarget: { checked } }) => change(() => setAll(checked))} />
          <Button loading={clean.isPending} onClick={() => clean.mutate({ ...request, apply: false }, { onSuccess: setWould })}>
            {t('clean.look')}
          </Button>
        </div>
        {clean.isError ? <ErrorNotice error={clean.error} /> : null}
        {would === null ? null : would.items.length === 0 ? (
          <p role="status">{t('clean.nothing')}</p>
        ) : (
          <>
            <Items would={would} />
            <div>
              <Button variant="filled" onClick={() => setAsking(true)}>
                {t('clean.free', { bytes: formatBytes(would.bytes) })}
              </Button>
            </div>
          </>
        )}
      </div>
      <AskFirst
        opened={asking}
        title={t('clean.title')}
        yes={t('clean.freeNow', { bytes: formatBytes(would?.bytes ?? 0) })}
        onYes={() => void apply()}
        onNo={() => setAsking(false)}
      >
        <p>{t('clean.forGood')}</p>
        {would === null ? null : <Items would={would} />}
      </AskFirst>
    </Section>
  );
}

function Items({ would }: { would: Would }): ReactNode {
  const { t } = useTranslation('doctor');
  return (
    <table className={css['items']}>
      <tbody>
        {would.items.map(({ what, bytes }) => (
          <tr key={what}>
            <th scope="row">{shown(what)}</th>
            <td>{formatBytes(bytes)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('clean.total')}</th>
          <td>{formatBytes(would.bytes)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
