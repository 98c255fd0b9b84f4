// Waits for a text in a program's output without keeping the output.
import { CancelledError } from '../../shared/domain/errors.ts';

export interface LineWatch {
  push(chunk: Buffer): void;
  waitFor(text: string, signal: AbortSignal): Promise<void>;
}

export function createLineWatch(): LineWatch {
  let recent = '';
  const waiters = new Set<{ text: string; resolve: () => void }>();
  const check = () => {
    for (const waiter of waiters) if (recent.includes(waiter.text)) waiter.resolve();
  };
  return {
    push(chunk) {
      recent = (recent + chunk.toString('utf8')).slice(-262_144);
      check();
    },
    waitFor(text, signal) {
      return new Promise((resolve, reject) => {
        const waiter = { text, resolve };
        waiters.add(waiter);
        signal.addEventListener('abort', () => reject(new CancelledError()), { once: true });
        check();
      });
    },
  };
}
