// The axes as chips: what the matrix has is pressed, what it could have is not; a press plans again.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Axis } from '../../../shared/domain/axes.ts';
import type { PlannedAxis } from '../../../shared/domain/plan.ts';
import { isAxis } from '../../../shared/domain/axes.ts';
import { shown } from '../../../shared/domain/text.ts';
import { chipsOf, rawValue, toggled, type Chip } from './chosen.ts';
import css from './matrix.module.css';

export interface AxesPanelProps {
  axes: readonly PlannedAxis[];
  chosen: ReadonlyMap<Axis, readonly string[]>;
  /** Null: as the file, or the default, has it. */
  onChange: (axis: Axis, values: readonly string[] | null) => void;
}

export function AxesPanel({ axes, chosen, onChange }: AxesPanelProps): ReactNode {
  return (
    <div className={css['axes']}>
      {axes.map((axis) => (isAxis(axis.axis) ? <AxisRow key={axis.axis} name={axis.axis} axis={axis} values={chosen.get(axis.axis)} onChange={onChange} /> : null))}
    </div>
  );
}

interface AxisRowProps {
  name: Axis;
  axis: PlannedAxis;
  values: readonly string[] | undefined;
  onChange: AxesPanelProps['onChange'];
}

function AxisRow({ name, axis, values, onChange }: AxisRowProps): ReactNode {
  const { t } = useTranslation('matrix');
  const chips = chipsOf(axis, values);
  const source = values !== undefined ? 'set' : axis.source === 'set' ? 'file' : axis.source;
  return (
    <div role="group" aria-label={name} className={css['axis']}>
      <div className={css['axis-name']}>
        <span className="mono">{name}</span>
        {source === 'set' ? (
          <button type="button" className="link-button" onClick={() => onChange(name, null)} title={t('axes.resetWhy')}>
            {t('axes.reset')}
          </button>
        ) : (
          <span className="dim">{t(`axes.${source}`)}</span>
        )}
      </div>
      <div className={css['chips']}>
        {chips.map((chip) => (
          <ChipButton
            key={chip.value}
            chip={chip}
            onToggle={() => {
              const next = toggled(chips, chip.value);
              if (next !== null) onChange(name, next);
            }}
          />
        ))}
        {axis.open ? <Other axis={name} onAdd={(value) => onChange(name, [...chips.filter(({ on }) => on).map((chip) => rawValue(chip.value)), value])} /> : null}
      </div>
    </div>
  );
}

function ChipButton({ chip, onToggle }: { chip: Chip; onToggle: () => void }): ReactNode {
  const { t } = useTranslation('matrix');
  const text = chip.value === '-' ? '–' : shown(chip.value);
  const known = KNOWN_NOTES.find((each) => each === chip.note);
  const note = known !== undefined ? t(`axes.note.${known}`) : chip.note === null ? null : shortNote(chip.note);
  const why = [chip.note === null ? null : shown(chip.note), chip.last ? t('axes.last') : null].filter((each) => each !== null).join('. ');
  return (
    <button type="button" className={css['chip']} aria-pressed={chip.on} aria-disabled={chip.last} title={why === '' ? undefined : why} onClick={chip.last ? undefined : onToggle}>
      {text}
      {note === null ? null : <span>{note}</span>}
    </button>
  );
}

/** What the workbench says of values, in this window's words. */
const KNOWN_NOTES = ['native', 'emulated', 'built, not run here', 'imports C', 'no tags'] as const;

/** Notes of one or two words stand in the chip; longer ones are told on hover. */
const shortNote = (note: string): string | null => (note.length <= 12 ? shown(note) : null);

function Other({ axis, onAdd }: { axis: Axis; onAdd: (raw: string) => void }): ReactNode {
  const { t } = useTranslation('matrix');
  const [text, setText] = useState('');
  return (
    <form
      className={css['other']}
      onSubmit={(event) => {
        event.preventDefault();
        const raw = rawValue(text.trim());
        if (raw === '') return;
        onAdd(raw);
        setText('');
      }}
    >
      <input
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        aria-label={t('axes.other', { axis })}
        placeholder={t('axes.add')}
        title={t(`axes.otherWhy.${axis === 'package' || axis === 'tags' || axis === 'base' || axis === 'level' ? axis : 'level'}`)}
        spellCheck={false}
        size={10}
      />
    </form>
  );
}
