// The settings as text: what is set, what the environment sets beside it, which endpoints there are.
import type { SettingsView, WorkbenchSettings } from '../../shared/domain/settings.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';

/** As `settings get KEY` prints it; nothing where there is none. */
export const settingText = (value: WorkbenchSettings[keyof WorkbenchSettings]): string => (value === null ? '' : shown(String(value)));

export function settingsLines(view: SettingsView, paint: Paint, columns: number | undefined): string[] {
  const { settings, defaults } = view;
  const row = (key: keyof WorkbenchSettings, meaning: string): (TableCell | string)[] => [
    { text: key, paint: paint.bold },
    key === 'limitBytes' ? `${settings.limitBytes} (${formatBytes(settings.limitBytes)})` : settingText(settings[key]) || '-',
    { text: settings[key] === defaults[key] ? 'default' : 'set', paint: paint.dim },
    { text: meaning, paint: paint.dim },
  ];
  const list = (title: string, rows: (TableCell | string)[][]): string[] =>
    rows.length === 0 ? [] : ['', title, ...table([{ title: '' }, { title: '', shrink: { min: 16 } }, { title: '', shrink: { min: 16 } }], rows, { columns, indent: '  ' })];
  return [
    ...table(
      [{ title: 'setting' }, { title: 'value', shrink: { min: 12 } }, { title: '' }, { title: 'meaning', shrink: { min: 16 } }],
      [
        row('limitBytes', 'bytes that stored runs may use'),
        row('endpoint', 'the engine where none is named; - is as the docker command line'),
        row('jobs', 'cells at a time; - is as many as the engine has processors for, at most 8'),
      ],
      { columns, head: paint.dim },
    ),
    '',
    paint.dim(`stored in ${shown(view.file)}`),
    ...list(
      'of the environment:',
      view.environment.map(({ name, value, meaning }) => [{ text: shown(name), paint: paint.bold }, shown(value), { text: shown(meaning), paint: paint.dim }]),
    ),
    ...list(
      'endpoints:',
      view.endpoints.map(({ name, host }) => [{ text: shown(name), paint: paint.bold }, shown(host), '']),
    ),
  ];
}
