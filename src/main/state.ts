// Where the window was, how it looked: kept in one small file, so that the next start opens the same way. A file that can't be read is a first start.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Rectangle } from './electron.ts';

const boundsSchema = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().positive(), height: z.number().int().positive() });
const stateSchema = z.object({
  version: z.literal(1),
  bounds: boundsSchema.nullable(),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  theme: z.enum(['light', 'dark', 'system']),
  /** Null: as the system says. */
  language: z.enum(['en', 'zh-CN']).nullable(),
});
export type WindowState = z.infer<typeof stateSchema>;

export const FIRST_STATE: WindowState = { version: 1, bounds: null, maximised: false, fullScreen: false, theme: 'system', language: null };
export const SMALLEST = { width: 900, height: 560 };
const FIRST_SIZE = { width: 1280, height: 800 };
/** So much of the title bar has to be on a display that the window can be moved. */
const REACHABLE = { width: 160, height: 40 };
const WRITE_AFTER_MS = 400;

export async function readState(file: string): Promise<WindowState> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return FIRST_STATE;
    throw error;
  }
  const parsed = stateSchema.safeParse(jsonOr(text));
  return parsed.success ? parsed.data : FIRST_STATE;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Where to open: the kept place if its title bar can still be reached on one of the displays (their `workArea`s), else no place, and the system chooses.
 * The size always fits the display.
 */
export function placeOf(bounds: Rectangle | null, areas: readonly Rectangle[]): Partial<Rectangle> & { width: number; height: number } {
  const area = areas.find((display) => bounds !== null && reaches(bounds, display)) ?? areas[0];
  const fit = (wanted: number, smallest: number, most: number | undefined): number => Math.max(Math.min(wanted, most ?? wanted), Math.min(smallest, most ?? smallest));
  const width = fit(bounds?.width ?? FIRST_SIZE.width, SMALLEST.width, area?.width);
  const height = fit(bounds?.height ?? FIRST_SIZE.height, SMALLEST.height, area?.height);
  return bounds !== null && area !== undefined && reaches(bounds, area) ? { x: bounds.x, y: bounds.y, width, height } : { width, height };
}

function reaches(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y >= area.y && bounds.y + REACHABLE.height <= area.y + area.height;
  return across >= REACHABLE.width && top;
}

/** Keeps the state: changes are gathered and written as a whole, so that a crash leaves the old file or the new one. */
export class StateKeeper {
  private readonly file: string;
  private readonly onFault: (error: unknown) => void;
  private state: WindowState;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(file: string, state: WindowState, onFault: (error: unknown) => void) {
    this.file = file;
    this.state = state;
    this.onFault = onFault;
  }

  get current(): WindowState {
    return this.state;
  }

  change(change: Partial<Omit<WindowState, 'version'>>): void {
    const next = { ...this.state, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    this.state = next;
    this.timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  /** Resolves when everything so far is on disk, or could not be written and was reported. Never rejects: a window opens without its state too. */
  flush(): Promise<void> {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
      this.writing = this.writing.then(() => this.write()).catch(this.onFault);
    }
    return this.writing;
  }

  private async write(): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
    const part = `${this.file}.${process.pid}.part`;
    await writeFile(part, `${JSON.stringify(this.state)}\n`, { mode: 0o600 });
    await rename(part, this.file);
  }
}
