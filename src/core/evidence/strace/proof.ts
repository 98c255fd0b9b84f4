// Whether a text is a log of a tracer at all. Noise and source code hold lines that look like the beginning of a call (`if(a`); what only a tracer writes is a
// call with its result, one that goes on elsewhere, a signal or an exit.

/** A log of that many lines may be all that is left of a longer one, cut in the middle of its calls. */
const SNIPPET = 3;
/** So many whole lines with calls that are known are a trace, however much of others stands around. */
const ENOUGH = 3;
/** Else one line of so many must be whole. */
const SHARE = 100;

export class Proof {
  /** All that are not empty. */
  lines = 0;
  /** Calls without a result or a mark that they go on, of a known name or behind a pid or a time. */
  cut = 0;
  completed = 0;
  private known = 0;

  /** A line as only a tracer writes it. `known`: of a call whose name is known, or of something that has none. */
  complete(known: boolean): void {
    this.completed++;
    if (known) this.known++;
  }

  isTrace(): boolean {
    if (this.completed === 0) return this.cut > 0 && this.lines <= SNIPPET;
    return this.known >= ENOUGH || this.completed * SHARE >= this.lines;
  }
}
