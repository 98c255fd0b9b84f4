// Lines of the lab's program, read from its output as it comes: bounded, checked, one call for each.
import { z } from 'zod';
import type { LabLine } from './protocol.ts';

const ns = z.number().int();
const count = z.number().int().nonnegative();
const text = z.string();

const packet = z.object({
  atNs: ns,
  server: count,
  protocol: z.enum(['udp', 'tcp']),
  source: text,
  id: count,
  name: text.nullable(),
  type: text.nullable(),
  edns: count.nullable(),
  ad: z.boolean(),
  bytes: count,
  repliedNs: ns.nullable(),
  did: text,
});

const lookup = z.object({
  startNs: ns,
  endNs: ns.nullable(),
  result: z.enum(['ok', 'fail', 'hang']),
  addresses: z
    .array(text)
    .nullable()
    .transform((list) => list ?? []),
  error: text.nullable(),
  code: text.nullable().optional(),
});

const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), version: text, subjects: z.record(text, z.object({ version: text })), addresses: z.array(text) }),
  z.object({ type: z.literal('started'), id: count, atNs: ns }),
  z.object({ type: z.literal('zero'), id: count, atNs: ns }),
  z.object({
    type: z.literal('sample'),
    id: count,
    startNs: ns,
    endNs: ns,
    lookups: z
      .array(lookup)
      .nullable()
      .transform((list) => list ?? []),
    packets: z
      .array(packet)
      .nullable()
      .transform((list) => list ?? []),
    exit: z.object({ code: z.number().int().nullable(), signal: text.nullable() }),
    killed: z.boolean(),
    stdout: text,
    stderr: text,
    firstOutputNs: ns.nullable().optional(),
    packetsLost: count.optional(),
    repairedNs: ns.nullable().optional(),
  }),
  z.object({ type: z.literal('failed'), id: count, reason: text }),
  z.object({
    type: z.literal('calibration'),
    delays: z.array(
      z.object({
        expectedNs: ns,
        measuredNs: z
          .array(ns)
          .nullable()
          .transform((list) => list ?? []),
      }),
    ),
    lagNs: z.object({ p50: ns, p99: ns, max: ns }),
  }),
  z.object({ type: z.literal('end') }),
]);

/** A line as it is read: the face's, with what newer programs say beside it. */
export type ReadLine = z.infer<typeof line>;
export type SampleLine = Extract<ReadLine, { type: 'sample' }>;

/** The face's lines are read whole; a line of a type that is not known is left out. */
export const readLine = (value: LabLine | Record<string, unknown>): ReadLine => line.parse(value);

const KNOWN = new Set(['ready', 'started', 'zero', 'sample', 'failed', 'calibration', 'end']);

/** A sample holds at most 200,000 packets. */
const LONGEST_LINE = 128 << 20;

/** Takes chunks, calls `onLine` for each whole line. `push` throws where a line is none of the lab's or too long: then nothing more can be believed. */
export function createLineReader(onLine: (line: ReadLine) => void): { push(chunk: Buffer): void } {
  let pieces: Buffer[] = [];
  let waiting = 0;
  const take = (bytes: Buffer): void => {
    const said = bytes.toString('utf8').trim();
    if (said === '') return;
    let value: unknown;
    try {
      value = JSON.parse(said);
    } catch {
      throw new Error(`the lab's program said what is no line of JSON: ${said.slice(0, 200)}`);
    }
    if (typeof value === 'object' && value !== null && 'type' in value && !KNOWN.has(String(value.type))) return;
    const parsed = line.safeParse(value);
    if (!parsed.success) throw new Error(`the lab's program said a line that is not understood (${parsed.error.issues[0]?.path.join('.') ?? '?'}): ${said.slice(0, 200)}`);
    onLine(parsed.data);
  };
  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        pieces.push(chunk.subarray(from, at));
        const whole = pieces.length === 1 ? (pieces[0] ?? chunk) : Buffer.concat(pieces);
        pieces = [];
        waiting = 0;
        from = at + 1;
        take(whole);
      }
      if (from >= chunk.length) return;
      // The chunk's memory may be used again by whoever gave it.
      pieces.push(Buffer.from(chunk.subarray(from)));
      waiting += chunk.length - from;
      if (waiting > LONGEST_LINE) throw new Error(`the lab's program said a line of more than ${LONGEST_LINE} bytes`);
    },
  };
}
