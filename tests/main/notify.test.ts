import { describe, expect, it } from 'vitest';
import type { State } from '../../src/shared/domain/run.ts';
import { cellEvent } from '../api/contract-cases.ts';
import { bridgeOf, settled, startScene, until } from './support.ts';

const line = (id: string, more: object = {}) => ({
  id,
  state: 'done',
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: '2026-01-01T00:01:00Z',
  project: '/home/u/my app/',
  cells: 15,
  green: 12,
  red: 2,
  grey: 1,
  ended: 15,
  origin: 'local',
  ...more,
});
const runs = () => ({ schema: 'cgoscope/runs@0', runs: [line('other', { green: 0 }), line('01HX')] });
const run = (state: State, id = '01HX') => ({ schema: 'cgoscope/event@0', type: 'run', run: id, at: '2026-01-01T00:00:00Z', state, cells: 15 }) as const;

async function away(answer: () => unknown = runs, supported = true) {
  const scene = await startScene({ answer, before: (double) => (double.notificationsSupported = supported) });
  await until(() => scene.listeners.size > 0);
  scene.double.window.focused = false;
  return scene;
}

describe('the end of a run', () => {
  it('is told where nobody looks, with its counts', async () => {
    const { double, push } = await away();
    push(run('done'));
    await until(() => double.notifications[0]?.shown === true);
    expect(double.notifications.map(({ options }) => options)).toEqual([{ title: 'Run finished', body: 'my app: 12 green, 2 red, 1 grey' }]);
  });

  it.each([
    ['cancelled', 'Run cancelled'],
    ['interrupted', 'Run interrupted'],
  ] as const)('%s reads "%s"', async (state, title) => {
    const { double, push } = await away();
    push(run(state));
    await until(() => double.notifications.length === 1);
    expect(double.notifications[0]?.options.title).toBe(title);
  });

  it('is told in the language of the window', async () => {
    const { double, push } = await away();
    await bridgeOf(double.window).desktop('window.look', { language: 'zh-CN', theme: 'system' });
    push(run('done'));
    await until(() => double.notifications.length === 1);
    expect(double.notifications[0]?.options.title).toBe('运行已完成');
  });

  it('brings the run into view when it is clicked', async () => {
    const { double, push } = await away();
    const heard: unknown[] = [];
    bridgeOf(double.window).onCommand((command) => heard.push(command));
    double.window.minimised = true;
    push(run('done'));
    await until(() => double.notifications.length === 1);
    double.notifications[0]?.emit('click');
    await until(() => heard.length === 1);
    expect([heard, double.window.minimised, double.window.focused]).toEqual([[{ type: 'navigate', to: '/runs/01HX' }], false, true]);
  });

  it('opens a window for itself where all were closed', async () => {
    const scene = await startScene({ answer: runs, platform: 'darwin' });
    await until(() => scene.listeners.size > 0);
    scene.double.window.close();
    scene.push(run('done'));
    await until(() => scene.double.notifications.length === 1);
    scene.double.notifications[0]?.emit('click');
    const heard: unknown[] = [];
    bridgeOf(scene.double.window).onCommand((command) => heard.push(command));
    await until(() => heard.length === 1);
    expect([scene.double.windows.length, heard]).toEqual([2, [{ type: 'navigate', to: '/runs/01HX' }]]);
  });

  it('is not told to somebody who sees it, nor before it, nor where the desktop can’t, nor of a run that is gone', async () => {
    let asked = 0;
    const { double, push } = await away(() => ((asked += 1), runs()));
    push(run('running'));
    push(cellEvent(1));
    double.window.focused = true;
    push(run('done'));
    expect(asked).toBe(0);
    double.window.focused = false;
    push(run('done', 'removed meanwhile'));
    await until(() => asked === 1);
    push(run('done'));
    await until(() => double.notifications.length > 0);
    expect(double.notifications).toHaveLength(1);

    const without = await away(() => expect.fail('nothing is asked'), false);
    without.push(run('done'));
    expect(without.double.notifications).toEqual([]);
  });

  it('is not told to somebody who came back meanwhile', async () => {
    let asked = 0;
    const { double, push } = await away(() => {
      asked += 1;
      double.window.focused = asked === 1;
      return runs();
    });
    push(run('done'));
    await until(() => asked === 1);
    await settled();
    expect(double.notifications).toEqual([]);
    double.window.focused = false;
    push(run('done'));
    await until(() => double.notifications.length === 1);
  });

  it('says in the log when it could not be asked about', async () => {
    const { push, logged } = await away(() => {
      throw new Error('the disk is gone');
    });
    push(run('done'));
    await until(() => logged.length > 0);
    expect(logged).toEqual(['no notification: the disk is gone']);
  });
});
