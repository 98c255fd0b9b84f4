// The log itself as a file on the machine of the workbench; never over one that is there.
import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useAction } from '../../../api/client.tsx';
import { useToasts } from '../../../app/toasts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import css from './recordings.module.css';

export function ExportLog({ source, name }: { source: TraceSource; name: string }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: common } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [path, setPath] = useState(`/tmp/${name}.strace`);
  const toast = useToasts((state) => state.show);
  const write = useAction('trace.export');
  return (
    <>
      <Button leftSection={<Icon name="download" size={13} />} onClick={() => setOpened(true)}>
        {t('export.button')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('export.title')} closeButtonProps={{ 'aria-label': common('action.close') }}>
        <form
          className={css['form']}
          onSubmit={(event) => {
            event.preventDefault();
            if (path.trim() === '') return;
            write.mutate(
              { source, to: path.trim() },
              {
                onSuccess: ({ file }) => {
                  setOpened(false);
                  toast({ kind: 'info', text: t('export.done', { file: shown(file) }) });
                },
              },
            );
          }}
        >
          {write.isError ? <ErrorNotice error={write.error} /> : null}
          <TextInput data-autofocus label={t('export.path')} value={path} maxLength={8_000} spellCheck={false} onChange={(event) => setPath(event.currentTarget.value)} />
          <div className={css['answers']}>
            <Button onClick={() => setOpened(false)}>{common('action.cancel')}</Button>
            <Button type="submit" variant="filled" loading={write.isPending} disabled={path.trim() === ''}>
              {t('export.write')}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
