// Whatever a log or a kept index holds: every question has an answer of its shape, and none throws. A hang is caught by the tests' own time-out.
import { describe, expect, it } from 'vitest';
import { factsSchema } from '../../../../src/shared/domain/facts.ts';
import {
  traceDecidingSchema,
  traceDescriptorSchema,
  traceDnsSchema,
  traceEventSchema,
  traceGapSchema,
  traceGroupSchema,
  TRACE_GROUPINGS,
  traceSoughtSchema,
  traceTaskSchema,
  traceTimelineSchema,
} from '../../../../src/shared/domain/trace-detail.ts';
import { bytesSource, factsOf, readTrace, sumTrace, toldByTrace } from '../../../../src/core/evidence/index.ts';
import {
  decidingOf,
  descriptorOf,
  dnsOf,
  eventRow,
  eventsWhere,
  gapsOf,
  groupsOf,
  soughtOf,
  taskRows,
  timelineOf,
  type EventSet,
  type ReadableTrace,
  type TraceIndex,
} from '../../../../src/core/evidence/trace/index.ts';
import { z } from 'zod';
import { recorded } from './recorded.ts';

const some = z.object({ total: z.number().int().nonnegative(), rows: z.array(z.unknown()) });
const rows = (schema: z.ZodType, answer: unknown): void => {
  for (const row of some.parse(answer).rows) schema.parse(row);
};

function askAll(trace: ReadableTrace, set: EventSet | null): void {
  for (const by of TRACE_GROUPINGS) rows(traceGroupSchema, groupsOf(trace, set, by, 50));
  rows(traceTaskSchema, taskRows(trace, set, 50));
  rows(traceGapSchema, gapsOf(trace, set, 20));
  rows(traceSoughtSchema, soughtOf(trace, set, 50));
  rows(traceDnsSchema, dnsOf(trace, set, 50));
  rows(traceDecidingSchema, decidingOf(trace, set, 50));
  traceTimelineSchema.parse(timelineOf(trace, set, { fromNs: 1_000, toNs: null, steps: 20 }));
  factsSchema.parse(factsOf({ trace: sumTrace(trace), told: toldByTrace(trace) }));
  for (let event = 0; event < Math.min(trace.index.count, 400); event += 7) {
    traceEventSchema.parse(eventRow(trace, event));
    const life = descriptorOf(trace, event);
    if (life) traceDescriptorSchema.parse(life);
  }
}

function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('logs that were damaged', () => {
  it.each(['fds', 'dns-glibc', 'dns-tcp', 'counted', 'shell', 'crash', 'dns-hex'])('%s', (name) => {
    const { index, text } = recorded(name);
    const lines = [...Array(index.count).keys()].flatMap((event) => [text.line(event), text.resumedLine(event) ?? '']);
    const random = randomOf(name.length * 7_919);
    for (let round = 0; round < 12; round++) {
      const bytes = Buffer.from(lines.join('\n'), 'latin1');
      for (let hit = 0; hit < 60; hit++) {
        const at = random(bytes.length);
        if (hit % 3 === 0) bytes.copy(bytes, at, random(bytes.length), random(bytes.length));
        else bytes[at] = '"<>(){}[]=,\\ \n0-9+'.charCodeAt(random(18));
      }
      const trace = readTrace(bytesSource(new Uint8Array(bytes.subarray(random(200), bytes.length - random(200)))));
      askAll(trace, null);
      askAll(
        trace,
        eventsWhere(trace.index.count, () => random(3) === 0),
      );
    }
  });
});

describe('an index that is none of ours', () => {
  /** Columns with any numbers: a kept file may be damaged in ways that its checks don't see. */
  function randomIndex(seed: number): ReadableTrace {
    const random = randomOf(seed);
    const count = random(300);
    const numbers = (most: number): number[] => Array.from({ length: count }, () => (random(10) === 0 ? random(2 ** 31) : random(most)));
    const times = (): Float64Array =>
      Float64Array.from({ length: count }, () => [Number.NaN, -random(1e6), random(2 ** 31) * 1e6, random(1e9), Number.POSITIVE_INFINITY][random(5)] ?? 0);
    const names = [
      '',
      'openat',
      'read',
      'write',
      'sendto',
      'recvfrom',
      'connect',
      'execve',
      'clone',
      'pipe2',
      'dup2',
      'close',
      'recvmsg',
      'exit_group',
      'SIGSEGV',
      'exited',
      'kill',
      'fcntl',
    ];
    const index: TraceIndex = {
      version: 1,
      format: 'strace',
      has: { pids: true, times: 'fraction', durations: true, descriptors: true, stacks: false },
      bytes: 1_000,
      lines: count,
      count,
      startedAtMs: null,
      offset: Float64Array.from(numbers(900)),
      length: Uint32Array.from(numbers(90)),
      line: Uint32Array.from(numbers(300)),
      task: Uint32Array.from(numbers(6)),
      kind: Uint8Array.from(numbers(6)),
      flags: Uint8Array.from(numbers(200)),
      name: Uint16Array.from(numbers(20)),
      error: Uint8Array.from(numbers(6)),
      time: times(),
      duration: times(),
      result: times(),
      path: Uint32Array.from(numbers(6)),
      address: Uint32Array.from(numbers(5)),
      fd: Int32Array.from(numbers(6)),
      madeBy: Int32Array.from(numbers(count + 4), (each) => each - 1),
      resumed: { event: Uint32Array.from([5, 1]), offset: Float64Array.from([1, 2]), length: Uint32Array.from([1, 2]), line: Uint32Array.from([1, 2]), count: 2 },
      names,
      errors: ['', 'ENOENT', 'EACCES', 'EAGAIN', 'ENOSYS'],
      paths: ['', '/etc/hosts', '', '/lib/libz.so.1', 'x'],
      addresses: ['', 'udp 127.0.0.53:53', 'unix /run/x', 'tcp'],
      tasks: Array.from({ length: random(7) }, (_, task) => ({
        pid: random(3) === 0 ? null : random(50),
        thread: random(2) === 0,
        parent: random(4) === 0 ? null : random(9),
        madeBy: random(2) === 0 ? null : random(400),
        program: random(2) === 0 ? null : { path: '/app', argv: ['/app'], event: random(2) === 0 ? null : random(400) },
        firstEvent: random(count + 1),
        lastEvent: random(count + 1),
        ended: random(2) === 0 ? null : { code: task, signal: random(2) === 0 ? null : 'SIGSEGV', event: random(count + 1) },
      })),
      warnings: [],
      counted: [],
    };
    const line = (event: number): string =>
      ['7 write(2, "error: /etc/hosts\\n", 9) = 9', 'sendto(3, "\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\1a\\0\\0\\1\\0\\1", 19) = 19', '--- SIGSEGV {} ---', ''][event % 4] ?? '';
    return { index, text: { line, resumedLine: () => null, parts: (event) => (event % 4 === 3 ? null : { name: 'x', args: line(event), result: '3</x>' }) } };
  }

  it.each([...Array(40).keys()])('number %i', (seed) => {
    const trace = randomIndex(seed + 1);
    askAll(trace, null);
    askAll(
      trace,
      eventsWhere(trace.index.count, (event) => event % 2 === 0),
    );
    expect(trace.index.count).toBeGreaterThanOrEqual(0);
  });
});
