import { describe, expect, it } from 'vitest';
import { saidOf } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const said = (...lines: string[]): [number, number, string, boolean][] =>
  [...saidOf(traceOf(lines))].map(({ event, fd, bytes, cut }) => [event, fd, new TextDecoder().decode(bytes), cut]);

describe('what a program said', () => {
  it('is what it wrote to its outputs, escapes taken back', () => {
    expect(said('7 write(2, "panic: \\342\\202\\254 gone\\n", 16) = 16', '7 write(1, "ok\\t1\\n", 5) = 5')).toEqual([
      [0, 2, 'panic: € gone\n', false],
      [1, 1, 'ok\t1\n', false],
    ]);
  });
  it('holds the pieces of a vector, as a loader writes its message', () => {
    expect(said('8 writev(2, [{iov_base="/app", iov_len=4}, {iov_base=": ", iov_len=2}, {iov_base="/lib/libc.so.6", iov_len=14}], 3) = 20')).toEqual([
      [0, 2, '/app: /lib/libc.so.6', false],
    ]);
  });
  it('says where strace cut a string', () => {
    expect(said('7 write(2, "x509: certificate signed by unkn"..., 60) = 60')).toEqual([[0, 2, 'x509: certificate signed by unkn', true]]);
  });
  it('is no text of files and sockets, and nothing that was not written', () => {
    expect(
      said(
        '7 write(1</tmp/out>, "a", 1) = 1',
        '7 write(2<TCP:[10.0.0.1:1->10.0.0.2:2]>, "b", 1) = 1',
        '7 write(3, "c", 1) = 1',
        '7 write(2, "d", 1) = -1 EPIPE (Broken pipe)',
        '7 write(2<pipe:[9]>, "e", 1) = 1',
        '7 write(1</dev/pts/0<char 136:0>>, "f", 1) = 1',
      ).map(([, , text]) => text),
    ).toEqual(['e', 'f']);
  });
});
