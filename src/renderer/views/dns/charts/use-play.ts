// Plays a time from where it stands to its end, at a speed. Where motion is to be reduced it goes from packet to packet instead of sliding.
import { useEffect, useRef, useState } from 'react';

export interface PlayOptions {
  endNs: number;
  /** 1: as fast as it was. */
  speed: number;
  /** True: no sliding. */
  still: boolean;
  /** Where the cursor stands; null: nowhere yet. */
  fromNs: number | null;
  /** When packets leave, rising. */
  times: readonly number[];
  onTime: (tNs: number) => void;
}

export interface Play {
  playing: boolean;
  /** It was played, and stands where it was paused. */
  begun: boolean;
  toggle: () => void;
  stop: () => void;
}

/** One packet after the other, where nothing slides. */
const STILL_MS = 600;

export function usePlay({ endNs, speed, still, fromNs, times, onTime }: PlayOptions): Play {
  const [playing, setPlaying] = useState(false);
  const [begun, setBegun] = useState(false);
  const at = useRef(0);
  const latest = useRef({ onTime, times });
  useEffect(() => {
    latest.current = { onTime, times };
  });
  useEffect(() => {
    if (!playing) return undefined;
    const show = (tNs: number): boolean => {
      at.current = Math.min(tNs, endNs);
      latest.current.onTime(at.current);
      if (at.current < endNs) return true;
      setPlaying(false);
      setBegun(false);
      return false;
    };
    if (still) {
      const timer = setInterval(() => void show(latest.current.times.find((tNs) => tNs > at.current) ?? endNs), STILL_MS / Math.max(speed, 0.25));
      return () => clearInterval(timer);
    }
    let last: number | null = null;
    let frame = requestAnimationFrame(function next(now) {
      const passed = last === null ? 0 : now - last;
      last = now;
      if (show(at.current + passed * 1e6 * speed)) frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, still, speed, endNs]);
  return {
    playing,
    begun,
    toggle: () => {
      // From where one pointed; from the start where that is the end.
      if (!playing) at.current = fromNs === null || fromNs >= endNs ? -1 : fromNs;
      setBegun(true);
      setPlaying(!playing);
    },
    stop: () => {
      setPlaying(false);
      setBegun(false);
    },
  };
}
