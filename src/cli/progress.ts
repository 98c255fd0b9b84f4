// What is going on, on stderr: a small block that redraws itself on a terminal, one line per ended cell anywhere else.
import type { LabEvent } from '../shared/domain/documents.ts';
import { parseCellKey } from '../shared/domain/axes.ts';
import { cellLabel, SIGN, varyingAxes } from '../shared/domain/summary.ts';
import { colourOf, type Cell, type Stage } from '../shared/domain/run.ts';
import { capped, shown } from '../shared/domain/text.ts';
import { formatBytes, formatNs } from '../shared/domain/units.ts';
import { now, type Io } from './io.ts';
import { byColour, paint } from './text/paint.ts';

type CellEvent = Extract<LabEvent, { type: 'cell' }>;
const ENDED = new Set(['done', 'cancelled', 'interrupted', 'unsupported']);
const FRAME_MS = 100;
const MOST_LINES = 8;

interface Row {
  key: string;
  label: string;
  state: CellEvent['state'];
  stage: Stage | null;
  since: number;
}

export class Progress {
  readonly #io: Io;
  readonly #rows = new Map<number, Row>();
  readonly #tasks = new Map<string, string>();
  readonly #counts = { green: 0, red: 0, grey: 0 };
  readonly #began = now();
  readonly #live: boolean;
  #labels = new Map<number, string>();
  #total: number;
  /** How many cells there will be is not known: they are counted, and no number stands behind the stroke. */
  readonly #open: boolean;
  #ended = 0;
  #drawn = 0;
  #block = '';
  #timer: NodeJS.Timeout | null = null;
  #over = false;

  constructor(io: Io, options: { total: number | null }) {
    this.#io = io;
    this.#total = options.total ?? 0;
    this.#open = options.total === null;
    this.#live = io.errIsTty;
    if (this.#live) {
      this.#timer = setInterval(() => this.#draw(), FRAME_MS);
      this.#timer.unref();
    }
  }

  /** Tells how many cells there will be, and their axes, so that labels name only what varies. */
  cells(cells: Pick<Cell, 'number' | 'axes'>[]): void {
    this.#total = cells.length;
    const vary = varyingAxes(cells);
    this.#labels = new Map(cells.map((cell) => [cell.number, cellLabel(cell.axes, vary)]));
    for (const [number, row] of this.#rows) row.label = this.#labels.get(number) ?? row.label;
  }

  event(event: LabEvent): void {
    if (this.#over) return;
    if (event.type === 'cell') this.#cell(event);
    else if (event.type === 'progress') this.#task(event.task, event.text, event.doneBytes, event.totalBytes);
    else if (event.type === 'run' && !this.#open) this.#total = Math.max(this.#total, event.cells);
  }

  /** A line that stays, above the live block. */
  note(text: string): void {
    this.#erase();
    this.#io.err(`${text}\n`);
  }

  /** Takes the live block away; nothing is drawn after it. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#erase();
  }

  #cell(event: CellEvent): void {
    const before = this.#rows.get(event.cell);
    if (before && ENDED.has(before.state)) return;
    const label = this.#labels.get(event.cell) ?? cellLabel(parseCellKey(event.key), []);
    this.#rows.set(event.cell, { key: event.key, label, state: event.state, stage: event.stage, since: before?.since ?? now() });
    if (!ENDED.has(event.state)) return;
    this.#ended += 1;
    const colour = colourOf(event);
    this.#counts[colour] += 1;
    const took = event.state === 'done' ? `  ${formatNs((now() - (before?.since ?? now())) * 1e6)}` : '';
    const colours = paint(this.#io.colourErr);
    const outcome = event.state === 'done' ? (event.outcome ?? 'done') : event.state;
    const why = (event.green === true && event.outcome === 'pass') || event.reason === null ? '' : `  ${colours.dim(shown(event.reason))}`;
    const width = String(this.#total).length;
    const place = this.#open ? String(this.#ended) : `${String(this.#ended).padStart(width)}/${this.#total}`;
    const line = `[${place}] ${byColour(colours, colour)(`${SIGN[colour]} ${colour} ${outcome}`)}  #${event.cell} ${shown(label)}${took}${why}`;
    this.note(line);
  }

  #task(task: string, text: string, done: number | null, total: number | null): void {
    const named = done === null || text.includes(formatBytes(done));
    const bytes = named ? '' : total === null ? ` ${formatBytes(done)}` : ` ${formatBytes(done)} of ${formatBytes(total)}`;
    const known = this.#tasks.get(task);
    this.#tasks.delete(task);
    this.#tasks.set(task, `${shown(text)}${bytes}`);
    // On a pipe a task is said once, when it begins: its bytes are for eyes.
    if (!this.#live && known === undefined) this.#io.err(`${shown(task)}: ${shown(text)}\n`);
  }

  #draw(): void {
    const columns = this.#io.errColumns() ?? 100;
    const running = [...this.#rows].filter(([, row]) => row.state === 'running');
    const lines: string[] = [];
    const task = [...this.#tasks].at(-1);
    const { green, red, grey } = this.#counts;
    const head =
      this.#total === 0 && this.#ended === 0
        ? 'working'
        : `${this.#ended}${this.#open ? '' : ` of ${this.#total}`} ended: ${green} green, ${red} red${grey > 0 ? `, ${grey} grey` : ''}`;
    lines.push(`${head}  ${formatNs(Math.round((now() - this.#began) / 1000) * 1e9)}`);
    if (task && running.length < 3) lines.push(`  ${shown(task[0])}: ${task[1]}`);
    for (const [number, row] of running.slice(0, MOST_LINES))
      lines.push(`  #${number} ${row.stage ?? 'waiting'}  ${formatNs(Math.round((now() - row.since) / 1000) * 1e9)}  ${shown(row.label)}`);
    if (running.length > MOST_LINES) lines.push(`  and ${running.length - MOST_LINES} more`);
    // One column less than the terminal: a full last column would wrap and break the count of lines.
    const block = lines.map((line) => `${capped(line, columns - 1)}\n`).join('');
    if (this.#drawn > 0 && block === this.#block) return;
    this.#erase();
    this.#io.err(block);
    this.#block = block;
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#io.err(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }
}
