import { describe, expect, it } from 'vitest';
import { explainCase, tracedLog } from '../../../../src/core/diagnosis/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const explained = (...lines: string[]) => {
  const said = tracedLog(traceOf(lines));
  return explainCase({ logs: said === null ? [] : [said] });
};

describe('what a program wrote, read out of its trace', () => {
  it('is explained as a log is, and cites the event and the line of the trace', () => {
    const { findings } = explained(
      '7 execve("/app", ["/app"], 0x7ffc /* 4 vars */) = 0',
      '7 write(2, "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34\' not found (required by /app)\\n", 88) = 88',
      '7 exit_group(1) = ?',
    );
    expect(findings[0]?.cause).toBe('glibc-too-old');
    expect(findings[0]?.evidence[0]).toEqual({
      source: 'trace',
      line: 2,
      event: 2,
      text: "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app)",
    });
  });

  it('puts together a line that was written in pieces, while another stream is in the middle of one', () => {
    const { findings } = explained(
      '7 write(1, "starting", 8) = 8',
      '7 write(2, "Error loading shared library lib", 32) = 32',
      '7 write(1, " up\\n", 4) = 4',
      '7 write(2, "z.so.1: No such file or directory (needed by /app)\\n", 50) = 50',
    );
    expect(findings[0]?.evidence[0]).toMatchObject({ source: 'trace', event: 2, text: 'Error loading shared library libz.so.1: No such file or directory (needed by /app)' });
  });

  it('is told to be cut where strace cut it', () => {
    expect(explained('7 write(2, "something or other that went wro"..., 60) = 60').notes.join()).toContain('strace -s 256');
  });

  it('is nothing where no write was traced', () => {
    expect(tracedLog(traceOf(['7 openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3']))).toBeNull();
  });
});
