// Copying: values, and what one looks at as the command line that shows the same.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandLine } from './command-line.ts';
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

/** `argv` without the program's name. */
export function CopyCommand({ argv }: { argv: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1_500 });
  const line = commandLine(argv);
  return (
    <Tooltip label={<code>{line}</code>} multiline maw={640}>
      <Button leftSection={<Icon name={clipboard.copied ? 'check' : 'terminal'} />} onClick={() => clipboard.copy(line)} data-command={line}>
        {clipboard.copied ? t('action.copied') : t('action.copyCommand')}
      </Button>
    </Tooltip>
  );
}
