import { describe, expect, it } from 'vitest';
import { createLineReader, type ReadLine } from '../../../../src/core/dns/lab/lines.ts';
import { sampleOf } from '../../../../src/core/dns/lab/sample.ts';
import { packetOf } from './builders.ts';

const read = (...chunks: string[]): ReadLine[] => {
  const lines: ReadLine[] = [];
  const reader = createLineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return lines;
};

const SAMPLE = {
  type: 'sample' as const,
  id: 3,
  startNs: 1_000,
  endNs: 3_000_001_500,
  lookups: [{ startNs: 1_500, endNs: 2_000_001_500, result: 'fail' as const, addresses: [], error: 'lookup db.internal: i/o timeout' }],
  packets: [packetOf({ atNs: 2_500, edns: 1232 }), packetOf({ atNs: 3_000_000_000, did: 'garbage', repliedNs: 3_000_000_100, edns: 1232, source: '127.0.0.1:40001' })],
  exit: { code: 0, signal: null },
  killed: false,
  stdout: '',
  stderr: '',
};

describe("lines of the lab's program", () => {
  it('are read however they are cut', () => {
    const text = `${JSON.stringify({ type: 'ready', version: '1', subjects: {}, addresses: ['127.0.0.1'] })}\n${JSON.stringify({ type: 'end' })}\n`;
    const types = ['ready', 'end'];
    expect(read(text).map(({ type }) => type)).toEqual(types);
    expect(read(...Array.from(text)).map(({ type }) => type)).toEqual(types);
  });

  it('of a kind that is not known are left out, others are refused with their words', () => {
    expect(read('{"type":"weather"}\n')).toEqual([]);
    expect(() => read('hello\n')).toThrow(/no line of JSON: hello/);
    expect(() => read('{"type":"failed","id":"x","reason":""}\n')).toThrow(/not understood \(id\)/);
  });

  it('become samples: times from the first lookup, fates of queries, what leaks behind the end', () => {
    const [line] = read(`${JSON.stringify(SAMPLE)}\n`);
    if (line?.type !== 'sample') throw new Error('no sample');
    const sample = sampleOf({ scenario: 1, subject: 2, round: 0 }, line, { asked: true, libc: null, listening: 1 });
    expect(sample.lookups).toEqual([{ startNs: 0, wallNs: 2_000_000_000, result: 'fail', addresses: [], error: 'lookup db.internal: i/o timeout' }]);
    expect(sample.timeline.map(({ tNs, endNs, server, outcome }) => ({ tNs, endNs, server, outcome }))).toEqual([
      { tNs: 1_000, endNs: null, server: 1, outcome: 'timeout' },
      { tNs: 2_999_998_500, endNs: 2_999_998_600, server: 1, outcome: 'late' },
    ]);
    expect(sample).toMatchObject({ packets: 2, leak: { packets: 1, untilNs: 2_999_998_500 }, names: ['db.internal.'], resolver: { ran: 'go' } });
  });

  it('of a program that tells of no lookup are one, from its start to its end, with its last words', () => {
    const [line] = read(`${JSON.stringify({ ...SAMPLE, lookups: [], stderr: 'starting\npanic: no database\n', exit: { code: 2, signal: null }, firstOutputNs: 2_000 })}\n`);
    if (line?.type !== 'sample') throw new Error('no sample');
    const sample = sampleOf({ scenario: 0, subject: 0, round: 0 }, line, { asked: false, libc: 'glibc', listening: 1 });
    expect(sample.lookups).toEqual([{ startNs: 0, wallNs: 3_000_000_500, result: 'fail', addresses: [], error: 'panic: no database' }]);
    expect(sample.firstOutputNs).toBe(1_000);
  });

  it.each([
    ['lookup db.internal: i/o timeout\n', 'no database\n', 'no database'],
    ['lookup db.internal: i/o timeout\n', '', 'lookup db.internal: i/o timeout'],
    ['', '', 'exit code 3'],
  ])('of a Go program hold its own words, never the trace that the lab turned on (stdout %j, stderr %j)', (stdout, stderr, error) => {
    const trace = 'go package net: hostLookupOrder(db.internal) = files,dns\n';
    const [line] = read(`${JSON.stringify({ ...SAMPLE, lookups: [], stdout, stderr: stderr + trace, exit: { code: 3, signal: null } })}\n`);
    if (line?.type !== 'sample') throw new Error('no sample');
    expect(sampleOf({ scenario: 0, subject: 0, round: 0 }, line, { asked: false, libc: 'glibc', listening: 1 }).lookups).toMatchObject([{ result: 'fail', error }]);
  });
});
