import type { Settings } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { SettingsView, WorkbenchSettings } from '../../shared/domain/settings.ts';
import { parseSize } from '../../shared/domain/units.ts';
import { settingsLines, settingText } from '../text/settings.ts';
import type { Shell } from '../shell.ts';
import type { JsonOption } from './options.ts';

const KEYS = ['limitBytes', 'endpoint', 'jobs'] as const;
type Key = (typeof KEYS)[number];
const EXPECTED = KEYS.join(', ');

const print = (shell: Shell, options: JsonOption, view: SettingsView): void => {
  if (options.json === true) shell.document({ schema: 'cgoscope/settings@0', ...view } satisfies Settings);
  else shell.say(settingsLines(view, shell.paint, shell.io.columns()));
};

export async function get(shell: Shell, key: string | undefined, options: JsonOption): Promise<void> {
  const one = key === undefined ? null : keyOf(key);
  const view = await (await shell.api(false)).call('settings.get', { env: shell.env });
  if (one === null || options.json === true) print(shell, options, view);
  else shell.say([settingText(view.settings[one])]);
}

export async function set(shell: Shell, changes: string[], options: JsonOption): Promise<void> {
  const api = await shell.api(true);
  const texts = changes.map(pairOf);
  const defaults = texts.some(([, value]) => value === '') ? (await api.call('settings.get', { env: shell.env })).defaults : null;
  const change: Partial<WorkbenchSettings> = {};
  for (const [key, value] of texts) Object.assign(change, { [key]: value === '' ? (defaults?.[key] ?? null) : valueOf(key, value) });
  print(shell, options, await api.call('settings.set', { change, env: shell.env }));
}

function keyOf(text: string): Key {
  const key = KEYS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (key === undefined) throw new InputError(`"${text}" is no setting; expected one of ${EXPECTED}`, { input: text, expected: EXPECTED });
  return key;
}

function pairOf(text: string): [Key, string] {
  const at = text.indexOf('=');
  if (at < 0) throw new InputError(`"${text}" is not KEY=VALUE; expected a setting of ${EXPECTED} with its value`, { input: text, expected: 'KEY=VALUE' });
  return [keyOf(text.slice(0, at)), text.slice(at + 1).trim()];
}

function valueOf(key: Key, text: string): string | number {
  switch (key) {
    case 'limitBytes': {
      const bytes = parseSize(text);
      if (bytes < 100_000_000) throw new InputError(`limitBytes ${text} is too small; expected at least 100MB`, { input: text, expected: 'at least 100MB' });
      return bytes;
    }
    case 'jobs': {
      const jobs = Number(text);
      if (!/^\d+$/.test(text) || jobs < 1 || jobs > 64) throw new InputError(`jobs "${text}" is not a whole number from 1 to 64`, { input: text, expected: '1 to 64' });
      return jobs;
    }
    case 'endpoint':
      return text;
  }
}
