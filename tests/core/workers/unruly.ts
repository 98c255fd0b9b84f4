// A worker whose tasks behave badly on demand: `count` of a page says how.
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, threadId } from 'node:worker_threads';
import { serveTasks } from '../../../src/core/workers/serve.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';

/** What a page of that many lines does. */
export const DO = { answer: 1, end: 2, throwLate: 3, forever: 4, refuse: 5, fill: 6, wait: 7 };

if (parentPort !== null)
  serveTasks(
    parentPort,
    new Map([
      [
        'log.page',
        async (input, signal) => {
          const { count } = input as { count: number }; // the tests send pages alone
          const page = { value: { from: threadId, lines: [], cut: [], total: 0, bytes: 0 } };
          switch (count) {
            case DO.end:
              return process.exit(3);
            case DO.throwLate:
              setTimeout(() => {
                throw new Error('thrown where nobody waits');
              }, 0);
              return delay(60_000);
            case DO.forever:
              for (;;);
            case DO.refuse:
              throw new InputError('no such page', { input: 'page 7', place: 'line 3', expected: 'another' });
            case DO.fill: {
              const kept: string[][] = [];
              for (;;) kept.push(Array.from({ length: 10_000 }, (_, at) => `${kept.length} ${at}`));
            }
            case DO.wait:
              await delay(60_000, null, { signal });
              return page;
            default:
              return page;
          }
        },
      ],
    ]),
  );
