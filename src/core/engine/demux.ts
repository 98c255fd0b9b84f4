// Splits the engine's multiplexed stream (8-byte header: stream, 0, 0, 0, length big-endian) into stdout and stderr.
// Source: Docker Engine API, "Attach to a container", stream format. Payloads are handed on as they come, never gathered.
import type { Duplex } from 'node:stream';
import type { Endpoint } from './types.ts';
import { connectionError } from './failures.ts';
import { errorText } from '../../shared/domain/errors.ts';

export interface Sinks {
  onStdout?: ((chunk: Buffer) => void) | undefined;
  onStderr?: ((chunk: Buffer) => void) | undefined;
}

/** Feed it chunks cut anywhere. */
export function demultiplexer(sinks: Sinks): (chunk: Buffer) => void {
  const header = Buffer.alloc(8);
  let headerFilled = 0;
  let stream = 0;
  let left = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const take = Math.min(8 - headerFilled, chunk.length - at);
        chunk.copy(header, headerFilled, at, at + take);
        headerFilled += take;
        at += take;
        if (headerFilled < 8) return;
        headerFilled = 0;
        stream = header.readUInt8(0);
        left = header.readUInt32BE(4);
        continue;
      }
      const take = Math.min(left, chunk.length - at);
      const piece = chunk.subarray(at, at + take);
      if (stream === 2) sinks.onStderr?.(piece);
      else sinks.onStdout?.(piece);
      left -= take;
      at += take;
    }
  };
}

/** Reads a raw connection to its end. Resolves at its end, rejects when it breaks. */
export function drain(socket: Duplex, sinks: Sinks, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const feed = demultiplexer(sinks);
    socket.on('data', (chunk: Buffer) => {
      try {
        feed(chunk);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(errorText(error))); // a sink of the caller threw: its error, not the engine's
        socket.destroy();
      }
    });
    socket.on('end', () => {
      resolve();
      socket.destroy();
    });
    socket.on('close', () => resolve());
    socket.on('error', (error) => reject(connectionError(error, endpoint)));
  });
}
