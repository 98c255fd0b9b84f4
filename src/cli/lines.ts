// Lines from the terminal, read while this process is in front. A process in the background that reads its terminal is stopped by the system (SIGTTIN),
// and a window that is served must not be.
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';

/** How soon after `fg` lines are heard: no signal tells of it where the job was running. Nothing is looked at while the process is in front. */
const LOOK_MS = 1_000;

/**
 * Whether the process of this `/proc/PID/stat` is in the foreground of its terminal (proc(5): fields 5, pgrp, and 8, tpgid, after a name in parentheses that
 * may hold anything). True where there is no terminal.
 */
export function isInForeground(stat: string): boolean {
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return foreground === undefined || foreground === '-1' || group === foreground;
}

/** True where the system does not say (no Linux): then it is as it always was. */
function inForeground(): boolean {
  try {
    return isInForeground(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return true;
  }
}

/** Calls back for every line on stdin until the signal aborts; the end of stdin is no line. */
export function onLine(listener: () => void, until: AbortSignal): void {
  let lines: Interface | null = null;
  let timer: NodeJS.Timeout | null = null;
  const listen = (): void => {
    if (lines !== null) return void lines.resume();
    lines = createInterface({ input: process.stdin });
    lines.on('line', listener);
  };
  const look = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    if (inForeground()) return listen();
    // What is typed belongs to the shell.
    lines?.pause();
    timer = setInterval(() => inForeground() && look(), LOOK_MS).unref();
  };
  look();
  // Stopped with Ctrl-Z and sent on, with `bg` or with `fg`.
  process.on('SIGCONT', look);
  until.addEventListener(
    'abort',
    () => {
      process.off('SIGCONT', look);
      if (timer !== null) clearInterval(timer);
      if (lines === null) return; // stdin was not so much as opened
      lines.close();
      process.stdin.destroy();
    },
    { once: true },
  );
}
