// The table of `strace -c` and `-C`: which column says what is told by its head (-U chooses them), and empty ones (no errors) are left away.
import type { TraceIndex } from '../trace/types.ts';

type Row = TraceIndex['counted'][number];
const MAX_ROWS = 4_096;

/** Heads of the columns, longest first; `% time` has a blank in it. */
const HEADS = ['% time', 'usecs/call', 'seconds', 'shortest', 'longest', 'syscall', 'errors', 'calls'] as const;

export class CountTable {
  readonly rows: Row[] = [];
  private columns: string[] | null = null;
  private dashes = 0;

  /** Its rows are being read. */
  get open(): boolean {
    return this.columns !== null;
  }

  /** A line that is no event; true where it belongs to a table. */
  line(text: string): boolean {
    if (this.columns === null) {
      if (text.length > 200 || !text.includes('syscall') || !text.includes('calls')) return false;
      const columns: string[] = [];
      let rest = text.trim();
      while (rest !== '') {
        const head = HEADS.find((each) => rest.startsWith(each));
        if (head === undefined) return false;
        columns.push(head);
        rest = rest.slice(head.length).trim();
      }
      if (!columns.includes('syscall') || !columns.includes('calls')) return false;
      this.columns = columns;
      this.dashes = 0;
      return true;
    }
    if (/^[-\s]+$/.test(text) && text.includes('--')) {
      this.dashes++;
      return true;
    }
    const { columns } = this;
    if (this.dashes >= 2) {
      // What stands below the second line of dashes is the sum of them all.
      this.columns = null;
      return text.includes('total') || text.trim() === '';
    }
    const words = text.trim().split(/\s+/, 12);
    const errors = columns.indexOf('errors');
    if (words.length === columns.length - 1 && errors >= 0) words.splice(errors, 0, '0');
    if (words.length !== columns.length) {
      this.columns = null;
      return false;
    }
    const of = (head: string): string => words[columns.indexOf(head)] ?? '';
    const calls = Number(of('calls'));
    const failed = errors < 0 ? 0 : Number(of('errors'));
    const seconds = columns.includes('seconds') ? Number(of('seconds')) : Number.NaN;
    if (!Number.isSafeInteger(calls) || !Number.isSafeInteger(failed) || !/^[a-z_?]\w*$/i.test(of('syscall'))) {
      this.columns = null;
      return false;
    }
    if (this.rows.length < MAX_ROWS)
      this.rows.push({
        name: of('syscall').slice(0, 64),
        calls,
        errors: failed,
        totalNs: Number.isFinite(seconds) ? Math.min(Number.MAX_SAFE_INTEGER, Math.round(seconds * 1e9)) : null,
      });
    return true;
  }
}
