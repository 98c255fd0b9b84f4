// A call taken apart for people: its arguments and its result as text, joined over both its lines.
import { ascii, find, latin1 } from './bytes.ts';
import { LINE, LineScan } from './scan.ts';

export interface Parts {
  name: string;
  /** Of both lines. */
  args: string;
  /** What stands behind `=`, without -T's time: `-1 ENOENT (No such file or directory)`, `3</etc/hosts>`, `?`; empty where the log has no end of the call. */
  result: string;
}

const MESSAGE = ascii('strace: Process ');

/** `line` and `resumed` as the log has them, one character per byte. Null for what is no call. */
export function partsOf(line: string, resumed: string | null): Parts | null {
  const scan = new LineScan();
  const buf = Buffer.from(line, 'latin1');
  scan.scan(buf, 0, buf.length);
  const name = latin1(buf, scan.nameStart, scan.nameEnd);
  switch (scan.kind) {
    case LINE.call:
      return { name, args: latin1(buf, scan.argsStart, scan.argsEnd), result: latin1(buf, scan.valueStart, scan.resultEnd) };
    case LINE.resumed:
      return { name, ...rest(scan, buf, scan.argsStart, buf.length) };
    case LINE.unfinished:
    case LINE.cut: {
      let end = scan.kind === LINE.unfinished ? scan.argsEnd : buf.length;
      if (scan.kind === LINE.cut) {
        const message = find(buf, scan.argsStart, end, MESSAGE);
        const close = scan.argumentsEnd(buf, scan.argsStart, end);
        // qemu-user writes the result of a call behind another thread's, or not at all.
        if (close >= 0 && message < 0 && (resumed === null || /^ *= /.test(resumed))) {
          const args = latin1(buf, scan.argsStart, close);
          const late = Buffer.from(resumed ?? '', 'latin1');
          return { name, args, result: scan.readResult(late, 0, late.length) ? latin1(late, scan.valueStart, scan.resultEnd) : '' };
        }
        if (message >= 0) end = message;
      }
      const begun = latin1(buf, scan.argsStart, end);
      if (resumed === null) return { name, args: begun, result: '' };
      const second = Buffer.from(resumed, 'latin1');
      return joined(scan, name, begun, second, restOf(scan, second));
    }
    default:
      return null;
  }
}

/** Where the rest of the call begins in its second line. On a terminal that may be the line as it is. */
function restOf(scan: LineScan, second: Buffer): number {
  scan.scan(second, 0, second.length);
  return scan.kind === LINE.resumed ? scan.argsStart : 0;
}

function joined(scan: LineScan, name: string, begun: string, second: Buffer, from: number): Parts {
  const whole = Buffer.concat([Buffer.from(begun, 'latin1'), second.subarray(from)]);
  const close = scan.argumentsEnd(whole, 0, whole.length);
  if (close >= 0 && scan.readResult(whole, close + 1, whole.length)) return { name, args: latin1(whole, 0, close), result: latin1(whole, scan.valueStart, scan.resultEnd) };
  // Arguments that were cut can leave a quote open: the result still stands at the end of the second line.
  const end = rest(scan, second, from, second.length);
  return { name, args: begun + end.args, result: end.result };
}

function rest(scan: LineScan, buf: Buffer, from: number, end: number): { args: string; result: string } {
  return scan.readEnd(buf, from, end)
    ? { args: latin1(buf, scan.argsStart, scan.argsEnd), result: latin1(buf, scan.valueStart, scan.resultEnd) }
    : { args: latin1(buf, from, end), result: '' };
}
