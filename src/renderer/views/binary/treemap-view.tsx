// The picture of sizes: tiles to be pointed at. Whatever can be done here is done from the table beside it too.
import { useElementSize } from '@mantine/hooks';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { Block } from './size-blocks.ts';
import css from './size.module.css';
import { layout, type Tile } from './treemap.ts';

const BAND = 17;
const OPTIONS = { depth: 2, band: BAND, gap: 2, least: 3 };
/** Width of a letter of the labels, about. */
const LETTER = 6.6;

export interface TreemapViewProps {
  block: Block;
  nameOf: (block: Block) => string;
  /** The child of `block` that is pointed at or current in the table, by its place. */
  current: number | null;
  onCurrent: (index: number | null) => void;
  onZoom: (names: readonly string[]) => void;
}

export function TreemapView({ block, nameOf, current, onCurrent, onZoom }: TreemapViewProps): ReactNode {
  const { t } = useTranslation('binary');
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const tiles = useMemo(() => (width > 0 && height > 0 ? layout(block, width, height, OPTIONS) : []), [block, width, height]);
  const wayOf = (tile: Tile<Block>): string[] => {
    const names: string[] = [];
    let at = block;
    for (const index of tile.path) {
      const next = at.children[index];
      if (next === undefined) break;
      if (next.children.length > 0) names.push(next.name);
      at = next;
    }
    return names;
  };
  return (
    <div ref={ref} className={css['map']} onPointerLeave={() => onCurrent(null)}>
      <svg width={width} height={height} role="img" aria-label={t('size.picture', { name: nameOf(block), bytes: formatBytes(block.bytes) })}>
        {tiles.map((tile) => {
          const { node, x, y, width: wide, height: high, open, depth } = tile;
          const name = shown(nameOf(node));
          const label = high >= 13 && wide >= 30 ? cut(name, Math.floor((wide - 8) / LETTER)) : '';
          const bytes = formatBytes(node.bytes);
          const sized = !open && label !== '' && high >= 28 && wide >= bytes.length * LETTER + 8;
          return (
            <g
              key={tile.path.join('.')}
              className={css['tile']}
              data-tone={node.tone}
              data-depth={depth}
              data-open={open}
              data-current={current !== null && tile.path[0] === current && depth === 1}
              data-zooms={node.children.length > 0}
              onPointerEnter={() => onCurrent(tile.path[0] ?? null)}
              onClick={() => {
                const way = wayOf(tile);
                if (way.length > 0) onZoom(way);
              }}
            >
              <title>{`${name}  ${bytes}`}</title>
              <rect x={x + 0.5} y={y + 0.5} width={Math.max(0, wide - 1)} height={Math.max(0, high - 1)} />
              {label === '' ? null : (
                <text x={x + 5} y={y + 12}>
                  {label}
                </text>
              )}
              {sized ? (
                <text x={x + 5} y={y + 25} className={css['bytes']}>
                  {bytes}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** The end of a name says most in Go: `…/internal/poll`. Nothing where hardly a letter would be left. */
export function cut(name: string, letters: number): string {
  if (name.length <= letters) return name;
  return letters < 4 ? '' : name.includes('/') ? `…${name.slice(1 - letters)}` : `${name.slice(0, letters - 1)}…`;
}
