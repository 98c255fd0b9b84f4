// Every file that was named, with what came of it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathTerm, withTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import { GroupTable } from './group-table.tsx';
import { Cut } from './cut.tsx';
import { Parts } from './part.tsx';
import css from './parts.module.css';
import { useParts } from './use-part.ts';

export function FilesLook(props: LookProps): ReactNode {
  const { filter, narrow } = props;
  const { t } = useTranslation('trace');
  const answer = useParts(props, ['files']);
  return (
    <Parts answer={answer} fill>
      {({ files = { total: 0, rows: [] } }) => (
        <>
          <Cut part={files} />
          <div className={css['table']}>
            <GroupTable
              label={t('looks.files')}
              by={t('files.path')}
              rows={files.rows}
              bytes
              totalNs={files.rows.reduce((sum, group) => sum + (group.totalNs ?? 0), 0)}
              totalCalls={files.rows.reduce((sum, group) => sum + group.calls, 0)}
              sortName="sort"
              height="fill"
              onOpen={({ key }) => narrow(withTerm(filter, pathTerm(key)), 'events')}
              empty={t('files.none')}
            />
          </div>
        </>
      )}
    </Parts>
  );
}
