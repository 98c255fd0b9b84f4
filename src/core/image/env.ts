// The environment that an image sets, by name.
import type { ImageConfig } from '../../shared/domain/image.ts';

/** Of a name that stands twice the last one counts, as with runc; a line without `=` sets nothing. */
export function envOf({ env }: Pick<ImageConfig, 'env'>): Record<string, string> {
  const found = new Map<string, string>();
  for (const line of env) {
    const at = line.indexOf('=');
    if (at > 0) found.set(line.slice(0, at), line.slice(at + 1));
  }
  return Object.fromEntries(found);
}
