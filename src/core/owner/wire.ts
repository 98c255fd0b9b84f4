// What goes over the local socket: JSON-RPC 2.0, one message a line. Both ends use this file; each checks what it reads.
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { wireErrorSchema } from '../../shared/api/wire-errors.ts';

export const PROTOCOL = 1;
/** Longest line a server reads: a request. */
export const REQUEST_MAX = 16 << 20;
/** Longest line a client reads: an answer. Below the longest string of V8. */
export const ANSWER_MAX = 384 << 20;

const id = z.number().int().nonnegative();
const version = z.literal('2.0');

/** `$/…` are the transport's own: cancel a call, subscribe to an event and end that, ask an outdated owner to make room. Every other method is a procedure. */
export const fromClientSchema = z.union([
  z.object({ jsonrpc: version, id, method: z.string(), params: z.unknown() }),
  z.object({ jsonrpc: version, method: z.literal('$/cancel'), params: z.object({ id }) }),
  z.object({ jsonrpc: version, method: z.enum(['$/on', '$/off']), params: z.object({ name: z.string() }) }),
]);
/** The method by which a client of another build asks the owner to end; the answer is whether it does. */
export const RETIRE = '$/retire';
export type FromClient = z.infer<typeof fromClientSchema>;

export const fromServerSchema = z.union([
  // before `result`: an absent result would match too
  z.object({ jsonrpc: version, id, error: wireErrorSchema }),
  z.object({ jsonrpc: version, id, result: z.unknown() }),
  z.object({ jsonrpc: version, method: z.literal('$/event'), params: z.object({ name: z.string(), value: z.unknown() }) }),
  z.object({ jsonrpc: version, method: z.literal('$/hello'), params: z.object({ protocol: z.number().int(), owner: z.string(), pid: z.number().int(), build: z.string() }) }),
]);
export type FromServer = z.infer<typeof fromServerSchema>;

/** A line longer than its bound, or one that is no message. The connection can't be trusted any more. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

/** Cuts a byte stream into lines. Throws WireFormatError when a line grows over `max` bytes. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private bytes = 0;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.keep(chunk.subarray(start, end));
      lines.push(Buffer.concat(this.parts).toString('utf8'));
      this.parts = [];
      this.bytes = 0;
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  private keep(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes > this.max) throw new WireFormatError(`a message on the local socket is longer than ${this.max} bytes`);
    if (part.length > 0) this.parts.push(part);
  }
}

/** One line as a message. Throws WireFormatError. */
export function parseLine<S extends z.ZodType>(line: string, schema: S): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new WireFormatError('a line on the local socket is not JSON', { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new WireFormatError(`a line on the local socket is no message of ours: ${parsed.error.issues[0]?.message ?? 'not valid'}`);
  return parsed.data;
}

export const encode = (message: FromClient | FromServer): string => `${JSON.stringify(message)}\n`;
