// Copying: values, and what one looks at as the command line that shows the same.
import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandLine, type CommandWord } from './command-line.ts';
import { Icon } from './icon.tsx';

export function CopyButton({ text, label }: { text: string; label?: string }): ReactNode {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1_500 });
  const name = clipboard.copied ? t('action.copied') : (label ?? t('action.copy'));
  return (
    <Tooltip label={name}>
      <ActionIcon aria-label={name} onClick={() => clipboard.copy(text)}>
        <Icon name={clipboard.copied ? 'check' : 'copy'} />
      </ActionIcon>
    </Tooltip>
  );
}

/** `argv` without the program's name. `icon`: of a part of the page, and named with its line; without it, the page's own. */
export function CopyCommand({ argv, icon = false }: { argv: readonly CommandWord[]; icon?: boolean }): ReactNode {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1_500 });
  const line = commandLine(argv);
  const sign = <Icon name={clipboard.copied ? 'check' : 'terminal'} />;
  const name = clipboard.copied ? t('action.copied') : t('action.copyCommand');
  return (
    <Tooltip
      label={
        <>
          <div className="dim">{name}</div>
          <code>{line}</code>
        </>
      }
      multiline
      maw={640}
      position="bottom-end"
    >
      <ActionIcon variant={icon ? 'subtle' : 'default'} aria-label={icon ? `${name}: ${line}` : name} onClick={() => clipboard.copy(line)} data-command={line}>
        {sign}
      </ActionIcon>
    </Tooltip>
  );
}
