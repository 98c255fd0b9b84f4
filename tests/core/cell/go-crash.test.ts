import { describe, expect, it } from 'vitest';
import { classifyEnd } from '../../../src/core/cell/outcome.ts';

const limits = { timedOut: false, timeNs: 30e9, memoryBytes: null };

describe('the reason of a Go program that crashed', () => {
  it('takes what the Go runtime says above its stacks as the reason, not the last line below them', () => {
    const reason = (stderr: string, code = 2): string | null => classifyEnd({ code, oomKilled: false, error: '', wallNs: 1 }, { stdout: 'before\n', stderr }, limits).reason;
    const stacks = 'goroutine 1 [running]:\nmain.main()\n\t/src/tree/main.go:5 +0x1d\n';
    expect(reason(`starting\npanic: no such key\n\n${stacks}`)).toBe('panic: no such key');
    expect(reason(`fatal error: all goroutines are asleep - deadlock!\n\n${stacks}`)).toBe('fatal error: all goroutines are asleep - deadlock!');
    expect(reason(`SIGSEGV: segmentation violation\nPC=0x493a40 m=0 sigcode=1 addr=0x0\nsignal arrived during cgo execution\n\n${stacks}\nrax    0x0\ngs     0x0\n`)).toBe(
      'SIGSEGV: segmentation violation',
    );
    expect(reason(`runtime: out of memory\nfatal error: out of memory\n\nruntime stack:\nx()\n\n${stacks}`)).toBe('fatal error: out of memory');
    // Its own words about goroutines, another exit code, or nothing that looks like a crash: the last line stays.
    expect(reason('goroutine 7 is late\ngiving up\n')).toBe('giving up');
    expect(reason(`panic: recovered\n${stacks}usage: x\n`, 1)).toBe('usage: x');
  });
});
