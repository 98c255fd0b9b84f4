// What stands in the way, first: each problem with its fix in words, and a button where the workbench can do it itself.
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Doctor, DoctorAction } from '../../../shared/domain/documents.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useWork } from '../../api/work.ts';
import { useToasts } from '../../app/toasts.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Section } from '../../ui/page.tsx';
import { AskFirst } from './ask.tsx';
import css from './doctor.module.css';
import { WorkProgress } from './work-progress.tsx';

type Problem = Doctor['problems'][number];

const RANK: Record<Problem['level'], number> = { error: 0, warning: 1, info: 2 };
const ICON: Record<Problem['level'], IconName> = { error: 'cross', warning: 'warning', info: 'info' };

export function Problems({ problems, again }: { problems: readonly Problem[]; again: () => Promise<void> }): ReactNode {
  const { t } = useTranslation('doctor');
  const toast = useToasts((state) => state.show);
  const [asking, setAsking] = useState<DoctorAction | null>(null);
  const fixing = useWork('doctor.fix');
  const fix = async (action: DoctorAction, yes: boolean): Promise<void> => {
    setAsking(null);
    try {
      const done = await fixing.start({ action: action.id, yes });
      toast(done === null ? { kind: 'info', text: t('problems.cancelled', { title: shown(action.title) }) } : { kind: 'info', text: shown(done.done) });
    } catch (error) {
      toast({ kind: 'error', text: shown(errorText(error)) });
    }
    await again();
  };
  const sorted = [...problems].sort((a, b) => RANK[a.level] - RANK[b.level]);
  return (
    <Section title={t('problems.title')} flush>
      {sorted.some(({ level }) => level !== 'info') ? null : (
        <p className={css['fine']}>
          <Icon name="check" />
          {t('problems.none')}
        </p>
      )}
      {sorted.length === 0 ? null : (
        <ul className={css['problems']}>
          {sorted.map((problem) => (
            <li key={`${problem.level} ${problem.text}`} data-level={problem.level}>
              <span className={css['level']}>
                <Icon name={ICON[problem.level]} />
                {t(`level.${problem.level}`)}
              </span>
              <div className={css['problem']}>
                <p>{shown(problem.text)}</p>
                <p className="dim">{shown(problem.fix)}</p>
                {problem.action === undefined ? null : fixing.doing?.action === problem.action.id ? (
                  <WorkProgress cancel={fixing.cancel} />
                ) : (
                  <div className={css['action']}>
                    <Button
                      disabled={fixing.doing !== null}
                      onClick={() => {
                        if (problem.action?.changesHost === true) setAsking(problem.action);
                        else if (problem.action !== undefined) void fix(problem.action, false);
                      }}
                    >
                      {problem.action.changesHost ? t('problems.asks', { title: shown(problem.action.title) }) : shown(problem.action.title)}
                    </Button>
                    <span className="dim">{shown(problem.action.detail)}</span>
                  </div>
                )}
                {problem.action === undefined || problem.action.command === null ? null : (
                  <p className={css['command']}>
                    <code>{shown(problem.action.command)}</code>
                    <CopyButton text={problem.action.command} label={t('problems.copyCommand')} />
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <AskFirst
        opened={asking !== null}
        title={shown(asking?.title ?? '')}
        yes={t('ask.yes')}
        onYes={() => {
          if (asking !== null) void fix(asking, true);
        }}
        onNo={() => setAsking(null)}
      >
        <p>{shown(asking?.detail ?? '')}</p>
        {asking === null || asking.command === null ? null : (
          <>
            <p className="dim">{t('ask.sameAs')}</p>
            <pre className={css['lines']}>{shown(asking.command)}</pre>
          </>
        )}
        <p className="dim">{t('ask.host')}</p>
      </AskFirst>
    </Section>
  );
}
