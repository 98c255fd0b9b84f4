// Where the bytes are: a treemap and the same as a table, by section, package or symbol; both lead into a block and back.
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { SizeNode } from '../../../shared/domain/elf-detail.ts';
import { useUrlList, useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import pane from '../../ui/pane.module.css';
import { Table, type Column } from '../../ui/table.tsx';
import { useBinaryPart, type BinaryTabProps } from './parts.ts';
import { blockAt, blocksOfLook, LOOKS, PACKAGE_TONES, SECTION_TONES, type Block, type Look } from './size-blocks.ts';
import size from './size.module.css';
import { TreemapView } from './treemap-view.tsx';
import { Waiting } from './waiting.tsx';

const isLook = (text: string): text is Look => LOOKS.some((look) => look === text);

export function SizeTab(props: BinaryTabProps): ReactNode {
  const part = useBinaryPart(props.binary, 'size');
  return <Waiting part={part}>{({ sizes }) => (sizes === null ? null : <Sizes {...props} sizes={sizes} />)}</Waiting>;
}

interface Row {
  block: Block;
  index: number;
}

function Sizes({ elf, detail, sizes }: BinaryTabProps & { sizes: SizeNode }): ReactNode {
  const { t } = useTranslation('binary');
  const [lookText, setLook] = useUrlValue('by', 'section');
  const [asked, setWay] = useUrlList('in');
  const [current, setCurrent] = useState<number | null>(null);
  const hasPackages = (detail.go?.packages.length ?? 0) > 0;
  const looks = LOOKS.filter((look) => look !== 'package' || hasPackages);
  const look = isLook(lookText) && looks.includes(lookText) ? lookText : 'section';
  const owners = useMemo(
    () => ({ main: elf.go?.main?.path ?? elf.go?.path ?? null, standard: new Set((detail.go?.packages ?? []).filter(({ std }) => std).map(({ path }) => path)) }),
    [elf, detail],
  );
  const root = useMemo(() => blocksOfLook(look, sizes, elf, owners), [look, sizes, elf, owners]);
  const { block, way } = blockAt(root, asked);
  const nameOf = ({ name, kind, rest }: Block): string =>
    rest !== null
      ? rest.kind === 'unnamed'
        ? t('size.unnamed')
        : t('size.smaller', { count: rest.count })
      : kind === 'file'
        ? t('size.file')
        : kind === 'header'
          ? name === ''
            ? t('size.header')
            : name
          : name === ''
            ? t('size.noName')
            : name;
  const go = (names: readonly string[]): void => {
    setCurrent(null);
    setWay(names);
  };
  const rows = block.children.map((child, index): Row => ({ block: child, index }));
  const columns: Column<Row>[] = [
    {
      key: 'name',
      header: t('size.name'),
      width: 'minmax(120px, 1fr)',
      mono: true,
      sort: (row) => nameOf(row.block),
      render: (row) => (
        <span className={size['name']} title={shown(nameOf(row.block))}>
          <span className={size['swatch']} data-tone={row.block.tone} aria-hidden />
          <span>{shown(nameOf(row.block))}</span>
        </span>
      ),
    },
    {
      key: 'bytes',
      header: t('size.bytes'),
      width: '76px',
      align: 'end',
      mono: true,
      sort: (row) => row.block.bytes,
      render: (row) => <span title={`${row.block.bytes.toLocaleString('en')} B`}>{formatBytes(row.block.bytes)}</span>,
    },
    { key: 'share', header: t('size.share'), width: '52px', align: 'end', mono: true, render: (row) => `${((100 * row.block.bytes) / Math.max(1, block.bytes)).toFixed(1)} %` },
    { key: 'inside', header: t('size.inside'), hideHeader: true, width: '14px', render: (row) => (row.block.children.length > 0 ? <Icon name="right" size={11} /> : null) },
  ];
  const tones = look === 'package' ? PACKAGE_TONES : SECTION_TONES;
  return (
    <div className={pane['whole']}>
      <div className={pane['bar']}>
        <SegmentedControl
          aria-label={t('size.by')}
          value={look}
          onChange={(value) => setLook(value)}
          data={looks.map((name) => ({ value: name, label: t(`size.look.${name}`) }))}
        />
        <nav className={size['way']} aria-label={t('size.way')}>
          {['', ...way].map((name, index) => (
            <span key={index}>
              {index === 0 ? null : <Icon name="right" size={11} />}
              {index === way.length ? (
                <strong aria-current="true">{shown(index === 0 ? nameOf(root) : name)}</strong>
              ) : (
                <button type="button" className="link-button" onClick={() => go(way.slice(0, index))}>
                  {shown(index === 0 ? nameOf(root) : name)}
                </button>
              )}
            </span>
          ))}
          <span className="dim">{formatBytes(block.bytes)}</span>
        </nav>
        <span className={pane['spring']} />
        <ul className={size['legend']} aria-label={t('size.legend')}>
          {tones.map((tone) => (
            <li key={tone}>
              <span className={size['swatch']} data-tone={tone} aria-hidden /> {t(`size.tone.${tone}`)}
            </li>
          ))}
        </ul>
      </div>
      <div className={size['both']}>
        <TreemapView block={block} nameOf={nameOf} current={current} onCurrent={setCurrent} onZoom={(names) => go([...way, ...names])} />
        <Table
          key={`${look} ${way.join('\n')}`}
          label={t('size.table')}
          rows={rows}
          columns={columns}
          rowKey={({ index }) => String(index)}
          selected={current === null ? null : String(current)}
          onNear={({ index }) => setCurrent(index)}
          onOpen={({ block: child }) => {
            if (child.children.length > 0) go([...way, child.name]);
          }}
          height="fill"
          empty={t('size.none')}
        />
      </div>
    </div>
  );
}
