// The shell lines that do what the cell did, with docker alone.
import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { foldReproduce } from '../../../shared/domain/reproduce.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty, Loading } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import css from './cell.module.css';
import type { CellTabProps } from './tab-props.ts';

/** As it stands here, it is copied too: a bundle is somebody else's file, and what a terminal would obey unseen has no business on the clipboard. */
const block = (lines: readonly string[]): string => lines.map(shown).join('\n');

export function ReproduceTab({ cell: { state }, show }: CellTabProps): ReactNode {
  const { t } = useTranslation(['cell', 'common']);
  const clipboard = useClipboard({ timeout: 1_500 });
  if (show === null) return <Loading />;
  const { reproduce } = show.cell;
  if (reproduce.length === 0) return <Empty icon="terminal" title={t('reproduce.none.title')} why={t('reproduce.none.why', { state: t(`common:state.${state}`) })} />;
  return (
    <div className={pane['scroll']}>
      <p className={pane['gap']}>{t('reproduce.what')}</p>
      <Section
        title={t('reproduce.block')}
        flush
        aside={
          <Button leftSection={<Icon name={clipboard.copied ? 'check' : 'copy'} />} onClick={() => clipboard.copy(`${block(reproduce)}\n`)}>
            {clipboard.copied ? t('common:action.copied') : t('reproduce.copy')}
          </Button>
        }
      >
        {foldReproduce(reproduce).map((part, index) =>
          part.kind === 'recipe' ? (
            <details key={index} className={css['recipe']}>
              <summary>{t('reproduce.recipe', { image: shown(part.image), count: part.lines.length })}</summary>
              <pre className={css['block']} tabIndex={0}>
                {block(part.lines)}
              </pre>
            </details>
          ) : (
            <pre key={index} className={css['block']} tabIndex={0}>
              {block(part.lines)}
            </pre>
          ),
        )}
      </Section>
    </div>
  );
}
