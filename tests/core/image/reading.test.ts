// What is said while an image is read.
import { expect, it } from 'vitest';
import { sayReading } from '../../../src/core/image/reading.ts';

const scene = () => {
  let at = 0;
  const events: unknown[] = [];
  const say = sayReading(
    (event) => events.push(event),
    'debian:12',
    () => at,
  );
  return {
    events,
    read: (ms: number, readBytes: number, totalBytes: number | null) => {
      at = ms;
      say({ readBytes, totalBytes });
    },
  };
};

it('nothing of a read that is over at once', () => {
  const { events, read } = scene();
  for (let ms = 0; ms < 400; ms += 10) read(ms, ms, 400);
  expect(events).toEqual([]);
});

it('its bytes, a few times a second', () => {
  const { events, read } = scene();
  for (let ms = 0; ms <= 1000; ms += 10) read(ms, ms, 2000);
  expect(events).toEqual([400, 600, 800, 1000].map((doneBytes) => ({ task: 'reading debian:12', text: 'its layers', doneBytes, totalBytes: 2000 })));
});

it('never more than all of it, and no total where none is known', () => {
  const { events, read } = scene();
  read(500, 2100, 2000);
  read(900, 2200, null);
  expect(events).toMatchObject([{ doneBytes: 2100, totalBytes: 2100 }, { doneBytes: 2200 }]);
  expect(events[1]).not.toHaveProperty('totalBytes');
});
