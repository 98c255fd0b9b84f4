// Says that a run has ended, where nobody is looking at a window.
import path from 'node:path';
import type { Api } from '../shared/api/contract.ts';
import type { State } from '../shared/domain/run.ts';
import type { Electron } from './electron.ts';
import type { Windows } from './window.ts';
import { wordsOf, type Language } from './words.ts';

export interface NotifyOptions {
  electron: Pick<Electron, 'Notification'>;
  api: Api;
  windows: Pick<Windows, 'isFocused' | 'show' | 'command'>;
  language: () => Language;
  onFault: (error: unknown) => void;
  closing: AbortSignal;
}

const ENDS = ['done', 'cancelled', 'interrupted'] as const;
const isEnd = (state: State): state is (typeof ENDS)[number] => ENDS.some((end) => end === state);

export function notifyEnds({ electron, api, windows, language, onFault, closing }: NotifyOptions): void {
  const { Notification } = electron;
  /** Held while they can be clicked: nothing else keeps them. */
  const shown = new Set<InstanceType<typeof Notification>>();

  const tell = async (id: string, end: (typeof ENDS)[number]): Promise<void> => {
    const { runs } = await api.call('runs.list', { limit: 200 }, { signal: closing });
    const run = runs.find((each) => each.id === id);
    // removed meanwhile, or the person has come back
    if (run === undefined || windows.isFocused()) return;
    const words = wordsOf(language()).notify;
    const name = path.basename(run.project.replace(/[\\/]+$/, '')) || run.project;
    const notification = new Notification({ title: words[end], body: words.counts(name, run.green, run.red, run.grey) });
    shown.add(notification);
    notification.on('click', () => {
      shown.delete(notification);
      windows.show();
      windows.command({ type: 'navigate', to: `/runs/${encodeURIComponent(id)}` });
    });
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };

  api.on(
    'lab',
    (event) => {
      if (event.type !== 'run' || !isEnd(event.state) || windows.isFocused() || !Notification.isSupported()) return;
      tell(event.run, event.state).catch(onFault);
    },
    { signal: closing },
  );
}
