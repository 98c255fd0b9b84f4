// The strace parser on logs recorded by scripts/make-strace-fixtures.sh with strace 6.1.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesSource, createTraceReader, sumTrace, traceText } from '../../../../src/core/evidence/index.ts';
import { traceSchema } from '../../../../src/shared/domain/trace.ts';
import { sumsOf } from '../../../helpers/traces.ts';

const log = (name: string) => new Uint8Array(readFileSync(new URL(`../../../fixtures/strace/${name}.strace`, import.meta.url)));
const text = (name: string) => new TextDecoder().decode(log(name));

it.each(['threads', 'no-loader', 'foreign', 'terminal', 'seconds', 'relative'])('%s becomes a document of the schema', (name) => {
  const trace = sumsOf(log(name));
  expect(traceSchema.parse(trace)).toEqual(trace);
  expect(trace.events).toBeGreaterThan(0);
});

describe('a program with threads, sockets and a child (-f -ttt -T -yy)', () => {
  const trace = sumsOf(log('threads'));

  it('counts what a person counts in the log', () => {
    const lines = text('threads').trim().split('\n');
    const resumed = lines.filter((line) => line.includes('<... ') && line.includes(' resumed>')).length;
    expect(trace.events).toBe(lines.length - resumed);
    expect(trace.unfinished).toBe(0);
    const calls = trace.syscalls.find(({ name }) => name === 'newfstatat');
    expect(calls?.calls).toBe(lines.filter((line) => / newfstatat\(/.test(line)).length);
    expect(trace.errors['ENOENT']).toBe(lines.filter((line) => / = -1 ENOENT \(/.test(line.replace(/"(?:[^"\\]|\\.)*"|<\/[^>]*>/g, ''))).length);
    expect(trace.syscalls.every(({ totalNs }) => totalNs === null || totalNs >= 0)).toBe(true);
    expect(trace.warnings).toEqual([]);
  });

  it('tells processes from threads', () => {
    expect(
      new Set(
        text('threads')
          .split('\n')
          .map((line) => line.split(' ')[0])
          .filter(Boolean),
      ).size,
    ).toBe(4);
    expect(trace.processes).toBe(2);
  });

  it('knows the first program, also where its child starts another', () => {
    expect(trace.firstExec).toEqual({ path: './net', argv: ['./net'], error: null });
  });

  it('decodes what was connected to', () => {
    expect(trace.connects).toEqual(
      expect.arrayContaining([
        { address: '127.0.0.1', port: 9, protocol: 'tcp', error: 'ECONNREFUSED' },
        { address: '127.0.0.1', port: 9, protocol: 'udp', error: null },
        { address: '/run/no socket', port: null, protocol: 'unix', error: 'ENOENT' },
      ]),
    );
    expect(trace.connects.find(({ address }) => address === '::1')).toMatchObject({ port: 9, protocol: 'tcp' });
    expect(trace.connects.length).toBe(4);
  });

  it('joins paths below a folder that -y names, and keeps the working folder out', () => {
    expect(trace.filesOpened).toEqual(expect.arrayContaining(['/etc', '/etc/passwd']));
    expect(trace.filesOpened).not.toContain('/bin/true'); // started, not opened
    expect(trace.filesMissing).toEqual(expect.arrayContaining(['/etc/no-such-file', 'relative', '/etc/nothing-here']));
    expect(trace.filesMissing).not.toContain('/etc/passwd');
  });

  it('decodes names with quotes, newlines, UTF-8, and one that looks like a result', () => {
    expect(trace.filesOpened).toContain('odd "name"\nü = -1 ENOENT (x)');
  });

  it('gives the same whatever the chunks', () => {
    for (const size of [1, 7, 100, 4096]) {
      const reader = createTraceReader();
      const bytes = log('threads');
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      const index = reader.finish();
      expect(sumTrace({ index, text: traceText(index, bytesSource(bytes)) })).toEqual(trace);
    }
  });
});

describe('programs that can not start', () => {
  it('a loader that is not there: the execve itself says ENOENT', () => {
    const trace = sumsOf(log('no-loader'));
    expect(trace.firstExec).toEqual({ path: './noloader', argv: ['./noloader'], error: 'ENOENT' });
    expect(trace.filesMissing).toEqual(['./noloader']);
  });

  it('another machine: ENOEXEC', () => {
    const trace = sumsOf(log('foreign'));
    expect(trace).toMatchObject({ events: 2, firstExec: { path: './foreign', error: 'ENOEXEC' }, errors: { ENOEXEC: 1 }, filesMissing: [], filesOpened: [] });
  });
});

describe('other forms of the log', () => {
  it('the terminal, where messages stand between the lines and pids come late', () => {
    const trace = sumsOf(log('terminal'));
    expect(trace.firstExec?.argv).toEqual(['sh', '-c', '/bin/true; /bin/true & wait']);
    expect(trace.processes).toBe(3);
    expect(trace.syscalls.find(({ name }) => name === 'execve')).toMatchObject({ calls: 3, totalNs: null });
    // strace's message cut one clone in two lines, the second of which belongs to it.
    expect(trace.unfinished).toBe(0);
    expect(trace.warnings).toEqual([]);
  });

  it('-t without pids', () => {
    expect(sumsOf(log('seconds'))).toMatchObject({ events: 5, processes: 1, unfinished: 0, firstExec: { path: '/bin/true', error: null }, warnings: [] });
  });

  it('-r with -T', () => {
    const trace = sumsOf(log('relative'));
    expect(trace.events).toBe(31);
    expect(trace.syscalls.find(({ name }) => name === 'execve')?.totalNs).toBe(460_000);
  });
});
