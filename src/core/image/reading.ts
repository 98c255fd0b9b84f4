// What is said while an image is read: bytes, now and then. A read that is over at once says nothing.
import { readingTask } from '../../shared/domain/image.ts';
import type { Progress } from '../toolchain/types.ts';
import type { ReadProgress } from './room.ts';

/** Before that nobody has begun to wait. */
const FIRST_MS = 400;
const EVERY_MS = 200;

/** For one reading of `image`; `now` in milliseconds. */
export function sayReading(progress: Progress, image: string, now: () => number = () => performance.now()): (said: ReadProgress) => void {
  let next = now() + FIRST_MS;
  return ({ readBytes, totalBytes }) => {
    if (now() < next) return;
    next = now() + EVERY_MS;
    // The archive is a little bigger than the engine's own figure.
    progress({ task: readingTask(image), text: 'its layers', doneBytes: readBytes, ...(totalBytes !== null && { totalBytes: Math.max(totalBytes, readBytes) }) });
  };
}
