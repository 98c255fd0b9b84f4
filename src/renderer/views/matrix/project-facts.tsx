// The project that would be built, and which matrix file is used; one can be written where there is none.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useAction } from '../../api/client.tsx';
import { useToasts } from '../../app/toasts.tsx';
import { Facts, Shown } from '../../ui/facts.tsx';

export function ProjectFacts({ plan }: { plan: Plan }): ReactNode {
  const { t } = useTranslation('matrix');
  const client = useQueryClient();
  const toast = useToasts((state) => state.show);
  const init = useAction('project.init');
  const { project } = plan;
  const write = (): void =>
    init.mutate(
      { path: project.path },
      {
        onSuccess: ({ file }) => {
          toast({ kind: 'info', text: t('project.written', { file: shown(file) }) });
          void client.invalidateQueries({ queryKey: ['plan.make'] });
        },
        onError: (error) => toast({ kind: 'error', text: shown(errorText(error)) }),
      },
    );
  return (
    <Facts
      rows={[
        { name: t('project.path'), value: <Shown text={project.path} /> },
        { name: t('project.module'), value: <Shown text={project.module} /> },
        { name: t('project.go'), value: project.goDirective === null ? t('project.noGo') : <Shown text={project.goDirective} />, mono: project.goDirective !== null },
        { name: t('project.cgo'), value: t(`project.cgo-${project.usesCgo === null ? 'unknown' : project.usesCgo ? 'yes' : 'no'}`), mono: false },
        { name: t('project.mains'), value: <Mains mains={project.mains} /> },
        { name: t('project.sources'), value: t('project.files', { count: project.files, bytes: formatBytes(project.bytes) }), mono: false },
        {
          name: t('project.file'),
          value:
            plan.config === null ? (
              <>
                <span>{t('project.noFile')}</span>{' '}
                <Button onClick={write} loading={init.isPending} title={t('project.writeWhy')}>
                  {t('project.write')}
                </Button>
              </>
            ) : (
              <Shown text={plan.config.startsWith(`${project.path}/`) ? plan.config.slice(project.path.length + 1) : plan.config} />
            ),
          mono: plan.config !== null,
        },
      ]}
    />
  );
}

const MOST = 6;
function Mains({ mains }: { mains: readonly string[] }): ReactNode {
  const { t } = useTranslation('matrix');
  return (
    <span title={mains.length > MOST ? shown(mains.join(' ')) : undefined}>
      {mains.slice(0, MOST).map(shown).join(' ')}
      {mains.length > MOST ? ` ${t('project.more', { count: mains.length - MOST })}` : ''}
    </span>
  );
}
