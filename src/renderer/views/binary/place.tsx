// The bytes of the file that a fact was read from.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ByteRange } from '../../../shared/domain/elf-detail.ts';
import { hex } from '../../ui/hex.ts';
import css from './binary.module.css';

/** `0x318+28`: offset and length. */
export const placeText = ({ offset, length }: ByteRange): string => `${hex(offset)}+${length}`;

export function Place({ at }: { at: ByteRange | null | undefined }): ReactNode {
  const { t } = useTranslation('binary');
  if (at === null || at === undefined) return null;
  const said = t('place', { offset: at.offset, count: at.length });
  return (
    <span className={css['place']} title={said}>
      <span aria-hidden>{placeText(at)}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
