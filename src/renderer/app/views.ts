// Views are loaded when they are first shown, and ahead of that when there is nothing else to do: code that is here already can't fail to load
// in the middle of a run, when containers that come and go make Chromium end requests.
import { createElement, lazy, useState, type ComponentType, type ReactNode } from 'react';

const AGAIN_MS = [150, 500, 1_500];

const waiting: (() => Promise<unknown>)[] = [];

/** Loads until it succeeds, at most four times. */
export async function loadAgain<T>(load: () => Promise<T>, waits: readonly number[] = AGAIN_MS): Promise<T> {
  for (const wait of waits) {
    try {
      return await load();
    } catch {
      // The last attempt below says what is wrong.
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return load();
}

/**
 * A view of its own chunk. One whose code is here already is drawn at once: React holds what comes after a fallback back for 300 ms, and a lazy component
 * shows its fallback even where its promise is long fulfilled.
 */
export function view<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let here: ComponentType<P> | null = null;
  const take = async (): Promise<ComponentType<P>> => (here = await load());
  waiting.push(take);
  const later = lazy(async () => ({ default: await loadAgain(take) }));
  return function View(props) {
    // Once drawn it stays what it is: another component would begin anew.
    const [drawn] = useState(() => here ?? later);
    return createElement<P>(drawn as ComponentType<P>, props); // a lazy component takes the same props
  };
}

/** Loads every view that is not here yet, one after the other. For an effect: the answer stops it. */
export function loadWhenIdle(): () => void {
  let stopped = false;
  const next = (): void => {
    const load = waiting.shift();
    if (stopped || load === undefined) return;
    const later = (): void => void setTimeout(next, 50);
    // What fails now is loaded when it is shown, and says so then.
    load().then(later, later);
  };
  const timer = setTimeout(next, 1_000);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
