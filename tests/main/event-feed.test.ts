import { describe, expect, it } from 'vitest';
import { EventFeed } from '../../src/main/event-feed.ts';
import { CHANNELS } from '../../src/shared/api/channels.ts';
import { cellEvent, logEvent } from '../api/contract-cases.ts';
import { bridgeOf, settled, startScene, until } from './support.ts';

const LIMITS = { dropLogsBytes: 3_000, letGoBytes: 8_000 };

function feedOf() {
  const sent: unknown[] = [];
  const feed = new EventFeed((channel, ...values) => sent.push(channel === CHANNELS.event ? (values[1] as { type: string }).type : [channel, ...values]), LIMITS); // events carry their type
  return { feed, sent };
}
const times = (count: number, what: () => void): void => Array.from({ length: count }).forEach(what);

describe('the events of a page', () => {
  it('are not sent before it listens, nor after it has gone', () => {
    const { feed, sent } = feedOf();
    feed.push(cellEvent(1));
    feed.heard(0);
    feed.push(cellEvent(2));
    feed.away();
    feed.push(cellEvent(3));
    expect(sent).toEqual(['cell']);
  });

  it('are all sent to a page that takes them', () => {
    const { feed, sent } = feedOf();
    feed.heard(0);
    times(100, () => {
      feed.push(logEvent('x'.repeat(500)));
      feed.heard(1);
    });
    expect(sent).toEqual(Array.from({ length: 100 }, () => 'log'));
  });

  it('of a page that hangs are first without logs, and it is told so when it has caught up', () => {
    const { feed, sent } = feedOf();
    feed.heard(0);
    times(10, () => feed.push(logEvent('x'.repeat(500))));
    expect(sent).toEqual(['log', 'log', 'log']);
    feed.push(cellEvent(1));
    expect(sent.at(-1)).toBe('cell');
    feed.heard(4);
    expect(sent.at(-1)).toBe('progress');
    feed.push(logEvent('x'));
    expect(sent.at(-1)).toBe('log');
  });

  it('end for a page that takes nothing, which reads anew when it wakes', () => {
    const { feed, sent } = feedOf();
    feed.heard(0);
    times(1_000, () => feed.push(cellEvent(1)));
    expect(sent.length).toBeLessThan(30);
    const before = sent.length;
    feed.heard(5);
    expect(sent.slice(before)).toEqual([
      [CHANNELS.connection, false],
      [CHANNELS.connection, true],
    ]);
    feed.push(cellEvent(2));
    expect(sent.at(-1)).toBe('cell');
  });

  it('are counted by the page’s bridge, and begin anew with another page', async () => {
    const { double, push } = await startScene();
    const counts: unknown[] = [];
    double.ipcMain.on(CHANNELS.heard, (_event, count) => counts.push(count));
    const heard: unknown[] = [];
    bridgeOf(double.window).onEvent((_name, value) => heard.push(value));
    await settled();
    push(cellEvent(1));
    push(cellEvent(2));
    await until(() => counts.length === 2);
    expect([counts, heard.length]).toEqual([[0, 2], 2]);
    double.window.webContents.navigate('app://cgoscope/runs');
    push(cellEvent(3));
    await settled();
    expect(heard).toHaveLength(2);
  });
});
