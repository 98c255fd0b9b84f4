// Choosing a folder on the machine that runs the workbench, where no native dialog can: names only, one folder at a time.
import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../shared/domain/text.ts';
import { useCall } from '../api/client.tsx';
import { useHost } from '../host/context.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../ui/notice.tsx';
import css from './folder-picker.module.css';
import { useOpening, useOpeningActions } from './opening.ts';

export function FolderPicker(): ReactNode {
  const picking = useOpening((state) => state.picking);
  const { t } = useTranslation();
  return (
    <Modal opened={picking} onClose={() => useOpening.setState({ picking: false })} title={t('picker.title')} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      {picking ? <Picker /> : null}
    </Modal>
  );
}

function Picker(): ReactNode {
  const { t } = useTranslation();
  const host = useHost();
  const { openProject, uploadProject } = useOpeningActions();
  const [path, setPath] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [hidden, setHidden] = useState(false);
  const folder = useCall('folder.list', { path, hidden }, { keep: true });
  const here = typed ?? folder.data?.path ?? '';
  const go = (to: string | null): void => {
    setPath(to);
    setTyped(null);
  };
  const folders = (folder.data?.entries ?? []).filter(({ kind }) => kind === 'folder' || kind === 'module');
  return (
    <div className={css['picker']}>
      <form
        className={css['bar']}
        onSubmit={(event) => {
          event.preventDefault();
          go(here);
        }}
      >
        <Button aria-label={t('picker.up')} title={t('picker.up')} disabled={(folder.data?.parent ?? null) === null} onClick={() => go(folder.data?.parent ?? null)}>
          <Icon name="up" />
        </Button>
        <TextInput
          className={css['path'] ?? ''}
          data-autofocus
          aria-label={t('picker.path')}
          placeholder={t('picker.path')}
          value={here}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
        />
        <Switch label={t('picker.hidden')} checked={hidden} onChange={(event) => setHidden(event.currentTarget.checked)} />
      </form>
      <div className={css['list']}>
        {folder.isPending ? <Loading /> : null}
        {folder.isError ? <ErrorNotice error={folder.error} retry={() => go(null)} /> : null}
        {folder.isSuccess && folders.length === 0 ? <Empty icon="folder" title={t('picker.empty')} /> : null}
        <ul>
          {folder.isError
            ? null
            : folders.map((entry) => (
                <li key={entry.path}>
                  <button type="button" onClick={() => go(entry.path)}>
                    <Icon name={entry.kind === 'module' ? 'bundle' : 'folder'} />
                    <span>{shown(entry.name)}</span>
                    {entry.kind === 'module' ? <span className="dim">{t('picker.module')}</span> : null}
                  </button>
                </li>
              ))}
        </ul>
      </div>
      {folder.data?.truncated === true ? <p className="dim">{t('picker.truncated')}</p> : null}
      <div className={css['foot']}>
        {host.uploadFolder === undefined ? null : (
          <Button leftSection={<Icon name="upload" />} onClick={() => void uploadProject()}>
            {t('picker.upload')}
          </Button>
        )}
        <Button variant="filled" disabled={here === ''} onClick={() => void openProject(here)}>
          {t('picker.choose')}
        </Button>
      </div>
    </div>
  );
}
