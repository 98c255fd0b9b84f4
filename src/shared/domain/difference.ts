// One difference between two things that were measured: cells, binaries, images.
import { z } from 'zod';

/** One fact that differs between two cells, binaries or images. `weight` ranks: 100 decides by itself, 1 is noise. */
export const differenceSchema = z.object({
  fact: z.string(),
  a: z.unknown(),
  b: z.unknown(),
  weight: z.number(),
  text: z.string(),
});
export type Difference = z.infer<typeof differenceSchema>;
