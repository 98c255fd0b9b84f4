// What is said of the plain and the traced start, without an engine.
import { describe, expect, it } from 'vitest';
import type { Watched } from '../../../../src/core/cell/watched.ts';
import { compareStarts, startFailedCode, startFailedText, startOf, type Start } from '../../../../src/core/trace/record/judge.ts';
import { createOutput, KEPT_BYTES } from '../../../../src/core/trace/record/output.ts';

const nothing = { text: '', bytes: 0, truncated: false };
const words = { stopSignal: 'SIGQUIT', ready: false, seconds: 30, traceBytes: 1_000_000 };
const ran = (change: Partial<Extract<Watched, { kind: 'ran' }>> = {}, code = 0): Watched => ({
  kind: 'ran',
  end: { code, oomKilled: false, error: '', wallNs: 2e9 },
  by: 'itself',
  ignoredStop: false,
  readyNs: null,
  wallNs: 2e9,
  ...change,
});
const start = (watched: Watched, change: Partial<typeof words> = {}, output: Partial<Start> = {}): Start => ({
  ...startOf(watched, { stdout: nothing, stderr: nothing }, { ...words, ...change }),
  ...output,
});

describe('how a start ended', () => {
  it.each<[Watched, Partial<typeof words>, Partial<Start>]>([
    [ran({}, 3), {}, { code: 3, signal: null, ended: 'ended with code 3' }],
    [ran({}, 139), {}, { code: 139, signal: 'SIGSEGV', ended: 'was ended by SIGSEGV (code 139)' }],
    [ran({ end: { code: 137, oomKilled: true, error: '', wallNs: 1 } }), {}, { ended: 'the kernel killed it for memory' }],
    [ran({ by: 'time' }, 137), {}, { code: null, signal: null, ended: 'was stopped after 30 s, its time limit' }],
    [ran({ by: 'caller' }, 137), {}, { code: null, ended: 'was stopped when its trace was full (1.00 MB)' }],
    [ran({ by: 'stop', readyNs: 120e6 }, 0), { ready: true }, { code: 0, readyNs: 120e6, ended: 'ready after 120 ms, then asked to stop with SIGQUIT and ended with code 0' }],
    [ran({ by: 'stop', ignoredStop: true, readyNs: 5e9 }, 137), {}, { code: null, readyNs: null, ended: 'asked to stop with SIGQUIT, did not end within 10 s and was killed' }],
    [ran({}, 1), { ready: true }, { code: 1, ended: 'never ready, ended with code 1' }],
  ])('%#: is told in a sentence, and a code only where it is the program’s own', (watched, change, expected) => expect(start(watched, change)).toMatchObject(expected));

  it('has the engine’s words and the code of docker run where it did not start', () => {
    const text =
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nofile": stat /nofile: no such file or directory: unknown';
    expect(start({ kind: 'start-failed', text, wallNs: 1 })).toMatchObject({ code: 127, ended: 'did not start: exec: "/nofile": stat /nofile: no such file or directory' });
    expect([startFailedCode('exec: "x": executable file not found in $PATH'), startFailedCode('exec: "/x": permission denied'), startFailedCode('no such user')]).toEqual([
      127, 126, 125,
    ]);
    expect(startFailedText('something else: unknown')).toBe('something else');
  });
});

describe('the two starts side by side', () => {
  const plain = start(ran());

  it('have a factor of their wall times where the program ended by itself, and none where both were stopped by us', () => {
    expect(compareStarts(plain, start(ran({ wallNs: 5e9 })))).toEqual({ factor: 2.5, notes: [] });
    const stopped = start(ran({ by: 'time', wallNs: 30e9 }));
    expect(compareStarts(stopped, stopped).factor).toBeNull();
    expect(compareStarts(plain, null)).toEqual({ factor: null, notes: [] });
  });

  it('have a factor of at least so much where only the traced one was stopped', () => {
    const { factor, notes } = compareStarts(plain, start(ran({ by: 'time', wallNs: 30e9 })));
    expect(factor).toBe(15);
    expect(notes[0]).toMatch(/is at least what is said/);
  });

  it('of a very short program say that the factor says little', () =>
    expect(compareStarts(start(ran({ wallNs: 5e6 })), start(ran({ wallNs: 50e6 }))).notes[0]).toMatch(/so short a time is mostly/));

  it('that ended differently are told apart, and process 1 only where a signal can be why', () => {
    expect(compareStarts(plain, start(ran({}, 5))).notes).toEqual(['it did not end the same under the tracer: ended with code 0 without it, ended with code 5 with it']);
    expect(compareStarts(start(ran({}, 139)), start(ran({}, 134))).notes[0]).toMatch(/process 1 of its container.*What is true is the first/);
  });

  it('that wrote something else say so', () => {
    const other = start(ran(), {}, { stdout: { text: 'b', bytes: 1, truncated: false } });
    expect(compareStarts(plain, other).notes[0]).toMatch(/wrote something else under the tracer: 0 and 1 bytes on stdout/);
  });
});

describe('kept output', () => {
  it('is whole while it is short, whatever pieces it comes in', () => {
    const output = createOutput();
    for (const piece of ['one ', 'two ', 'three']) output.push(Buffer.from(piece));
    expect(output.kept()).toEqual({ text: 'one two three', bytes: 13, truncated: false });
  });

  it.each([1, 1_000, KEPT_BYTES - 1, 5 * KEPT_BYTES])('has its beginning and its end where it is long, in pieces of %i bytes', (size) => {
    const whole = Buffer.from(Array.from({ length: 2 * KEPT_BYTES + 5_000 }, (_, index) => 97 + (index % 26)));
    const output = createOutput();
    for (let at = 0; at < whole.length; at += size) output.push(whole.subarray(at, at + size));
    const { text, bytes, truncated } = output.kept();
    expect([bytes, truncated]).toEqual([whole.length, true]);
    const [head, left, tail] = text.split(/\n… (\d+) bytes left out …\n/);
    expect(head).toBe(whole.subarray(0, KEPT_BYTES).toString());
    expect(Number(left)).toBe(5_000);
    expect(tail).toBe(whole.subarray(-KEPT_BYTES).toString());
  });

  it('of exactly what is kept is whole', () => {
    const output = createOutput();
    output.push(Buffer.alloc(2 * KEPT_BYTES, 'x'));
    expect(output.kept()).toMatchObject({ bytes: 2 * KEPT_BYTES, truncated: false });
  });
});
