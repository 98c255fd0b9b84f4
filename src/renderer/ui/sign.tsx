// The state of a cell as sign, colour and word together: no colour ever speaks alone.
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { colourOf, outcomeText, type Cell, type Colour } from '../../shared/domain/run.ts';
import { marksOf, SIGN, type Mark } from '../../shared/domain/summary.ts';
import { shown } from '../../shared/domain/text.ts';
import css from './sign.module.css';

export type Look = Colour | 'running' | 'planned';

type Shownable = Pick<Cell, 'state' | 'outcome' | 'exit' | 'green' | 'stage'>;

/** How a cell looks: its colour when it has ended, else what it does. */
export function lookOf(cell: Shownable): Look {
  if (cell.state === 'running') return 'running';
  if (cell.state === 'planned') return 'planned';
  return colourOf(cell);
}

export const LOOK_SIGN: Record<Look, string> = { ...SIGN, running: '◐', planned: '·' };

/** `✗ exit 1`, `◐ build`. */
export function StateSign({ cell }: { cell: Shownable }): ReactNode {
  const { t } = useTranslation();
  const look = lookOf(cell);
  const word = cell.state === 'done' ? outcomeText(cell) : cell.state === 'running' && cell.stage !== null ? t(`stage.${cell.stage}`) : t(`state.${cell.state}`);
  return (
    <span className={css['sign']} data-look={look}>
      <span aria-hidden>{LOOK_SIGN[look]}</span>
      <span>{shown(word)}</span>
    </span>
  );
}

export function ColourSign({ colour, children }: { colour: Colour; children?: ReactNode }): ReactNode {
  return (
    <span className={css['sign']} data-look={colour}>
      <span aria-hidden>{SIGN[colour]}</span>
      {children === undefined ? null : <span>{children}</span>}
    </span>
  );
}

/** `9 green 2 red 1 grey`, each with its sign; none of what there is none of. */
export function Counts({ counts }: { counts: { green: number; red: number; grey: number } }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={css['counts']}>
      {(['green', 'red', 'grey'] as const)
        .filter((colour) => counts[colour] > 0)
        .map((colour) => (
          <ColourSign key={colour} colour={colour}>
            {t(`counts.${colour}`, { count: counts[colour] })}
          </ColourSign>
        ))}
    </span>
  );
}

/** What has to be said of a cell beside its outcome: E emulated, C cached, ! linkage, T cut. */
export function Marks({ cell }: { cell: Pick<Cell, 'emulated' | 'cached' | 'linkage' | 'truncated'> }): ReactNode {
  const { t } = useTranslation();
  return <MarksIn t={t} cell={cell} />;
}

/** {@link Marks} for who draws hundreds of them: a hook for texts in each would be felt. */
export function MarksIn({ t, cell }: { t: TFunction; cell: Pick<Cell, 'emulated' | 'cached' | 'linkage' | 'truncated'> }): ReactNode {
  const textOf: Record<Mark['sign'], () => string> = {
    E: () => t('mark.emulated'),
    C: () => t('mark.cached'),
    '!': () => t('mark.linkage', { asked: shown(cell.linkage.asked), got: shown(cell.linkage.got ?? '') }),
    T: () => t('mark.truncated', { what: shown(cell.truncated.join(', ')) }),
  };
  return (
    <span className={css['marks']}>
      {marksOf(cell).map(({ sign }) => {
        const text = textOf[sign]();
        return (
          <abbr key={sign} title={text} data-mark={sign} aria-label={text} role="img">
            {sign}
          </abbr>
        );
      })}
    </span>
  );
}
