// A finding as `explain@1` documents it. The cell carries them as they came: what does not have this shape is said, not guessed at.
import { z } from 'zod';

export const findingSchema = z.object({
  id: z.string(),
  rule: z.string(),
  cause: z.string(),
  title: z.string(),
  confidence: z.number().min(0).max(1),
  evidence: z.array(
    z.object({
      source: z.string(),
      line: z.number().int().optional(),
      text: z.string().optional(),
      byteOffset: z.number().int().optional(),
      length: z.number().int().optional(),
      event: z.unknown().optional(),
      path: z.string().optional(),
    }),
  ),
  fixes: z.array(z.object({ id: z.string(), title: z.string(), change: z.unknown(), proof: z.unknown() })),
  see: z.array(z.string()),
});
export type Finding = z.infer<typeof findingSchema>;

/** Null where it has another shape. */
export function readFinding(raw: unknown): Finding | null {
  const parsed = findingSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
