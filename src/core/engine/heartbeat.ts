// Waits and raw streams may be silent for as long as a program runs, so their silence proves nothing. While any is open the engine is
// pinged; one that stops answering (frozen, host gone without a word) ends them all. Called by transport.ts.

export const HEARTBEAT = { everyMs: 20_000, misses: 3 };

export interface Heartbeat {
  /** Counts one silent piece of work; call the result when it is over. */
  begin(): () => void;
  stop(): void;
}

/** `ping` rejects when the engine doesn't answer in time; `lost` is called once after `misses` failures in a row. */
export function heartbeat(ping: () => Promise<unknown>, lost: () => void, { everyMs, misses } = HEARTBEAT): Heartbeat {
  let open = 0;
  let missed = 0;
  let timer: NodeJS.Timeout | undefined;
  const beat = (): void => {
    ping().then(
      () => {
        missed = 0;
        again();
      },
      () => {
        missed += 1;
        if (missed < misses) again();
        else {
          missed = 0;
          lost();
        }
      },
    );
  };
  const again = (): void => {
    clearTimeout(timer);
    timer = open > 0 ? setTimeout(beat, everyMs) : undefined;
    timer?.unref(); // the work itself keeps the process alive
  };
  return {
    begin: () => {
      open += 1;
      if (open === 1) again();
      let over = false;
      return () => {
        if (over) return;
        over = true;
        open -= 1;
        if (open === 0) clearTimeout(timer);
      };
    },
    stop: () => {
      open = 0;
      clearTimeout(timer);
    },
  };
}
