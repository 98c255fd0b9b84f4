// The tar of a local image, as `docker save` writes it. Called by the image room, which reads it as it comes.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { CancelledError } from '../../shared/domain/errors.ts';
import type { Client } from './client.ts';
import { connectionError, EngineAnswerError, hasStatus } from './failures.ts';
import { nameRefused } from './image-name.ts';
import { ImageUnavailableError } from './types.ts';

/** Pieces (of some 32 KB) that may wait for their reader. */
const AHEAD = 16;

export async function saveImage(client: Client, ref: string, { signal }: { signal?: AbortSignal } = {}): Promise<Readable> {
  if (signal?.aborted) throw new CancelledError();
  const query = new URLSearchParams({ names: ref });
  let body: IncomingMessage;
  try {
    // An engine writes the whole archive to its own disk before the first byte comes, so there is no time in which it has to answer: the heartbeat watches it.
    body = await client.transport.send({
      method: 'GET',
      path: `/v${client.apiVersion}/images/get?${query.toString()}`,
      answerMs: null,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw refusal(ref, error);
  }
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of body) yield piece as Buffer; // no encoding is set
    } catch (error) {
      throw signal?.aborted ? new CancelledError() : connectionError(error, client.endpoint);
    }
  }
  // As objects, or the stream would copy what waits into one piece each time it is read.
  const stream = Readable.from(pieces(), { objectMode: true, highWaterMark: AHEAD });
  // A generator that waits for its next piece does not notice that its reader has gone.
  stream.once('close', () => body.destroy());
  return stream;
}

function refusal(ref: string, error: unknown): unknown {
  if (!(error instanceof EngineAnswerError)) return error;
  const { engineText } = error;
  const refused = nameRefused(ref, engineText);
  if (refused !== null) return refused;
  if (hasStatus(error, 404) || /no such image|reference does not exist|not found/i.test(engineText))
    return new ImageUnavailableError(`there is no image ${ref.slice(0, 200)} on the engine: ${engineText}`, 'not-found');
  return error;
}
