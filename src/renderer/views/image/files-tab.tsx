// The merged file system of an image as a tree: folders are read when they are opened.
import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ImageEntry, ImageFacts } from '../../../shared/domain/image.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { callKey, useApi } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import css from './files.module.css';
import { foldersAbove, treeRows, type Folder, type TreeRow } from './tree.ts';

const ROW = 24;

export function FilesTab({ image, facts }: { image: string; facts: ImageFacts }): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const api = useApi();
  const [at, setAt] = useUrlValue('path');
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['/', ...foldersAbove(at)]));
  const asked = [...open];
  const answers = useQueries({
    queries: asked.map((path) => ({
      queryKey: callKey('image.files', { image, path }),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.call('image.files', { image, path }, { signal }),
    })),
  });
  const stamp = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join(' ');
  const rows = useMemo(() => {
    const folders = new Map<string, Folder>();
    for (const [index, path] of asked.entries()) {
      const data = answers[index]?.data;
      if (data !== undefined) folders.set(path, data);
    }
    return treeRows(folders, open);
    // `stamp` stands for the answers, which are a new list at every render.
  }, [open, stamp]);
  const failed = answers.find(({ isError }) => isError);
  const toggle = (path: string, to: boolean): void =>
    setOpen((before) => {
      const after = new Set(before);
      if (to) after.add(path);
      else after.delete(path);
      return after;
    });
  return (
    <div className={css['files']}>
      {failed === undefined ? null : (
        <div className={css['failed']}>
          <ErrorNotice error={failed.error} retry={() => void failed.refetch()} />
        </div>
      )}
      <Tree image={image} platform={facts.config.platform} rows={rows} at={at} onAt={setAt} onToggle={toggle} label={t('files.label')} />
    </div>
  );
}

interface TreeProps {
  image: string;
  platform: string;
  rows: readonly TreeRow[];
  at: string;
  onAt: (path: string) => void;
  onToggle: (path: string, open: boolean) => void;
  label: string;
}

const pathOf = (row: TreeRow | undefined): string | null => (row === undefined ? null : row.kind === 'entry' ? row.entry.path : null);

function Tree({ image, rows, at, onAt, onToggle, label }: TreeProps): ReactNode {
  const { t } = useTranslation(['image', 'common']);
  const scroller = useRef<HTMLDivElement>(null);
  const found = rows.findIndex((row) => pathOf(row) === at);
  const current = Math.max(0, found);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    initialRect: { width: 1000, height: 800 },
    scrollMargin: ROW + 2,
    scrollPaddingStart: ROW + 2,
  });
  const scrolledTo = useRef('');
  useEffect(() => {
    // A path of the address is brought into sight once its folders are here.
    if (found < 0 || scrolledTo.current === at) return;
    scrolledTo.current = at;
    virtual.scrollToIndex(found);
  }, [found, at, virtual]);
  const move = (to: number): void => {
    const path = pathOf(rows[to]);
    if (path === null) return;
    scrolledTo.current = path;
    onAt(path);
    virtual.scrollToIndex(to);
  };
  const row = rows[current];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 240) / ROW) - 2);
    const steps: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: rows.length - 1 };
    const step = steps[event.key];
    const entry = row?.kind === 'entry' ? row : null;
    if (step !== undefined) {
      let to = Math.min(rows.length - 1, Math.max(0, step));
      const by = to >= current ? 1 : -1;
      while (pathOf(rows[to]) === null && rows[to + by] !== undefined) to += by;
      move(to);
    } else if (event.key === 'ArrowRight' && entry?.open === false) onToggle(entry.entry.path, true);
    else if (event.key === 'ArrowRight' && entry?.open === true) move(current + 1);
    else if (event.key === 'ArrowLeft' && entry?.open === true) onToggle(entry.entry.path, false);
    else if (event.key === 'ArrowLeft' && entry !== null) {
      const above = rows.findLastIndex((one, index) => index < current && one.level < entry.level && one.kind === 'entry');
      if (above >= 0) move(above);
    } else if (event.key === 'Enter' && entry !== null) {
      if (entry.open !== null) onToggle(entry.entry.path, !entry.open);
      else scroller.current?.querySelector<HTMLAnchorElement>(`[data-row="${current}"] a`)?.click();
    } else return;
    event.preventDefault();
  };
  const columns = [t('files.name'), t('files.mode'), t('files.owner'), t('list.bytes'), t('files.layer'), t('files.elf')];
  return (
    <div
      ref={scroller}
      className={css['tree']}
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rows.length === 0 ? undefined : `file-${current}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={css['head']}>
        <div role="row" className={css['row']} aria-rowindex={1}>
          {columns.map((name, index) => (
            <span key={index} role="columnheader" data-end={index === 3 || index === 4}>
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={css['body']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const one = rows[index];
          if (one === undefined) return null;
          return (
            <div
              key={one.kind === 'entry' ? one.entry.path : `${one.kind} ${one.path}`}
              id={`file-${index}`}
              data-row={index}
              role="row"
              aria-rowindex={index + 2}
              aria-level={one.level}
              aria-expanded={one.kind === 'entry' && one.open !== null ? one.open : undefined}
              aria-selected={index === current}
              {...(one.kind === 'entry' ? { 'aria-setsize': one.setSize, 'aria-posinset': one.position } : {})}
              className={css['row']}
              style={{ height: ROW, transform: `translateY(${start - ROW - 2}px)` }}
              onClick={() => {
                if (one.kind !== 'entry') return;
                move(index);
                if (one.open !== null) onToggle(one.entry.path, !one.open);
              }}
            >
              {one.kind === 'entry' ? (
                <Cells image={image} entry={one.entry} level={one.level} open={one.open} />
              ) : (
                <span role="gridcell" className="dim" style={{ paddingInlineStart: one.level * 16 }}>
                  {one.kind === 'loading' ? t('common:loading') : t('files.cut', { count: one.count })}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({ image, entry, level, open }: { image: string; entry: ImageEntry; level: number; open: boolean | null }): ReactNode {
  const { t } = useTranslation('image');
  const { elf } = entry;
  const name = shown(entry.name);
  return (
    <>
      <span role="gridcell" className={css['name']} style={{ paddingInlineStart: (level - 1) * 16 }} title={shown(entry.path)}>
        {open === null ? <span className={css['leaf']} /> : <Icon name={open ? 'down' : 'right'} size={11} />}
        {elf === null ? (
          <span>{name}</span>
        ) : (
          <Link href={routes.binary({ kind: 'image', image, path: entry.path })} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
            {name}
          </Link>
        )}
        {entry.target === null ? null : (
          <span className={css['target']} data-dangling={entry.dangling}>
            {`→ ${shown(entry.target)}`}
            {entry.dangling ? ` (${t('files.dangling')})` : ''}
          </span>
        )}
        {entry.kind === 'char' || entry.kind === 'block' || entry.kind === 'fifo' ? <span className={css['target']}>{t(`files.kind.${entry.kind}`)}</span> : null}
      </span>
      <span role="gridcell">{shown(entry.mode)}</span>
      <span role="gridcell">{`${entry.uid}:${entry.gid}`}</span>
      <span role="gridcell" data-end>
        {entry.kind === 'file' ? formatBytes(entry.size) : ''}
      </span>
      <span role="gridcell" data-end>
        {entry.layer + 1}
      </span>
      <span role="gridcell" className={css['elf']}>
        {elf === null
          ? ''
          : [elf.machine?.replace('EM_', ''), elf.linkage, elf.interp]
              .filter((part) => part !== null && part !== undefined)
              .map(shown)
              .join(' · ')}
      </span>
    </>
  );
}
